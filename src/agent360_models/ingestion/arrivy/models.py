"""Tables of Arrivy."""
