"""Connections to external systems that are in use."""
