"""Admin of ``automate_datachat``."""
