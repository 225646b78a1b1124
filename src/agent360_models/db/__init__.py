"""How models meet the database: names, router, read-only guard, reference DDL, bulk writes, admin."""
