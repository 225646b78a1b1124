"""Customers' answers after a booking, their coupons, and bad reviews escalated to a person."""
