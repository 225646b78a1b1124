"""Calls, texts and forms that CallRail attributed."""
