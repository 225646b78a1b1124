"""Rows of the schema ``identity`` for tests."""
