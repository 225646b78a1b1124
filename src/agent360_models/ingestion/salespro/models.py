"""Tables of SalesPro."""
