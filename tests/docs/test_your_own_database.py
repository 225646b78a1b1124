"""The how-to "Your own database in ten minutes", from its first block to its last, in a project of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections

from agent360_models.testing import postgres
from tests.support.databases import scratch_database

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "your-own-database.md"
BLOCK = re.compile(r"^```(?P<language>python|console|text)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ python manage\.py (.*)\n((?:[^$].*\n)*)", re.MULTILINE)
LEGACY = """
CREATE TYPE state AS ENUM ('open', 'paid');
CREATE TABLE customers (id serial PRIMARY KEY, name varchar(50) NOT NULL UNIQUE, since timestamp DEFAULT now());
CREATE TABLE invoices (id bigserial PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers,
    total numeric(12,2) NOT NULL CHECK (total >= 0), state state NOT NULL DEFAULT 'open', length interval);
CREATE TABLE lines (invoice_id bigint REFERENCES invoices ON DELETE CASCADE, place smallint, text text NOT NULL,
    PRIMARY KEY (invoice_id, place));
CREATE VIEW totals AS SELECT customer_id, sum(total) AS total FROM invoices GROUP BY customer_id;
INSERT INTO customers (name) VALUES ('Ann');
INSERT INTO invoices (customer_id, total) VALUES (1, 5), (1, 7);
"""


@pytest.fixture
def legacy(django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), scratch_database(LEGACY) as alias:
        yield alias


def test_the_page_does_what_it_says(legacy: str, tmp_path: Path) -> None:
    def manage(*arguments: str) -> str:
        run = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=tmp_path,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, (arguments, run.stdout, run.stderr)
        return run.stdout + run.stderr

    settings = tmp_path / "settings.py"
    base = postgres.database_settings(postgres.database_url())
    settings.write_text(
        "SECRET_KEY = 'how-to'\nUSE_TZ = True\nDEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n"
        f"DATABASES = {{'default': {base!r}}}\nINSTALLED_APPS = []\n"
    )
    (tmp_path / "manage.py").write_text(
        "import sys\n\nfrom django.core import management\n\nmanagement.execute_from_command_line(sys.argv)\n"
    )
    page = PAGE.read_text(encoding="utf-8")
    for block in BLOCK.finditer(page):
        if block["language"] != "console":
            place = re.findall(r"`([\w/]+\.(?:py|csv))`", page[: block.start()])[-1]
            with (tmp_path / place).open("a") as file:
                file.write(block["text"].replace('"NAME": "legacy"', f"**{ {**base, 'NAME': name_of(legacy)}!r}"))
            continue
        for command, expected in re.findall(
            r"^\$ python manage\.py (.*)\n((?:[^$].*\n)*)", block["text"], re.MULTILINE
        ):
            if "--suggest" in command:
                with connections[legacy].cursor() as cursor:
                    cursor.execute("ALTER TABLE customers ADD phone varchar(20)")
            found = manage(*arguments_of(command))
            assert expected.strip() in found, (command, found)


def arguments_of(command: str) -> list[str]:
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command)]


def name_of(alias: str) -> str:
    return str(connections[alias].settings_dict["NAME"])


def test_a_server_is_there() -> None:
    """The page needs a server; the tests' own is one."""
    with psycopg.connect(postgres.database_url()) as server:
        assert server.execute("SELECT 1").fetchone() == (1,)
