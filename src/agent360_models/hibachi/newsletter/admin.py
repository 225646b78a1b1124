"""Admin of the schema ``newsletter``."""
