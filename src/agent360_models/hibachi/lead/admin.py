"""Admin of the schema ``lead``."""
