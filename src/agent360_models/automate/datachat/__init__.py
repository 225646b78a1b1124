"""Chats about data, and widgets that embed them in other sites."""
