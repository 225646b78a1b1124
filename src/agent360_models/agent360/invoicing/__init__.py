"""What was billed: invoices and their line items."""
