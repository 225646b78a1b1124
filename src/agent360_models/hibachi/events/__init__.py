"""Domain events, the outbox that publishes them, and the inbox for messages from elsewhere."""
