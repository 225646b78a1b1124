"""Rows of ``automate_providers`` for tests."""
