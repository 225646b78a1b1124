"""Rows of the schema ``integra`` for tests."""
