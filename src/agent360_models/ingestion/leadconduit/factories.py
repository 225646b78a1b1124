"""Rows of LeadConduit for tests."""
