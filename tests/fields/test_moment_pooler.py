"""Moments behind PgBouncer with one session for all, on a server whose own time zone is another than UTC."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connections
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from agent360_models.agent360.system.models import SyncWatermark
from agent360_models.fields import utc_now
from tests.support.databases import query, scratch_database
from tests.support.pgbouncer import Pool, pooled

LATE = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


@pytest.fixture
def pool(settings: Settings, django_db_blocker: Any) -> Iterator[Pool]:
    """Return a pooler with one session for all."""
    with django_db_blocker.unblock(), scratch_database() as alias:
        with connections[alias].schema_editor() as editor:
            editor.create_model(SyncWatermark)
        with connections[alias].cursor() as cursor:
            for name in ("sw_last_sync_ts", "sw_last_delete_check", "sw_updated_at"):
                cursor.execute(f"ALTER TABLE sync_watermarks ALTER {name} TYPE timestamp")
            cursor.execute(f"ALTER DATABASE {alias} SET timezone = 'Europe/Berlin'")
        connections[alias].close()
        with pooled(alias, size=1) as pool:
            settings.AGENT360_MODELS = {"ALIAS": alias}
            settings.TIME_ZONE = "UTC"
            yield pool


def test_the_session_stays_in_utc(pool: Pool) -> None:
    """Although another client has the same session in between, in the server's own zone."""
    rows: Any = SyncWatermark.objects.using(pool.alias)
    with pool.connect() as other:

        def zone_of_another() -> str:
            found = other.execute("SHOW TimeZone").fetchone()
            return str(found[0]) if found else ""

        row = rows.create(sw_object_name="accounts", sw_last_sync_ts=LATE)
        assert zone_of_another() == "Europe/Berlin"
        assert query("SHOW TimeZone", using=pool.alias) == [("UTC",)]
        assert zone_of_another() == "Europe/Berlin"

        row = rows.get(sw_last_sync_ts__hour=22, sw_last_sync_ts__lt=Now() + timedelta(days=100_000))
        assert (row.sw_last_sync_ts, row.sw_last_sync_ts.tzinfo) == (LATE, UTC)
        row.save(using=pool.alias)
        zone_of_another()
        stored = query("SELECT sw_last_sync_ts::text FROM sync_watermarks", using=pool.alias)
        assert stored == [("2026-07-01 22:30:00",)]
        zone_of_another()
        rows.update(sw_last_sync_ts=Now())
        assert abs(rows.get().sw_last_sync_ts - utc_now()) < timedelta(minutes=1)

        zone_of_another()
        messages = run_checks(tags=["database"], databases=[pool.alias])
        assert "agent360_models.W011" not in {message.id for message in messages}
