"""Contacts of the call centre."""
