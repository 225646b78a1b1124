"""Rows of the schema ``events`` for tests."""
