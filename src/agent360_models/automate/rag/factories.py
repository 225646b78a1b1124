"""Rows of ``automate_rag`` for tests."""
