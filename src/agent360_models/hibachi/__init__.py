"""A booking platform for chefs who cook at their customers' homes, an app for each PostgreSQL schema."""
