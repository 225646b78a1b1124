"""Files into rows."""
