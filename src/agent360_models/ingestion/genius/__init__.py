"""Leads, appointments and users of Genius."""
