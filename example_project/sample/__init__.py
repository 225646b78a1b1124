"""The sample rows of the example: a module for each family, and shared helpers."""
