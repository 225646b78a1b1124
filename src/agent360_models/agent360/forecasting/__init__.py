"""Rolling forecasts of sales representatives, and the steps in which they are approved."""
