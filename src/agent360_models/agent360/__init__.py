"""Agent360: 26 PostgreSQL tables synced from Salesforce, in nine apps."""
