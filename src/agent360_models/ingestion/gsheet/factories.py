"""Rows of Google Sheets for tests."""
