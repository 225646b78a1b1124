"""Chats that ask data, and the widgets that show them on other sites."""
