"""Campaigns and their budgets."""
