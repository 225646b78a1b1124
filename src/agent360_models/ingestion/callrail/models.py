"""Tables of CallRail."""
