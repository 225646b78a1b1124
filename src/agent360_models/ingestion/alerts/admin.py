"""Admin of Alerts."""
