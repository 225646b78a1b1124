"""The audit trail, rules, connections, secrets and rate limits."""
