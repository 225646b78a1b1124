"""Files into rows: shared by the loaders of all families."""
