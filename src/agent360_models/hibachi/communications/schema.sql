-- Reference DDL of the schema communications, written by hand; for test and development databases, never for production.

CREATE SCHEMA communications;
