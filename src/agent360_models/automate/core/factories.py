"""Rows of ``automate_core`` for tests."""
