"""Tasks for accounts, and their cases with history and comments."""
