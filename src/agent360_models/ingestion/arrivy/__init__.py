"""Bookings and tasks of field crews."""
