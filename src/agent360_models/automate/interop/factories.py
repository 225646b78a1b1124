"""Rows of ``automate_interop`` for tests."""
