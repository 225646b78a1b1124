"""Rows of ``automate_observability`` for tests."""
