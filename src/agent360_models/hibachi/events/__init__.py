"""What happened, for others to hear: domain events, the outbox and the inbox."""
