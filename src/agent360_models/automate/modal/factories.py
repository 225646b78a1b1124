"""Rows of ``automate_modal`` for tests."""
