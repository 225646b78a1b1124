"""Salesforce ids, mapping, exports and loading."""
