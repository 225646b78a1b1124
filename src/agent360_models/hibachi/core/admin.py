"""Admin of the schema ``core``."""
