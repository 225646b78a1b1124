"""Rows of ``automate_connectors`` for tests."""
