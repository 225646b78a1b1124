"""The page about an org's own columns, as somebody who pastes it has it: in a project and a database of its own."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from agent360_models.testing import postgres
from tests.docs.test_snippets import ROOT

PAGE = ROOT / "docs" / "how-to" / "own-columns.md"
SETTINGS = """
from agent360_models.families import installed_apps
from agent360_models.testing.postgres import database_settings

SECRET_KEY = "x"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", *installed_apps("agent360"), "crm"]
DATABASES = {{
    "default": {{**database_settings({url!r}), "ENGINE": "django.db.backends.postgresql", "NAME": {name!r}}}
}}
"""
# In one process, the quicker.
COMMANDS = """
import shlex, sys
from django.core.management import execute_from_command_line
for command in sys.argv[1:]:
    execute_from_command_line(["django-admin", *shlex.split(command)])
"""
EXPORT = """Id,Name,OwnerId,LastModifiedDate,LastModifiedById,Region__c,Tier__c
0010F0000000001QAA,Acme,0050F0000000001QAA,2026-01-01T00:00:00Z,0050F0000000001QAA,North,1
0010F0000000002QAA,Bolt,0050F0000000001QAA,2026-01-01T00:00:00Z,0050F0000000001QAA,North,2
"""


def test_the_page_works_as_it_stands(tmp_path: Path) -> None:
    """From the field to a filter on it."""
    (tmp_path / "crm").mkdir()
    blocks = re.findall(
        r"^```\w+\n(?:#|--) (\S+)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    for name, text in [("crm/__init__.py", ""), ("Account.csv", EXPORT), *blocks]:
        (tmp_path / name).write_text(text, encoding="utf-8")
    url, database = postgres.database_url(), f"agent360_own_{os.getpid()}"
    (tmp_path / "settings.py").write_text(SETTINGS.format(url=url, name=database), encoding="utf-8")

    def run(*arguments: str) -> str:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.fail(f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {database}")
        try:
            run(
                "-c",
                COMMANDS,
                "makemigrations crm",
                "migrate -v 0",
                "agent360 install",
                f"shell -v 0 -c {shlex.quote(_IN_SHELL)}",
                "check",
                "agent360 load --missing-parents stub Account.csv",
            )
            found = run(
                "-c",
                "import django; django.setup(); import example, crm.models as m; "
                "print(list(m.AccountRegion.objects.order_by('pk').values_list('acc_region', flat=True)))",
            )
            drift = run("-c", COMMANDS, "agent360 drift agent360_accounts crm")
        finally:
            server.execute(f"DROP DATABASE {database} WITH (FORCE)")

    assert found.splitlines() == ["[('Acme', 1), ('Bolt', 2)]", "['North', 'South']"]
    assert drift.startswith("No drift")


_IN_SHELL = (
    "from pathlib import Path; from django.db import connection; "
    "connection.cursor().execute(Path('crm/schema.sql').read_text())"
)
