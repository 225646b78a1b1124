"""The tables of unmanaged apps: reference DDL, adoption of tables that exist, grants for a role."""
