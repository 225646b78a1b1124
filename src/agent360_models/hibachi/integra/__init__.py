"""Data from other systems: calls, payments and their matches, and webhooks of social platforms."""
