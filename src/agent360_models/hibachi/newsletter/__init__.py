"""Campaigns by e-mail and SMS: templates, limits, the queue, deliveries and preferences."""
