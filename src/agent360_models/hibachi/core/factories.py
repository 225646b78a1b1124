"""Rows of the schema ``core`` for tests."""
