"""Rows of Genius for tests."""
