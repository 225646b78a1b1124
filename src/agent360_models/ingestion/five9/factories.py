"""Rows of Five9 for tests."""
