"""Operations: queues and their workers, growing tables, and a report on the state of everything."""
