-- Reference DDL of the schema newsletter, written by hand; for test and development databases, never for production.

CREATE SCHEMA newsletter;
