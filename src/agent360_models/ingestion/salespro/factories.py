"""Rows of SalesPro for tests."""
