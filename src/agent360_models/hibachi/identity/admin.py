"""Admin of the schema ``identity``."""
