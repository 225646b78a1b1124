"""Customers, chefs, bookings with their deposits, prices, conversations and reviews."""
