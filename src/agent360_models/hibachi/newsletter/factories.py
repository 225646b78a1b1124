"""Rows of the schema ``newsletter`` for tests."""
