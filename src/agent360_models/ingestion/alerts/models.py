"""Tables of Alerts."""
