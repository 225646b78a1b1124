"""Admin of ``automate_rag``."""
