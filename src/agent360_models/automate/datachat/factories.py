"""Rows of ``automate_datachat`` for tests."""
