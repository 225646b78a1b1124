"""Admin of Genius."""
