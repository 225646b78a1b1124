"""Rows of the schema ``lead`` for tests."""
