"""Log entries with their trace."""
