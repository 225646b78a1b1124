"""Admin of the schema ``feedback``."""
