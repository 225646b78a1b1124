"""Runs and schedules of every sync."""
