"""The one command, ``agent360``."""
