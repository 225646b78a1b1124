"""Mappings from other platforms, and templates of workflows."""
