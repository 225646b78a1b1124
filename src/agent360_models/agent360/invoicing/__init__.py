"""Invoices and their line items."""
