"""Rows of CallRail for tests."""
