"""Rows of Alerts for tests."""
