"""Contracts: what releases say of their tables."""
