"""Salesforce beside the tables that it fills: ids, mapping, exports, loading."""
