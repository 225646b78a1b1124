"""Rows of Arrivy for tests."""
