"""``manage.py agent360 adopt``: tables that were there before Django knew of them."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connections
from pytest_django.fixtures import Settings

from agent360_models.families import labels
from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule
from tests.support.databases import query, scratch_database

# As the first owner of the tables wrote them, times without a zone and all.
DDL = """
    CREATE SCHEMA orchestration;
    CREATE TABLE django_celery_beat_periodictask (id integer PRIMARY KEY);
    CREATE TABLE orchestration.sync_history (
        id BIGSERIAL PRIMARY KEY, crm_source VARCHAR(50) NOT NULL, sync_type VARCHAR(100) NOT NULL,
        endpoint VARCHAR(200), start_time {time} NOT NULL, end_time {time},
        status VARCHAR(20) DEFAULT 'running', records_processed INTEGER DEFAULT 0,
        records_created INTEGER DEFAULT 0, records_updated INTEGER DEFAULT 0, records_failed INTEGER DEFAULT 0,
        error_message TEXT, configuration JSONB DEFAULT '{{}}', performance_metrics JSONB DEFAULT '{{}}',
        created_at {time} DEFAULT NOW()
    );
    CREATE INDEX idx_sync_history_crm_type ON orchestration.sync_history (crm_source, sync_type);
    CREATE INDEX idx_sync_history_start_time ON orchestration.sync_history (start_time);
    CREATE INDEX idx_sync_history_status ON orchestration.sync_history (status);
    CREATE TABLE orchestration.sync_schedule (
        id BIGSERIAL PRIMARY KEY, name VARCHAR(128) NOT NULL, crm_source VARCHAR(64) NOT NULL,
        model_name VARCHAR(128) NOT NULL, mode VARCHAR(16) NOT NULL, recurrence_type VARCHAR(16) NOT NULL,
        every INTEGER, period VARCHAR(24), crontab_minute VARCHAR(64) DEFAULT '*',
        crontab_hour VARCHAR(64) DEFAULT '*', crontab_day_of_week VARCHAR(64) DEFAULT '*',
        crontab_day_of_month VARCHAR(64) DEFAULT '*', crontab_month_of_year VARCHAR(64) DEFAULT '*',
        enabled BOOLEAN DEFAULT TRUE, last_run {time}, next_run {time},
        periodic_task_id INTEGER REFERENCES django_celery_beat_periodictask (id),
        created_at {time} DEFAULT NOW(), updated_at {time} DEFAULT NOW()
    );
    CREATE INDEX idx_sync_schedule_source ON orchestration.sync_schedule (crm_source);
    CREATE INDEX idx_sync_schedule_enabled ON orchestration.sync_schedule (enabled);
    INSERT INTO orchestration.sync_history (crm_source, sync_type, start_time)
    VALUES ('hubspot', 'contacts', '2026-03-01 12:00');
"""


@pytest.fixture
def scratch(django_db_setup: None, django_db_blocker: Any, settings: Settings) -> Iterator[str]:
    """Return the alias of an empty database, which is the family's."""
    with django_db_blocker.unblock(), scratch_database() as alias:
        settings.AGENT360_MODELS = {"ALIASES": {"ingestion": alias}}
        # Beat's tables are on "default", where no constraint of this database can lead.
        settings.INSTALLED_APPS = [name for name in settings.INSTALLED_APPS if name != "django_celery_beat"]
        yield alias


def execute(sql: str, alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)


def test_migrate_over_tables_that_are_there_names_adopt(scratch: str) -> None:
    """Before PostgreSQL's error, which does not; and no more once they are adopted."""
    execute(DDL.format(time="timestamptz"), scratch)
    out = StringIO()

    with pytest.raises(ProgrammingError, match="already exists"):
        call_command("migrate", "ingestion_orchestration", database=scratch, stdout=out, verbosity=0)

    assert "sync_history" in out.getvalue()
    assert "`manage.py agent360 adopt ingestion`" in out.getvalue()
    call_command("agent360", "adopt", "ingestion_orchestration", database=scratch, verbosity=0)
    call_command("migrate", "ingestion_orchestration", database=scratch, stdout=(out := StringIO()), verbosity=0)
    assert out.getvalue() == ""


