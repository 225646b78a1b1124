"""The command, and the modules of its verbs."""
