"""The family ``migochat``, which is one app: the customers of a chat, their messages, and where they came from."""
