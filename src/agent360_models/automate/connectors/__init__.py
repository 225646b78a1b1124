"""Connections to external systems."""
