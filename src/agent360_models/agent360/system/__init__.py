"""Runs, watermarks and conflicts of the sync, and log-ins of users."""
