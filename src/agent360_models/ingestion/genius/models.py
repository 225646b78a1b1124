"""Tables of Genius."""
