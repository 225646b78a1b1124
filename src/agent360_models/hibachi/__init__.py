"""A booking platform for hibachi chefs who cook at their customers' homes: ten apps, one for each PostgreSQL schema."""
