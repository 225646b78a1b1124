"""The rows that the example begins with: a module for each family, and what they draw on."""
