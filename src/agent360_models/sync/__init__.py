"""How rows come in: Salesforce ids, exports, loading, run records."""
