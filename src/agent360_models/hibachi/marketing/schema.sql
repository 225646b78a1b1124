-- Reference DDL of the schema marketing, written by hand; for test and development databases, never for production.

CREATE SCHEMA marketing;
