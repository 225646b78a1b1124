"""Admin of ``automate_observability``."""
