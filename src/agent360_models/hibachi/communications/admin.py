"""Admin of the schema ``communications``."""