def adopt(*args: str) -> None:
    call_command("agent360", "adopt", "ingestion_orchestration", *args)


def recorded(alias: str) -> list[tuple[Any, ...]]:
    if "django_migrations" not in connections[alias].introspection.table_names():
        return []
    return query("SELECT app, name FROM django_migrations ORDER BY id", using=alias)


def shape(alias: str) -> list[tuple[Any, ...]]:
    """Return all columns and indexes of the tables."""
    return query(
        "SELECT table_name, column_name, data_type, column_default FROM information_schema.columns"
        " WHERE table_schema = 'orchestration' UNION ALL SELECT tablename, indexname, indexdef, NULL"
        " FROM pg_indexes WHERE schemaname = 'orchestration' ORDER BY 1, 2",
        using=alias,
    )


def test_tables_that_match_are_adopted(scratch: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Migrations are recorded, nothing is changed, and ``migrate`` has nothing left to do."""
    execute(DDL.format(time="timestamptz"), scratch)
    before = shape(scratch)

    adopt()

    assert capsys.readouterr().out.splitlines()[-1] == (
        f"Recorded 1 migrations of 1 apps on alias {scratch!r}. No table was changed."
    )
    assert recorded(scratch) == [("ingestion_orchestration", "0001_initial")]
    assert shape(scratch) == before
    call_command("migrate", "ingestion_orchestration", database=scratch, verbosity=0)
    assert shape(scratch) == before
    assert SyncHistory.objects.get().status == "running"
    SyncSchedule.objects.create(name="x", crm_source="hubspot", model_name="contacts", mode="full")


def test_what_does_not_match_is_named_and_nothing_is_recorded(scratch: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Times without a zone, as the first owner had them; after the ALTER of the README they match."""
    execute(DDL.format(time="timestamp"), scratch)

    with pytest.raises(CommandError, match="Nothing was recorded"):
        adopt()

    assert "start_time" in capsys.readouterr().out
    assert recorded(scratch) == []
    execute(alter_of_the_readme(), scratch)
    adopt()
    assert len(recorded(scratch)) == 1
    assert SyncHistory.objects.get().start_time.isoformat() == "2026-03-01T12:00:00+00:00"


def alter_of_the_readme() -> str:
    from importlib import resources

    readme = resources.files("agent360_models.ingestion.orchestration").joinpath("README.md").read_text("utf-8")
    return readme.partition("```sql\n")[2].partition("```")[0]


def test_a_second_time_there_is_nothing_to_record(scratch: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And no harm done."""
    execute(DDL.format(time="timestamptz"), scratch)
    adopt()
    adopt()

    assert "Recorded 0 migrations of 0 apps" in capsys.readouterr().out
    assert len(recorded(scratch)) == 1


def test_tables_that_are_not_there_are_left_to_migrate(scratch: str) -> None:
    """Nothing is recorded that was never made."""
    with pytest.raises(CommandError, match=r"manage\.py migrate"):
        adopt()

    assert recorded(scratch) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["agent360_core"], "no migration creates its tables"),
        (["ingestion_orchestration", "--database", "default"], "does not live on alias 'default'"),
        (["hubspot"], "neither a family nor an app"),
    ],
)
def test_what_cannot_be_adopted(scratch: str, args: list[str], message: str) -> None:
    """Somebody else's tables, another database, a name that there is not."""
    with pytest.raises(CommandError, match=message):
        call_command("agent360", "adopt", *args)


def test_the_whole_family(scratch: str, capsys: pytest.CaptureFixture[str]) -> None:
    """All 47 tables, as they are where the records of the migrations were lost."""
    for label in labels("ingestion"):
        call_command("migrate", label, database=scratch, verbosity=0)
    execute("DROP TABLE django_migrations", scratch)

    call_command("agent360", "adopt", "ingestion", "--fail-on", "warning")

    report, last = capsys.readouterr().out.splitlines()
    assert report.startswith("No drift: 47 tables")
    assert last == f"Recorded 12 migrations of 12 apps on alias {scratch!r}. No table was changed."
    assert {app for app, _ in recorded(scratch)} == set(labels("ingestion"))
