"""People who asked and have not booked yet: contacts, context, events, and who they are on social media."""
