"""Who works in the Salesforce org: roles, users, and the record types of its objects."""
