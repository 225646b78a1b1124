"""Functions on Modal, their runs, and what these made."""
