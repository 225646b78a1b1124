"""Admin of the schema ``marketing``."""
