-- Reference DDL of the schema support, written by hand; for test and development databases, never for production.

CREATE SCHEMA support;
