"""Customers, chefs, bookings with their deposit, prices, conversations and reviews."""
