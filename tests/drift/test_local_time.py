"""Columns under Django's ``DateTimeField`` where ``USE_TZ = False``: local time, read and written."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections, models
from django.test.utils import isolate_apps
from pytest_django.fixtures import Settings

from agent360_models import drift
from agent360_models.fields import MomentField
from tests.apps.drifting.models import Item

BERLIN, UTC = "Europe/Berlin", "UTC"
AMBIGUOUS = {("type.repeated_hour", "at"), ("type.repeated_hour", "seen")}
SILENT: set[tuple[str, str]] = set()


def retype(alias: str, type_: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"ALTER TABLE drift_item ALTER at TYPE {type_}, ALTER seen TYPE {type_}")


def found(alias: str) -> set[tuple[str, str]]:
    return {(finding.code, finding.column) for finding in drift.find(["drifting"], using=alias)}


@pytest.mark.parametrize(
    ("zone", "type_", "expected"),
    [
        (BERLIN, "timestamp", SILENT),
        (UTC, "timestamp", SILENT),
        (BERLIN, "timestamptz", AMBIGUOUS),
        (UTC, "timestamptz", SILENT),
        ("Asia/Tokyo", "timestamptz", SILENT),
        (BERLIN, "timestamp(0)", {("type.precision", "at"), ("type.precision", "seen")}),
        (BERLIN, "date", {("type.differs", "at"), ("type.differs", "seen")}),
    ],
)
def test_local_time_is_exact_without_a_zone(
    copy: str, settings: Settings, zone: str, type_: str, expected: set[tuple[str, str]]
) -> None:
    """With one, an hour that the clock repeats is there only once."""
    settings.USE_TZ, settings.TIME_ZONE = False, zone
    retype(copy, type_)

    assert found(copy) == expected


def test_moments_are_not_exact_without_a_zone(copy: str) -> None:
    """Values move by being read and saved, where ``USE_TZ`` is on."""
    retype(copy, "timestamp")

    findings = drift.find(["drifting"], using=copy)

    assert {(finding.code, finding.column) for finding in findings} == {
        ("type.time_zone", "at"),
        ("type.time_zone", "seen"),
    }
    assert findings[0].remedy == (
        "Use agent360_models.fields.MomentField() for at if it stores UTC, or MomentField(zone=...) if it stores the"
        " time of another zone. Or in the database: ALTER TABLE public.drift_item ALTER at TYPE timestamp with time"
        " zone USING at AT TIME ZONE 'UTC' or that zone."
    )


def test_a_table_that_migrations_make_is_as_django_has_it(
    copy: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The project has chosen the type itself."""
    settings.USE_TZ, settings.TIME_ZONE = False, BERLIN
    monkeypatch.setattr(Item._meta, "managed", True)

    assert {code for code, _ in found(copy)}.isdisjoint({"type.repeated_hour", "type.time_zone"})


def test_a_field_that_converts_by_itself_is_judged_as_ever(
    copy: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not follow ``USE_TZ``."""
    settings.USE_TZ, settings.TIME_ZONE = False, BERLIN
    field = Item._meta.get_field("at")
    monkeypatch.setattr(field, "__class__", MomentField)
    monkeypatch.setattr(field, "zone", None, raising=False)
    retype(copy, "timestamptz")

    assert found(copy) == {("type.repeated_hour", "seen")}


@pytest.fixture
def reads_and_saves(settings: Settings, transactional_db: None) -> Iterator[Callable[[str], list[bool]]]:
    """Tell of both moments of an hour that the clock repeats whether they are the same after being read and saved."""
    settings.USE_TZ, settings.TIME_ZONE = False, BERLIN

    @isolate_apps("tests.apps.drifting")
    def unchanged(type_: str) -> list[bool]:
        class Local(models.Model):
            at = models.DateTimeField()

            objects: "models.Manager[Local]" = models.Manager()

            class Meta:
                app_label = "drifting"
                managed = False
                db_table = "local_time"

        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE local_time (id serial PRIMARY KEY, at {type_} NOT NULL)")
            cursor.execute("INSERT INTO local_time (at) VALUES ('2026-10-25 00:30+00'), ('2026-10-25 01:30+00')")
            cursor.execute("CREATE TEMPORARY TABLE before AS TABLE local_time")
            for row in Local._default_manager.all():
                assert isinstance(row.at, dt.datetime)
                row.save()
            cursor.execute("SELECT after.at = before.at FROM local_time after JOIN before USING (id) ORDER BY id")
            return [same for (same,) in cursor.fetchall()]

    connection.close()
    yield unchanged
    connection.close()


@pytest.mark.parametrize(("type_", "unchanged"), [("timestamp", [True, True]), ("timestamptz", [False, True])])
def test_the_finding_tells_the_truth(
    reads_and_saves: Callable[[str], list[bool]], type_: str, unchanged: list[bool]
) -> None:
    """About Django's own field."""
    assert reads_and_saves(type_) == unchanged
