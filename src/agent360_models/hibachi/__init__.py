"""A booking platform for chefs who cook at their customers' homes; each PostgreSQL schema has its own app."""
