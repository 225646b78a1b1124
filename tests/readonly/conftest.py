"""A database with rows, and a role that may only read some of them."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connections
from django.test.utils import override_settings
from psycopg.sql import SQL, Identifier

from agent360_models.tables import reference
from agent360_models.tables.select_only import select_only
from agent360_models.testing import postgres
from tests.support.databases import scratch_database

ROWS = """
INSERT INTO user_roles (ur_sf_id, ur_name, ur_last_modified_date, ur_system_modstamp)
    SELECT 'role' || n, 'Role ' || n % 7, timestamp '2026-01-01' + n * interval '1 day', timestamp '2026-01-01'
    FROM generate_series(1, 3000) n;
INSERT INTO users (usr_sf_id, usr_username, usr_email, usr_last_name, usr_name, usr_is_active, usr_time_zone,
        usr_language, usr_sf_created_date, usr_last_modified_date, usr_last_modified_by_id)
    SELECT 'user' || n, 'u' || n, 'ada@example.com', 'Lovelace', 'Ada Lovelace', n % 2 = 0, 'UTC', 'en', timestamp
        '2026-01-01', timestamp '2026-01-01', 'user1' FROM generate_series(1, 100) n;
CREATE TABLE secrets (id int PRIMARY KEY, value text);
INSERT INTO secrets VALUES (1, 'hunter2');
CREATE SEQUENCE numbers;
CREATE PROCEDURE wipe() LANGUAGE sql AS 'DELETE FROM users';
ANALYZE;
"""


class Analyst:
    """The alias of a role that may only read, and what its owner sees of the database."""

    def __init__(self, alias: str, role: str, url: str) -> None:
        self.alias = alias
        self.role = role
        self.url = url

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query of the owner's."""
        with psycopg.connect(self.url, autocommit=True) as owner:
            cursor = owner.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def everything(self) -> list[tuple[Any, ...]]:
        """Return what an attack could have changed: tables, rows, sequences, objects, settings, locks, sessions."""
        return self.ask(f"""
            SELECT 'tables', pg_catalog.md5(string_agg(n.nspname || c.relname, ',' ORDER BY c.oid))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            UNION ALL SELECT 'users', md5(string_agg(u::text, ',' ORDER BY usr_sf_id)) FROM users u
            UNION ALL SELECT 'roles', md5(string_agg(u::text, ',' ORDER BY ur_sf_id)) FROM user_roles u
            UNION ALL SELECT 'secrets', md5(string_agg(s::text, ',')) FROM secrets s
            UNION ALL SELECT 'numbers', last_value || is_called::text FROM numbers
            UNION ALL SELECT 'objects', count(*)::text FROM pg_largeobject_metadata
            UNION ALL SELECT 'settings', count(*)::text FROM pg_db_role_setting
                WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
                OR setrole IN ('{self.role}'::regrole, current_user::regrole) OR setrole = 0 AND setdatabase = 0
            UNION ALL SELECT 'functions', count(*)::text FROM pg_proc
            UNION ALL SELECT 'locks', count(*)::text FROM pg_locks WHERE locktype = 'advisory'
                AND pid IN (SELECT pid FROM pg_stat_activity WHERE usename = '{self.role}')
        """)


@pytest.fixture(scope="session")
def make_analyst() -> Iterator[Callable[..., Analyst]]:
    """Return the function that makes one over a database."""
    roles: list[str] = []

    def make(owner: str, **options: Any) -> Analyst:
        role, alias = f"analyst_{uuid4().hex}", f"analyst_{uuid4().hex}"
        roles.append(role)
        with connections[owner].cursor() as cursor:
            for statement in select_only(role, using=owner, **options):
                cursor.execute(statement)
            cursor.execute(f"ALTER ROLE {role} PASSWORD 'analyst'")
        connections.settings[alias] = {**connections.settings[owner], "USER": role, "PASSWORD": "analyst"}
        entry = connections.settings[owner]
        url = postgres.database_url().rpartition("/")[0] + f"/{entry['NAME']}"
        return Analyst(alias, role, url)

    yield make
    with psycopg.connect(postgres.database_url(), autocommit=True) as server:
        for role in roles:
            server.execute(SQL("DROP ROLE {}").format(Identifier(role)))


@pytest.fixture(scope="package")
def analyst(django_db_blocker: Any, make_analyst: Callable[..., Analyst]) -> Iterator[Analyst]:
    labels = ["agent360_core", "agent360_accounts", "agent360_catalog", "agent360_invoicing"]
    with django_db_blocker.unblock(), scratch_database() as owner:
        reference.install(labels, using=owner)
        with connections[owner].cursor() as cursor:
            cursor.execute(ROWS)
            cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'dblink'")
            if cursor.fetchone():
                cursor.execute("CREATE EXTENSION dblink")
        with override_settings(AGENT360_MODELS={"ALIAS": owner}):
            made = make_analyst(owner, labels=labels)
        yield made
        connections[made.alias].close()
        del connections.settings[made.alias]
