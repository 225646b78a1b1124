"""Admin of ``automate_providers``."""
