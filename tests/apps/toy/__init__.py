"""A toy app whose tables live in a PostgreSQL schema of their own."""
