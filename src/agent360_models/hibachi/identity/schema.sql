-- Reference DDL of the schema identity, written by hand; for test and development databases, never for production.

CREATE SCHEMA identity;
