"""Calls, text messages and forms that CallRail attributed to marketing sources."""
