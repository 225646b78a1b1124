"""Rows of ``automate_governance`` for tests."""
