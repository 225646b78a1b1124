"""Loading files into rows; shared by the loaders of all families."""
