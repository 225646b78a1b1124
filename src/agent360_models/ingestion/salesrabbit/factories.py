"""Rows of SalesRabbit for tests."""
