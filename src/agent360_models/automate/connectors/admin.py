"""Admin of ``automate_connectors``."""
