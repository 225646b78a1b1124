"""Admin of the schema ``events``."""
