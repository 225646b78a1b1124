"""Admin of SalesRabbit."""
