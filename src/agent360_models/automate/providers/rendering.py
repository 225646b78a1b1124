"""Filling in the templates of prompts."""
