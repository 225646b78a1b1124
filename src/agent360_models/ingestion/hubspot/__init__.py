"""Contacts, deals and companies of HubSpot."""
