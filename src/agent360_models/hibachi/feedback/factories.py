"""Rows of the schema ``feedback`` for tests."""
