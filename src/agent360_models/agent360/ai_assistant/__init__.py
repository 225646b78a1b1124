"""Chats with the AI assistant, and its rules, example queries and schema texts."""
