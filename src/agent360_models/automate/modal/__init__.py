"""Functions on Modal, their runs, and the artifacts of these runs."""
