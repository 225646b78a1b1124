"""``manage.py agent360``: what it prints, and how it ends."""

import logging
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from agent360_models.agent360.core.models import UserRole
from agent360_models.agent360.system.models import SyncLog
from tests.support.agent360 import sf_id

HEADER = "Id,Name,LastModifiedDate,SystemModstamp,Mood__c"


def write_roles(path: Path, number: int, name: str = "Sales") -> Path:
    lines = [f"{sf_id('00E', n)},{name},2026-05-04,2026-05-04,fine" for n in range(number)]
    path.write_text("\n".join([HEADER, *lines]))
    return path


@pytest.mark.django_db
def test_load_says_what_became_of_the_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And that nothing changed, when nothing did."""
    path = write_roles(tmp_path / "UserRole.csv", 3)
    path.write_text(path.read_text().replace("Mood__c", "Mood__c,A,B,C,D,E").replace("fine", "fine,,,,,"))

    call_command("agent360", "load", str(path))
    call_command("agent360", "load", str(path), verbosity=2)

    assert capsys.readouterr().out.splitlines() == [
        "UserRole (UserRole.csv) -> user_roles: 3 read, 3 inserted",
        "  ignored columns of the file: 6 (Mood__c, A, B, C, D, ...)",
        "UserRole (UserRole.csv) -> user_roles: 3 read, 3 unchanged",
        "  ignored columns of the file: 6 (Mood__c, A, B, C, D, E)",
        "No row was changed.",
    ]


@pytest.mark.django_db
def test_lines_in_the_log_of_a_load(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """When it begins and ends, with the numbers of all objects as fields; no names of files."""
    path = write_roles(tmp_path / "UserRole.csv", 3)

    with caplog.at_level(logging.INFO, "agent360_models.loading"):
        call_command("agent360", "load", str(path))

    begin, end = (record for record in caplog.records if record.name == "agent360_models.loading")
    facts: Any = end
    assert (vars(begin)["event"], facts.event) == ("load.begin", "load.end")
    assert (facts.status, facts.objects, facts.read, facts.inserted) == ("success", 1, 3, 3)
    assert "UserRole.csv" not in f"{vars(begin)}{vars(end)}"


@pytest.mark.django_db
def test_load_counts_rejects_and_tells_where_to_see_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without their values."""
    path = write_roles(tmp_path / "UserRole.csv", 2, name="jane@example.com" * 20)

    call_command("agent360", "load", str(path))

    assert capsys.readouterr().out.splitlines() == [
        "UserRole (UserRole.csv) -> user_roles: 2 read, 2 rejected",
        "  ignored columns of the file: 1 (Mood__c)",
        "  rejected for Name: longer than 80 characters: 2",
        "No row was changed.",
        "Name a file with --rejects to get the rejected rows with their values.",
    ]


@pytest.mark.django_db
def test_load_fails_for_a_file_that_is_refused(tmp_path: Path) -> None:
    """After it has loaded the others; the exit status is 1."""
    write_roles(tmp_path / "UserRole.csv", 1)
    (tmp_path / "Account.csv").write_text("Id,Name\n")

    with pytest.raises(CommandError, match=r"Not loaded: Account of Account\.csv, since it has no column for OwnerId"):
        call_command("agent360", "load", str(tmp_path))

    assert UserRole.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_load_that_is_killed_leaves_nothing_of_the_object(tmp_path: Path) -> None:
    """The client's process, by SIGKILL, in the middle of the file; its run stays marked as running."""
    path = write_roles(tmp_path / "UserRole.csv", 200_000)
    found = connection.settings_dict
    (tmp_path / "small.py").write_text(
        "from agent360_models.families import installed_apps\n"
        "SECRET_KEY = 'x'\n"
        "INSTALLED_APPS = installed_apps('agent360')\n"
        f"DATABASES = {{'default': { {key: found[key] for key in ('ENGINE', 'NAME', 'USER', 'HOST', 'PORT')} }}}\n"
    )
    loader = subprocess.Popen(
        [sys.executable, "-m", "django", "agent360", "load", str(path), "--settings", "small"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not is_copying() and time.monotonic() < deadline:
        time.sleep(0.01)

    loader.send_signal(signal.SIGKILL)
    loader.wait()
    while others() and time.monotonic() < deadline:
        time.sleep(0.01)

    assert time.monotonic() < deadline
    assert not UserRole.objects.exists()
    assert SyncLog.objects.get().sl_status == "running"


def is_copying() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND query LIKE 'COPY %%agent360_stage%%'"
        )
        return bool(cursor.fetchone()[0])


def others() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND query LIKE 'COPY %%agent360_stage%%'"
        )
        return int(cursor.fetchone()[0])


def test_grants_prints_sql(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """For the alias on which the apps live."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360", "automate", "ingestion"]}

    call_command("agent360", "grants", "--role", "reports")

    printed = capsys.readouterr().out
    assert 'GRANT SELECT ON TABLE "user_roles", "users", "record_types" TO "reports"' in printed
    assert not re.search("GRANT[^;']*INSERT", printed)


def test_grants_asks_for_the_alias_where_there_are_two(settings: Settings) -> None:
    """Each has its own roles."""
    settings.AGENT360_MODELS = {"ALIASES": {"agent360_system": "crm"}}

    with pytest.raises(CommandError, match="choose one with --database"):
        call_command("agent360", "grants", "--role", "reports")


def test_grants_of_some_apps(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Families or labels, one alias after the other."""
    settings.AGENT360_MODELS = {"ALIASES": {"agent360_system": "crm"}}

    call_command("agent360", "grants", "--role", "reports", "agent360_system")

    printed = capsys.readouterr().out
    assert '"sync_log"' in printed
    assert '"users"' not in printed


def test_grants_makes_a_role_that_only_reads(capsys: pytest.CaptureFixture[str]) -> None:
    """With a timeout of its own; the output is SQL to the last line."""
    call_command("agent360", "grants", "--role", "reports", "--select-only", "agent360_core", "--timeout", "5s")

    printed = capsys.readouterr().out
    assert 'CREATE ROLE "reports" LOGIN;' in printed
    assert "ALTER ROLE \"reports\" SET statement_timeout = '5s';" in printed
    assert 'GRANT SELECT ON TABLE "user_roles", "record_types" TO "reports";' in printed
    assert "usr_email" not in printed


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--timeout", "5s"], "--timeout needs --select-only"),
        (["--select-only", "--timeout", "soon"], "'soon' is not a time in PostgreSQL's notation"),
        (["--select-only", "agent361"], "'agent361' is neither a family nor an app"),
        (["--select-only", "--database", "crm_replica"], "None of the tables live on alias 'crm_replica'"),
    ],
)
def test_grants_refuses(arguments: list[str], text: str) -> None:
    with pytest.raises(CommandError, match=text):
        call_command("agent360", "grants", "--role", "reports", *arguments)


def test_a_verb_is_required(capsys: pytest.CaptureFixture[str]) -> None:
    """There is no default."""
    with pytest.raises(CommandError, match="VERB"):
        call_command("agent360")
