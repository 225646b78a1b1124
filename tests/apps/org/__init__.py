"""An org's own columns on ``accounts``."""
