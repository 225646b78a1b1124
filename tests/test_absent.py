"""The setting ``ABSENT`` as a project writes it: what the checks say of it, and what drift prints to be pasted."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.checks import run_checks
from django.db import connection

from agent360_models import drift
from agent360_models.testing import postgres
from tests.support import endurance

TAG = ["agent360_models"]
ACCOUNT = "agent360_accounts.Account"


@pytest.mark.parametrize(
    ("absent", "found"),
    [
        ({ACCOUNT: ["acc_account_number", "acc_owner_id"], "agent360_core.RecordType": ["*"]}, []),
        ({"agent360_accounts.account": ["acc_name"]}, []),
        ({"hibachi_core.PricingTier": ["*"]}, []),  # of an app that is not installed here
        ({ACCOUNT: ["acc_owner"]}, [("E012", "Write 'acc_owner_id', the name of the column.")]),
        ({"agent360_accounts.Nothing": ["*"]}, [("E012", "Write it as 'app_label.Model' of an installed app.")]),
        ({"Account": ["*"]}, [("E012", "Write it as 'app_label.Model' of an installed app.")]),
        ({ACCOUNT: ["acc_sf_id"]}, [("E013", "Rows need their primary key.")]),
        ({ACCOUNT: "acc_name"}, [("E001", "See the settings page of the documentation.")]),
        ([ACCOUNT], [("E001", "See the settings page of the documentation.")]),
    ],
)
def test_the_checks_say_what_is_wrong(settings: Any, absent: Any, found: list[tuple[str, str]]) -> None:
    """With the remedy."""
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "ABSENT": absent}

    messages = [message for message in run_checks(tags=TAG) if str(message.id)[-4:] in ("E001", "E012", "E013")]

    assert [str(message.id).rpartition(".")[2] for message in messages] == [number for number, _ in found]
    assert all(hint in str(message.hint) for message, (_, hint) in zip(messages, found, strict=True))


@pytest.mark.django_db
def test_drift_prints_what_is_to_be_pasted() -> None:
    """By model, for columns and for tables; a primary key cannot be absent."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts DROP COLUMN acc_account_number, DROP COLUMN acc_credit_limit")
        cursor.execute("ALTER TABLE targets DROP COLUMN tgt_sf_id")
        cursor.execute("DROP TABLE account_plans")

    report = drift.examine({"default": ["agent360_accounts"]})

    text = "\n".join(drift.as_text(report, lambda _severity, words: words))
    assert (
        'AGENT360_MODELS["ABSENT"] = {\n'
        '    "agent360_accounts.Account": ["acc_credit_limit", "acc_account_number"],\n'
        '    "agent360_accounts.AccountPlan": ["*"],\n'
        "}\n"
    ) in text
    missing = [finding for finding in report.findings if finding.code == "column.missing"]
    assert ['AGENT360_MODELS["ABSENT"] = {"agent360_accounts.Account": ["' in f.remedy for f in missing] == [
        True,
        True,
        False,
    ]


# A database of another project: it is asked by processes of their own, since the setting is fixed at their start.

SCRIPT = """
import os, json
from django.conf import settings
from agent360_models.families import installed_apps
settings.configure(
    SECRET_KEY="x", USE_TZ=True, INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth",
    "django.contrib.postgres", *installed_apps(os.environ["FAMILY"])],
    DATABASES={"default": json.loads(os.environ["DATABASE"])},
    AGENT360_MODELS={},
)
AGENT360_MODELS = settings.AGENT360_MODELS
exec(os.environ["PASTED"])
import django; django.setup()
from django.core.management import call_command
for arguments in json.loads(os.environ["COMMANDS"]):
    call_command(*arguments)
"""
COLUMNS = """
    SELECT c.oid::regclass::text, quote_ident(a.attname) FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
      AND c.relname !~ '^(django_|auth_)'
      AND NOT EXISTS (
          SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)
      )
    ORDER BY md5(c.relname || a.attname)
"""
LACKING = {
    "agent360": (10, 2),
    "ingestion": (4, 1),
    "automate": (4, 1),
    "hibachi": (6, 2),
    "migochat": (3, 1),
}


@pytest.fixture
def other() -> Iterator[dict[str, Any]]:
    """Return the settings of a new, empty database."""
    url = postgres.database_url()
    name = f"agent360_absent_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield {**postgres.database_settings(url), "ENGINE": "django.db.backends.postgresql", "NAME": name}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(family: str, database: dict[str, Any], *commands: list[str], pasted: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={
            **os.environ,
            "FAMILY": family,
            "DATABASE": json.dumps(database),
            "COMMANDS": json.dumps(commands),
            "PASTED": pasted,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(("family", "number"), endurance.some([*LACKING.items()]))
def test_what_drift_prints_makes_it_clean(family: str, number: tuple[int, int], other: dict[str, Any]) -> None:
    """In a database of each family that lacks columns and tables, wherever they are."""
    columns, tables = number
    owned = family in ("ingestion", "automate")
    made = run(family, other, ["migrate", "-v", "0"] if owned else ["agent360", "install", family])
    access = {"dbname": other["NAME"], "host": other["HOST"], "user": other["USER"], "password": other["PASSWORD"]}
    with psycopg.connect(**access, port=other["PORT"] or None, autocommit=True) as server:
        found = server.execute(COLUMNS).fetchall()
        assert found, made
        for table, column in found[:columns]:
            server.execute(f"ALTER TABLE {table} DROP COLUMN {column} CASCADE")
        for table in list(dict.fromkeys(table for table, _ in found))[-tables:]:
            server.execute(f"DROP TABLE {table} CASCADE")

    before = run(family, other, ["agent360", "drift", family])
    pasted = re.search(r'^AGENT360_MODELS\["ABSENT"\] = \{$.*?^\}$', before, re.MULTILINE | re.DOTALL)
    assert pasted is not None, before
    commands = (["check"], ["makemigrations", "--check"], ["agent360", "drift", family, "--fail-on", "warning"])
    after = run(family, other, *commands, pasted=pasted[0])

    assert "no issues" in after or "agent360_models.W008" in after, after
    assert "No changes detected" in after
    assert "0 error, 0 warning" in after or "No drift" in after, after
