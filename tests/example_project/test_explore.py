"""``run.py --database-url``: a database that somebody else made is shown, and only read."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from agent360_models.testing.postgres import PostgresServer, database_url
from tests.agent360.test_independent_ddl import DDL

EXAMPLE = Path(__file__).parents[2] / "example_project"

# In the place of the server that run.py starts: one process opens every page.
LOOK = """
import run, sys
pages = run.look_at(sys.argv[1])
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from agent360_models import absent
browser = Client()
browser.force_login(User.objects.create_superuser("ada"))
paths = [path for _, path in pages]
for model in admin.site._registry:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    if model._meta.app_label.startswith("agent360") and not absent.is_table_absent(model):
        paths.append(reverse(f"{name}_changelist"))
        paths += [reverse(f"{name}_change", args=[row.pk]) for row in model.objects.all()[:1]]
print(*(f"{path} {browser.get(path, headers={'host': 'localhost'}).status_code}" for path in paths), sep="\\n")
"""
ROWS = """
INSERT INTO user_roles VALUES ('00E000000000001AAA', 'Sales', now(), now(), 1, now(), now());
INSERT INTO users (usr_sf_id, usr_username, usr_email, usr_last_name, usr_name, usr_is_active, usr_user_role_id,
    usr_time_zone, usr_language, usr_sf_created_date, usr_last_modified_date, usr_last_modified_by_id, usr_active,
    usr_created_at, usr_updated_at)
VALUES ('005000000000001AAA', 'ada', 'ada@example.com', 'Kerr', 'Ada Kerr', true, '00E000000000001AAA', 'UTC', 'en',
    now(), now(), '005000000000001AAA', 1, now(), now());
"""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(DDL)
            connection.execute(ROWS)
            connection.execute("ALTER TABLE accounts DROP COLUMN acc_account_number")
            connection.execute("DROP TABLE ai_schema_config")
            connection.execute("CREATE TABLE messages (id int PRIMARY KEY)")  # of something else
            connection.execute("CREATE ROLE visitor LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO visitor")
            connection.execute("REVOKE SELECT ON targets FROM visitor")
            connection.execute("ALTER SYSTEM SET log_statement = 'all'")
            connection.execute("SELECT pg_reload_conf()")
        yield server


def python(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "DATABASE_URL": database_url(), **environment}
    return subprocess.run(
        [sys.executable, *arguments], cwd=EXAMPLE, env=env, capture_output=True, text=True, check=False
    )


def test_every_page_opens_and_the_server_saw_nothing_but_reads(server: PostgresServer) -> None:
    log = Path(unquote(urlsplit(server.url).hostname or ""), "server.log")
    before = log.stat().st_size

    done = python("-c", LOOK, server.url.replace("//postgres@", "//visitor@"))

    assert done.returncode == 0, done.stderr
    assert "The families in your database: agent360. It is only read." in done.stdout
    assert re.findall("^    (agent360_.*)$", done.stdout, re.MULTILINE) == [
        "agent360_accounts.Account: acc_account_number",
        "agent360_accounts.Target: the table",
        "agent360_ai_assistant.AiSchemaConfig: the table",
    ]
    answers = re.findall(r"^(/admin/\S+) (\d+)$", done.stdout, re.MULTILINE)
    assert len(answers) > 30
    assert [answer for answer in answers if answer[1] != "200"] == []
    statements = re.findall(r"LOG:  (?:statement|execute [^:]*): (\w+)", log.read_text()[before:])
    assert statements.count("SELECT") > 50
    assert {*statements} <= {"SELECT", "BEGIN", "COMMIT", "ROLLBACK", "SET", "SHOW", "DECLARE", "FETCH", "CLOSE"}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://ada:hush@127.0.0.1:1/crm", "cannot be read: connection failed"),
        ("postgresql://ada:hush@hush@127.0.0.1:1/crm", "an @ in its password"),
        ("mysql://ada:hush@127.0.0.1/crm", "write postgresql://user:password"),
    ],
)
def test_an_address_that_does_not_answer_is_named_without_its_password(url: str, said: str) -> None:
    done = python("explore.py", EXAMPLE_SECRET_URL=url)

    assert done.returncode == 1
    assert said.casefold() in done.stderr.casefold()
    assert "hush" not in done.stderr + done.stdout


def test_a_database_of_something_else_is_refused() -> None:
    done = python("explore.py", EXAMPLE_SECRET_URL=database_url())

    assert done.returncode == 1
    assert done.stderr == "The database has none of the tables of the five families.\n"
