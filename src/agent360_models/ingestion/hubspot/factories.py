"""Rows of HubSpot for tests."""
