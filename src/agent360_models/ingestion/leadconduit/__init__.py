"""Leads that LeadConduit passed on."""
