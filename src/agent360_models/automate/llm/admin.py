"""Admin of ``automate_llm``."""
