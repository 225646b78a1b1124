"""Leads and users of door-to-door sales."""
