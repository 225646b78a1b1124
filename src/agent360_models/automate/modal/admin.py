"""Admin of ``automate_modal``."""
