"""Rows of ``automate_llm`` for tests."""
