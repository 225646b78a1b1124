-- Reference DDL of the schema core, written by hand; for test and development databases, never for production.

CREATE SCHEMA core;
