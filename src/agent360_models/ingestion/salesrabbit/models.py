"""Tables of SalesRabbit."""
