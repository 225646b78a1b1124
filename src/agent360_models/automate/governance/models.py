"""Who did what, rules, connections, secrets and rate limits."""
