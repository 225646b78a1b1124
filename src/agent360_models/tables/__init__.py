"""The tables of unmanaged apps: reference DDL, adoption of existing tables, grants for a role."""
