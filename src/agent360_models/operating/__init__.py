"""Operation: queues and who works on them, tables that grow, and one look at how all of it stands."""
