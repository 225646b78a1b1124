"""Rows of the schema ``support`` for tests."""
