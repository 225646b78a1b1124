-- Reference DDL of the schema lead, written by hand; for test and development databases, never for production.

CREATE SCHEMA lead;
