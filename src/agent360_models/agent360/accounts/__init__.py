"""Accounts, their plans, frame agreements and targets."""
