"""Leads that LeadConduit delivered."""
