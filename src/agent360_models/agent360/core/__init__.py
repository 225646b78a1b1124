"""Roles and users of the Salesforce org, and the record types of its objects."""
