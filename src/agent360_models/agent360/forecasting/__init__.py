"""Rolling forecasts of sales representatives, and their approval steps."""
