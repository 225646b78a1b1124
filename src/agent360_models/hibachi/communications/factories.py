"""Rows of the schema ``communications`` for tests."""
