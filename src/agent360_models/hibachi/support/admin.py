"""Admin of the schema ``support``."""
