"""A role's powers beyond its granted reads, and SQL that finds a role's earlier grants."""

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from django.db import connections

from agent360_models.catalog._fetch import fetch
from agent360_models.catalog._questions import parts_sql
from agent360_models.names import split

_SET_OPTION = 160_000  # from this server version on, a membership states whether SET ROLE is allowed

# Functions that PostgreSQL and its extensions do not grant to PUBLIC: they read or write files, control the server, or
# connect without a password. adminpack also has a pg_file_rename that PUBLIC may call; it only calls one of these, so
# it does not count.
_PRIVILEGED = """
    SELECT p.oid, p.proname
    FROM pg_catalog.pg_init_privs i JOIN pg_catalog.pg_proc p ON p.oid = i.objoid
    WHERE i.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass
        AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(i.initprivs) a WHERE a.grantee = 0)
"""
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

_POWERS = f"""
    WITH role AS MATERIALIZED (
        SELECT oid, rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
        FROM pg_catalog.pg_roles
        WHERE pg_catalog.pg_has_role(session_user, oid, 'MEMBER')
    ), namespace AS MATERIALIZED (
        SELECT oid, nspname
        FROM pg_catalog.pg_namespace
        WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND nspname NOT LIKE 'pg\\_%temp\\_%'
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
        UNION ALL SELECT 3, 'is a member of ' || rolname FROM role WHERE rolname LIKE 'pg\\_%'
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
        FROM role CROSS JOIN ({_PRIVILEGED}) AS p
        WHERE pg_catalog.has_function_privilege(role.oid, p.oid, 'EXECUTE')
        UNION ALL
        SELECT 8, 'may use the foreign server ' || s.srvname
        FROM role CROSS JOIN pg_catalog.pg_foreign_server s
        WHERE pg_catalog.has_server_privilege(role.oid, s.oid, 'USAGE')
    )
    SELECT text FROM found GROUP BY place, text ORDER BY place, text
"""


# Relations through which another one is written: a partition or a table that inherits from it, an updatable view of it,
# and a table that it is a partition of or inherits from. A view that can be updated has one relation in its FROM; what
# its subqueries read comes in later parts of its definition.
_THROUGH = """
    SELECT inhparent AS written, inhrelid AS oid, 'child' AS kind FROM pg_catalog.pg_inherits
    UNION ALL
    SELECT inhrelid, inhparent, 'parent' FROM pg_catalog.pg_inherits
    UNION ALL
    SELECT d.refobjid, r.ev_class, 'view'
    FROM pg_catalog.pg_rewrite r
    JOIN pg_catalog.pg_class v
        ON v.oid = r.ev_class AND v.relkind = 'v'
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_options_to_table(v.reloptions)
            WHERE option_name = 'security_invoker' AND option_value::boolean
        )
    JOIN pg_catalog.pg_depend d
        ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class
    WHERE pg_catalog.pg_relation_is_updatable(r.ev_class, false) & 28 <> 0
        AND (
            pg_catalog.has_any_column_privilege(v.relowner, d.refobjid, 'INSERT, UPDATE')
            OR pg_catalog.has_table_privilege(v.relowner, d.refobjid, 'DELETE')
        )
        AND (
            r.ev_type <> '1'
            OR pg_catalog.split_part(r.ev_action::text, ' :jointree ', 1) ~ (' :relid ' || d.refobjid || ' ')
        )
"""


def powers(connection: psycopg.Connection[Any]) -> list[str]:
    """Return the powers of a session's role beyond reading granted objects, the worst first.

    Powers through membership in other roles count too. Each is a verb with its object: ``may write public.users``.
    """
    return [text for (text,) in connection.execute(_POWERS).fetchall()]


