"""Meaning of tables and columns: one structure, read from the models of any installed app, and its renderers."""
