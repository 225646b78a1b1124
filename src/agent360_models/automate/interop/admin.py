"""Admin of ``automate_interop``."""