def writable_tables(tables: Iterable[str], *, using: str) -> list[str]:
    """Return the given ``db_table`` names that the alias's role could write, as ``schema.table``.

    Partitions, inheriting tables and updatable views of the tables are included, and so are tables that they are
    partitions of or inherit from. So are writes through a role that the role may set, return to, or grant to itself:
    any role if it may run programs or write files of the server. So are writes as owner, who may grant anything, and
    triggers, which run as whoever writes. One such role may reach the schema for another. Tables that do not exist, or
    whose schema no such role can reach, are left out.
    """
    wanted = [split(table) for table in tables]
    connection: Any = connections[using]
    connection.ensure_connection()
    knows_set = connection.pg_version >= _SET_OPTION
    with connection.cursor() as cursor:
        rows = fetch(
            cursor,
            f"""
            WITH RECURSIVE admin AS MATERIALIZED (
                SELECT r.oid
                FROM pg_catalog.pg_roles r
                JOIN pg_catalog.pg_roles self ON pg_catalog.pg_has_role(session_user, self.oid, 'MEMBER')
                WHERE pg_catalog.pg_has_role(self.oid, r.oid, 'MEMBER WITH ADMIN OPTION')
                    OR self.rolname IN ('pg_execute_server_program', 'pg_write_server_files')
                    OR EXISTS (
                        SELECT FROM ({_PRIVILEGED}) AS p
                        WHERE p.proname IN ('lo_export', 'pg_file_rename', 'pg_file_write')
                            AND pg_catalog.has_function_privilege(self.oid, p.oid, 'EXECUTE')
                    )
                    OR %s AND self.rolcreaterole AND NOT r.rolsuper
            ), role AS MATERIALIZED (
                SELECT r.oid
                FROM pg_catalog.pg_roles r
                WHERE r.rolname IN (current_user, session_user)
                    OR pg_catalog.pg_has_role(session_user, r.oid, %s)
                    OR EXISTS (SELECT FROM admin WHERE pg_catalog.pg_has_role(admin.oid, r.oid, 'MEMBER'))
            ), class (oid, is_above) AS (
                SELECT c.oid, false
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                JOIN unnest(%s::text[], %s::text[]) AS wanted (schema_name, table_name)
                    ON c.relname = wanted.table_name
                    AND CASE
                        WHEN wanted.schema_name IS NULL THEN pg_catalog.pg_table_is_visible(c.oid)
                        ELSE n.nspname = wanted.schema_name
                    END
                WHERE c.relkind IN ('r', 'p', 'v', 'f')
                UNION
                SELECT through.oid, class.is_above OR through.kind = 'parent'
                FROM class
                JOIN ({_THROUGH}) AS through
                    ON through.written = class.oid AND NOT (class.is_above AND through.kind = 'child')
            )
            SELECT DISTINCT n.nspname, c.relname
            FROM class
            JOIN pg_catalog.pg_class c ON c.oid = class.oid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE EXISTS (
                SELECT FROM role
                WHERE pg_catalog.pg_has_role(role.oid, n.nspowner, 'USAGE')
                    OR pg_catalog.has_schema_privilege(role.oid, n.oid, 'USAGE')
            ) AND EXISTS (
                SELECT FROM role
                WHERE pg_catalog.pg_has_role(role.oid, c.relowner, 'USAGE')
                    OR pg_catalog.has_table_privilege(role.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
                    OR pg_catalog.has_any_column_privilege(role.oid, c.oid, 'INSERT, UPDATE')
            )
            ORDER BY 1, 2
            """,
            not knows_set,
            "SET" if knows_set else "MEMBER",
            [schema for schema, _table in wanted],
            [table for _schema, table in wanted],
        )
    return [f"{schema}.{table}" for schema, table in rows]


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


def granted_parts_sql(tables: str, role: str) -> str:
    """Return a query for partitions of tables, and tables that inherit, on which a role was granted anything itself.

    ``tables`` is SQL for an array of names, ``role`` for the name of the role. They are named as SQL names them.
    """
    return f"""
        WITH RECURSIVE {parts_sql(tables)}
        SELECT granted.name
        FROM part JOIN ({granted_relations_sql(role)}) AS granted (name)
            ON pg_catalog.to_regclass(granted.name) = part.oid
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
