-- Reference DDL of the schema events, written by hand; for test and development databases, never for production.

CREATE SCHEMA events;
