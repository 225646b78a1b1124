-- Reference DDL of the schema integra, written by hand; for test and development databases, never for production.

CREATE SCHEMA integra;
