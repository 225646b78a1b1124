"""Products and their brands."""
