"""Syncs: runs and their records, watermarks, conflicts, and the state of each object."""
