"""Admin of Five9."""
