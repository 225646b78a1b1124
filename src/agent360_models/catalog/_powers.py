"""A role's powers beyond its granted reads, and SQL that finds a role's earlier grants."""

from collections.abc import Sequence
from typing import Any

import psycopg

# Functions that PostgreSQL and its extensions do not grant to PUBLIC: they read or write files, control the server, or
# connect without a password.
_PRIVILEGED = (
    "dblink_connect_u",
    "lo_export",
    "lo_import",
    "pg_ls_dir",
    "pg_promote",
    "pg_read_binary_file",
    "pg_read_file",
    "pg_reload_conf",
    "pg_rotate_logfile",
    "pg_stat_file",
)
# Functions that PUBLIC may call and that have lasting effects.
_OF_PUBLIC = (
    "lo_creat",
    "lo_create",
    "lo_from_bytea",
    "lo_put",
    "lo_truncate",
    "lo_truncate64",
    "lo_unlink",
    "lowrite",
    "pg_logical_emit_message",
)

_POWERS = """
    WITH role AS MATERIALIZED (
        SELECT oid, rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
        FROM pg_catalog.pg_roles
        WHERE pg_catalog.pg_has_role(session_user, oid, 'MEMBER')
    ), namespace AS MATERIALIZED (
        SELECT oid, nspname
        FROM pg_catalog.pg_namespace
        WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND nspname NOT LIKE 'pg\\_%%temp\\_%%'
    ), class AS MATERIALIZED (
        SELECT c.oid, c.relkind, c.relnamespace, n.nspname || '.' || c.relname AS name
        FROM pg_catalog.pg_class c JOIN namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'f', 'S')
    ), found (place, text) AS (
        SELECT 1, 'is a superuser' FROM role WHERE rolsuper
        UNION ALL SELECT 2, 'has CREATEROLE' FROM role WHERE rolcreaterole
        UNION ALL SELECT 2, 'has CREATEDB' FROM role WHERE rolcreatedb
        UNION ALL SELECT 2, 'has REPLICATION' FROM role WHERE rolreplication
        UNION ALL SELECT 2, 'has BYPASSRLS' FROM role WHERE rolbypassrls
        UNION ALL SELECT 3, 'is a member of ' || rolname FROM role WHERE rolname LIKE 'pg\\_%%'
        UNION ALL
        SELECT 4, 'owns ' || pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid)
        FROM role JOIN pg_catalog.pg_shdepend d ON d.refobjid = role.oid AND d.deptype = 'o'
        WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
            AND d.dbid IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
        UNION ALL
        SELECT 5, 'may write ' || c.name
        FROM role CROSS JOIN class c
        WHERE pg_catalog.has_schema_privilege(role.oid, c.relnamespace, 'USAGE') AND CASE c.relkind
            WHEN 'S' THEN pg_catalog.has_sequence_privilege(role.oid, c.oid, 'USAGE, UPDATE')
            ELSE pg_catalog.has_table_privilege(role.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                OR pg_catalog.has_any_column_privilege(role.oid, c.oid, 'INSERT, UPDATE') END
        UNION ALL
        SELECT 6, 'may create in schema ' || n.nspname
        FROM role CROSS JOIN namespace n WHERE pg_catalog.has_schema_privilege(role.oid, n.oid, 'CREATE')
        UNION ALL
        SELECT 6, 'may create schemas'
        FROM role WHERE pg_catalog.has_database_privilege(role.oid, current_database(), 'CREATE')
        UNION ALL
        SELECT 7, 'may call ' || p.proname
        FROM role JOIN pg_catalog.pg_proc p ON p.proname = ANY (%s)
        WHERE pg_catalog.has_function_privilege(role.oid, p.oid, 'EXECUTE')
        UNION ALL
        SELECT 8, 'may use the foreign server ' || s.srvname
        FROM role CROSS JOIN pg_catalog.pg_foreign_server s
        WHERE pg_catalog.has_server_privilege(role.oid, s.oid, 'USAGE')
    )
    SELECT text FROM found GROUP BY place, text ORDER BY place, text
"""


def powers(connection: psycopg.Connection[Any]) -> list[str]:
    """Return the powers of a session's role beyond reading granted objects, the worst first.

    Powers through membership in other roles count too. Each is a verb with its object: ``may write public.users``.
    """
    return [text for (text,) in connection.execute(_POWERS, [list(_PRIVILEGED)]).fetchall()]


def granted_relations_sql(role: str) -> str:
    """Return a query for the tables, views and sequences on which a role has any grant, as quoted SQL names.

    ``role`` is SQL for its name.
    """
    return f"""
        SELECT DISTINCT c.oid::pg_catalog.regclass::text
        FROM pg_catalog.pg_class c
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL
        CROSS JOIN LATERAL (
            SELECT grantee FROM pg_catalog.aclexplode(c.relacl)
            UNION ALL SELECT grantee FROM pg_catalog.aclexplode(a.attacl)
        ) AS granted
        JOIN pg_catalog.pg_roles r ON r.oid = granted.grantee
        WHERE r.rolname = {role}
    """


def lasting_functions_sql(quote: Any) -> str:
    """Return a query for functions that everybody may call and that write, or connect to other databases.

    ``quote`` turns a text into a literal.
    """
    names: Sequence[str] = [quote(name) for name in _OF_PUBLIC]
    return f"""
        SELECT p.oid::pg_catalog.regprocedure::text
        FROM pg_catalog.pg_proc p
        WHERE (
                p.proname IN ({", ".join(names)})
                AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
                OR EXISTS (
                    SELECT FROM pg_catalog.pg_depend d
                    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid AND e.extname = 'dblink'
                    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
                        AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
                )
            )
            AND EXISTS (
                SELECT FROM pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
                WHERE a.grantee = 0
            )
        ORDER BY 1
    """
