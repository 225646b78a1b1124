"""Tokens and costs of language models, and each request to one."""
