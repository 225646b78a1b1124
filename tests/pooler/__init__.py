"""Behind PgBouncer itself, by transaction and by session, with nothing said about it in the settings."""
