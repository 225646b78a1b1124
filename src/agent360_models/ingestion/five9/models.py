"""Tables of Five9."""
