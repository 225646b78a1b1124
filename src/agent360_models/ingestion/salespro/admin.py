"""Admin of SalesPro."""
