"""Admin of Arrivy."""
