"""Conversations that a person has to take over."""
