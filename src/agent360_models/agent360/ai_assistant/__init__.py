"""Chats with the AI assistant, and the rules, example queries and schema texts that it is given."""
