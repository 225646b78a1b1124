"""Admin of CallRail."""
