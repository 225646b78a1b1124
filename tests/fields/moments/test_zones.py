"""Sessions of another zone, and columns that hold the local time of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import pytest
from django.core.exceptions import FieldError
from django.db import connection, connections, transaction
from django.db.models import F, Max, Min, Value
from django.db.models.functions import (
    Coalesce,
    ExtractHour,
    Greatest,
    Now,
    TruncDate,
    TruncDay,
)
from django.utils import timezone
from pytest_django.fixtures import Settings

from agent360_models.bulk import upsert
from agent360_models.fields import MomentField, utc_now
from tests.fields.moments.looks import check_expressions, check_functions
from tests.fields.moments.tables import BERLIN, MOMENTS, SECOND, TABLES, Local, NaiveUTC, created, execute, fill, stored


@contextmanager
def default_connection(blocker: Any, **changes: Any) -> Iterator[None]:
    """Have another connection as the default one."""
    usual = connections["default"]
    connections["default"] = type(usual)({**usual.settings_dict, **changes}, "default")
    yield
    with blocker.unblock():
        connections["default"].close()
    connections["default"] = usual


@pytest.fixture(params=["Europe/Berlin", "no USE_TZ"])
def own_session(
    request: pytest.FixtureRequest, settings: Settings, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """Have a session that is not in UTC because the project says so."""
    if request.param == "no USE_TZ":
        settings.USE_TZ, settings.TIME_ZONE = False, "Europe/Berlin"
        yield
    else:
        with default_connection(django_db_blocker, TIME_ZONE=request.param):
            yield


@pytest.fixture
def server_side(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Send parameters beside the statement."""
    options = {**connections["default"].settings_dict["OPTIONS"], "server_side_binding": True}
    with default_connection(django_db_blocker, OPTIONS=options):
        yield


@pytest.mark.parametrize("model_class", TABLES, ids=lambda model: model.__name__)
def test_parameters_may_be_sent_beside_the_statement(
    server_side: None, zone: tzinfo, db: None, model_class: Any
) -> None:
    rows = fill(created(model_class))
    assert [row.at for row in rows] == MOMENTS
    model_class.objects.bulk_update(rows, ["at", "then"])
    assert model_class.objects.filter(at__in=MOMENTS, at__range=(MOMENTS[0], MOMENTS[-1])).count() == len(rows)
    check_functions(model_class, zone)
    check_expressions(model_class)


@pytest.mark.parametrize("model_class", TABLES, ids=lambda model: model.__name__)
def test_a_session_of_another_zone_is_right_or_refused(own_session: None, db: None, model_class: Any) -> None:
    model = created(model_class)
    rows = fill(model)
    before = stored(model)

    assert [row.at for row in rows] == MOMENTS
    for row in rows:
        row.save()
    model.objects.bulk_update(rows, ["at", "then"])
    assert upsert(model, [{"id": row.pk, "at": row.at} for row in rows]).unchanged == len(rows)
    model.objects.update(at=F("at"))
    assert stored(model) == before
    assert model.objects.filter(at__in=MOMENTS, at__lt=MOMENTS[-1] + SECOND).count() == len(MOMENTS)
    assert model.objects.filter(then__gt=F("at"), at__lt=Now() + timedelta(days=100_000)).count() == len(MOMENTS) // 2
    assert model.objects.filter(at=F("then") - timedelta(hours=24)).count() == len(MOMENTS) // 2
    assert model.objects.aggregate(x=Max("at"), y=Min(Coalesce("then", "at"))) == {"x": MOMENTS[-1], "y": MOMENTS[1]}
    if connection.timezone is not None:
        check_functions(model, timezone.get_current_timezone())
    else:
        assert [row.hour for row in model.objects.order_by("pk").annotate(hour=ExtractHour("at"))] == [
            moment.astimezone(BERLIN).hour for moment in MOMENTS
        ]
        assert [row.day.date() for row in model.objects.order_by("pk").annotate(day=TruncDay("at"))] == [
            moment.astimezone(BERLIN).date() for moment in MOMENTS
        ]
    if model is NaiveUTC:
        model.objects.update(at=Now())
        assert model.objects.filter(at__gt=utc_now() - timedelta(minutes=1)).count() == len(MOMENTS)
    else:
        with pytest.raises(FieldError, match="Assign a value, or use a session in UTC"), transaction.atomic():
            model.objects.update(at=Now())


def test_local_time_is_read_and_written_as_it_is(zone: tzinfo, db: None) -> None:
    """An hour that comes twice, and one that does not exist, included."""
    created(Local)
    texts = ["2026-03-29 02:30:00", "2026-10-25 02:30:00", "2026-07-02 00:30:00", "2026-01-01 00:30:00"]
    execute("INSERT INTO moments_local (at) VALUES " + ", ".join(f"('{text}')" for text in texts))
    rows = list(Local.objects.order_by("pk"))

    assert [row.at.replace(tzinfo=None, fold=0).isoformat(sep=" ") for row in rows] == texts
    assert {row.at.tzinfo for row in rows} == {BERLIN}
    assert [row.at.utcoffset() for row in rows] == [timedelta(hours=hours) for hours in (1, 1, 2, 1)]
    for row in rows:
        row.save()
    Local.objects.bulk_update(rows, ["at"])
    upsert(Local, [{"id": row.pk, "at": row.at} for row in rows])
    assert stored(Local) == texts
    Local.objects.update(at=F("at"))
    assert stored(Local) == texts

    # PostgreSQL reads them as the field does.
    texts_in_utc = ["2026-03-29 01:30", "2026-10-25 01:30", "2026-07-01 22:30", "2025-12-31 23:30"]
    moments = [datetime.fromisoformat(f"{text}Z") for text in texts_in_utc]
    found = Local.objects.order_by("pk").annotate(same=Coalesce("then", "at"), on=TruncDate("at", tzinfo=UTC))
    assert [row.same.astimezone(UTC) for row in found] == moments
    assert [row.on for row in found] == [moment.date() for moment in moments]
    for row, moment in zip(rows, moments, strict=True):
        assert row.at.astimezone(UTC) == moment
    assert Local.objects.get(at=moments[2]).at == rows[2].at
    assert Local.objects.get(at="2026-07-02 00:30").at == rows[2].at
    assert Local.objects.filter(at__in=Local.objects.values("at"), at__lt=Now() + timedelta(days=9999)).count() == 4


def test_local_time_in_expressions_is_the_moment(zone: tzinfo, strange_session: None) -> None:
    created(Local)
    winter = [moment for moment in MOMENTS if moment.astimezone(BERLIN).dst() == timedelta(0) and moment.day != 25]
    Local.objects.bulk_create([Local(at=moment) for moment in winter])

    assert [row.at for row in Local.objects.order_by("pk")] == winter
    Local.objects.update(then=F("at") + timedelta(hours=1))
    assert [row.then for row in Local.objects.order_by("pk")] == [moment + timedelta(hours=1) for moment in winter]
    Local.objects.update(then=Greatest(F("at"), Value(winter[2])))
    assert [row.then for row in Local.objects.order_by("pk")] == [max(moment, winter[2]) for moment in winter]
    assert Local.objects.aggregate(newest=Max("at"))["newest"] == winter[-1]
    assert Local.objects.annotate(x=Max("at")).filter(x=winter[1]).get().at == winter[1]
    Local.objects.update(then=Now())
    assert abs(Local.objects.latest("then").then - utc_now()) < timedelta(minutes=1)
    assert Local.objects.filter(then__lte=Now(), then__gt=Now() - timedelta(minutes=1)).count() == len(winter)


def test_a_zone_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        MomentField(zone="Europe/Atlantis")
