"""Rows of the schema ``marketing`` for tests."""
