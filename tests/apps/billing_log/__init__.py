"""The app that keeps the log of runs of the family of ``billing``; it names the family itself."""
