"""Secrets in the database: keys, cipher, rotation."""
