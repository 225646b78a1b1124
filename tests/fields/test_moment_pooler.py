"""Moments behind PgBouncer with one session for all, on a server whose own time zone is another than UTC."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.checks import run_checks
from django.db import connections
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from agent360_models.agent360.system.models import SyncWatermark
from agent360_models.fields import utc_now
from tests.support.databases import query, scratch_database

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
# It refuses to run as root, and as somebody else it could not reach the server's folder.
NOT_ROOT = ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []
LATE = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

CONFIGURATION = """
[databases]
{name} = host={host} port={port} user={user} dbname={name}
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = 1
"""


@pytest.fixture
def pooled(settings: Settings, django_db_blocker: Any) -> Iterator[str]:
    """Return an alias that leads to the pooler."""
    if PGBOUNCER is None:
        pytest.skip("pgbouncer is not installed")
    with django_db_blocker.unblock(), scratch_database() as alias:
        with connections[alias].schema_editor() as editor:
            editor.create_model(SyncWatermark)
        with connections[alias].cursor() as cursor:
            for name in ("sw_last_sync_ts", "sw_last_delete_check", "sw_updated_at"):
                cursor.execute(f"ALTER TABLE sync_watermarks ALTER {name} TYPE timestamp")
            cursor.execute(f"ALTER DATABASE {alias} SET timezone = 'Europe/Berlin'")
        connections[alias].close()
        facts = connections[alias].settings_dict
        with pooler(name=alias, host=facts["HOST"], port=facts["PORT"], user=facts["USER"]) as folder:
            facts |= {"HOST": folder, "PORT": "6432", "DISABLE_SERVER_SIDE_CURSORS": True}
            settings.AGENT360_MODELS = {"ALIAS": alias}
            settings.TIME_ZONE = "UTC"
            yield alias
            connections[alias].close()


@contextmanager
def pooler(**facts: Any) -> Iterator[str]:
    """Run PgBouncer in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "pgbouncer.ini")
        file.write_text(CONFIGURATION.format(folder=folder, **facts), encoding="utf-8")
        with subprocess.Popen([*NOT_ROOT, str(PGBOUNCER), "--quiet", str(file)], stderr=subprocess.PIPE) as process:
            try:
                deadline = time.monotonic() + 10
                while not Path(folder, ".s.PGSQL.6432").exists():
                    if process.poll() is not None or time.monotonic() > deadline:
                        pytest.skip("pgbouncer does not start here")
                    time.sleep(0.05)
                yield folder
            finally:
                process.terminate()


def test_the_session_stays_in_utc(pooled: str) -> None:
    """Although another client has the same session in between, in the server's own zone."""
    rows: Any = SyncWatermark.objects.using(pooled)
    facts = connections[pooled].settings_dict
    with psycopg.connect(host=facts["HOST"], port=6432, user=facts["USER"], dbname=pooled, autocommit=True) as other:

        def zone_of_another() -> str:
            found = other.execute("SHOW TimeZone").fetchone()
            return str(found[0]) if found else ""

        row = rows.create(sw_object_name="accounts", sw_last_sync_ts=LATE)
        assert zone_of_another() == "Europe/Berlin"
        assert query("SHOW TimeZone", using=pooled) == [("UTC",)]
        assert zone_of_another() == "Europe/Berlin"

        row = rows.get(sw_last_sync_ts__hour=22, sw_last_sync_ts__lt=Now() + timedelta(days=100_000))
        assert (row.sw_last_sync_ts, row.sw_last_sync_ts.tzinfo) == (LATE, UTC)
        row.save(using=pooled)
        zone_of_another()
        assert query("SELECT sw_last_sync_ts::text FROM sync_watermarks", using=pooled) == [("2026-07-01 22:30:00",)]
        zone_of_another()
        rows.update(sw_last_sync_ts=Now())
        assert abs(rows.get().sw_last_sync_ts - utc_now()) < timedelta(minutes=1)

        zone_of_another()
        messages = run_checks(tags=["database"], databases=[pooled])
        assert "agent360_models.W011" not in {message.id for message in messages}
