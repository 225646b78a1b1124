-- Reference DDL of the schema feedback, written by hand; for test and development databases, never for production.

CREATE SCHEMA feedback;
