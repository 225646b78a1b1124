"""Syncs: runs and their records, watermarks, conflicts, and how each object stands."""
