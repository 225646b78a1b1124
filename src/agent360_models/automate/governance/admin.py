"""Admin of ``automate_governance``."""
