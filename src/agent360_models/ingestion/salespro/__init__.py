"""Customers, estimates and credit applications."""
