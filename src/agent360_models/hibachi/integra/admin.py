"""Admin of the schema ``integra``."""
