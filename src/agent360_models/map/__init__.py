"""The map of the installed apps in the admin: meaning, diagram, table sizes, and drift."""
