"""People who asked and have not booked yet: their contacts, wishes, events and social media identities."""
