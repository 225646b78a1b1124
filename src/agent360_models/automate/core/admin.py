"""Admin of ``automate_core``."""
