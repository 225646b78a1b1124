"""Moments are read and written."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Max
from django.db.models.functions import (
    Coalesce,
    Now,
)
from django.utils import timezone

from agent360_models.bulk import upsert
from agent360_models.fields import utc_now
from tests.fields.moments.looks import check_expressions, check_functions
from tests.fields.moments.tables import BERLIN, MOMENTS, SECOND, NaiveUTC, created, fill, in_utc, stored


def test_what_is_read_is_aware_and_the_moment_that_was_written(model: Any, zone: tzinfo) -> None:
    with timezone.override("Asia/Tokyo"):
        rows = fill(model)

    assert [row.at for row in rows] == MOMENTS
    assert {row.at.tzinfo for row in rows} == {UTC}
    assert list(model.objects.order_by("pk").values_list("at", flat=True)) == MOMENTS
    assert [text.removesuffix("+00")[:16] for text in stored(model)] == [in_utc(moment)[:16] for moment in MOMENTS]


def test_no_way_of_writing_back_changes_a_column(model: Any, zone: tzinfo) -> None:
    rows = fill(model)
    before = stored(model)

    for row in rows:
        row.save()
    assert stored(model) == before

    model.objects.bulk_update(rows, ["at", "then"])
    assert stored(model) == before

    assert upsert(model, [{"id": row.pk, "at": row.at} for row in rows]).unchanged == len(rows)
    assert upsert(model, [{"id": row.pk, "at": row.at + SECOND, "then": row.then} for row in rows]).updated == len(rows)
    in_berlin = [(row.pk, row.at.astimezone(BERLIN), row.then) for row in rows]
    assert upsert(model, in_berlin, fields=["id", "at", "then"]).updated == len(rows)
    assert stored(model) == before

    model.objects.update(at=F("at"), then=F("then"))
    assert stored(model) == before

    model.objects.all().delete()
    model.objects.bulk_create(rows)
    assert stored(model) == before


@pytest.mark.parametrize(
    "given",
    ["2026-07-01 22:30", "2026-07-01T22:30:00Z", datetime(2026, 7, 1, 22, 30), "2026-07-02 00:30+02:00"],  # noqa: DTZ001
)
@pytest.mark.filterwarnings("error")
def test_what_has_no_zone_is_utc(model: Any, zone: tzinfo, given: Any) -> None:
    row = model.objects.create(at=given)

    assert stored(model)[0].startswith("2026-07-01 22:30:00")
    row.refresh_from_db()
    assert row.at == datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert model.objects.filter(at=given).exists()
    assert upsert(model, [{"id": row.pk, "at": given}]).unchanged == 1


def test_in_a_session_of_another_zone_values_are_written_and_found_all_the_same(
    model: Any, strange_session: None
) -> None:
    rows = fill(model)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT extract(epoch FROM at) FROM {model._meta.db_table} ORDER BY id")
        assert [float(epoch) for (epoch,) in cursor.fetchall()] == [moment.timestamp() for moment in MOMENTS]
    before = stored(model)

    for row, moment in zip(rows, MOMENTS, strict=True):
        row.at = moment  # what Django read of a column with a time zone is wrong in such a session
        model.objects.filter(pk=row.pk).update(at=moment)
    model.objects.bulk_update(rows, ["at"])
    assert upsert(model, [{"id": row.pk, "at": row.at} for row in rows]).unchanged == len(rows)
    assert stored(model) == before

    assert model.objects.filter(at__in=MOMENTS, at__range=(MOMENTS[0], MOMENTS[-1])).count() == len(MOMENTS)
    assert model.objects.get(at=MOMENTS[7]) == rows[7]


def test_utc_that_the_model_names_does_not_depend_on_the_session(strange_session: None, zone: tzinfo) -> None:
    rows = fill(created(NaiveUTC))

    assert [row.at for row in rows] == MOMENTS
    check_functions(NaiveUTC, zone)
    check_expressions(NaiveUTC)
    assert NaiveUTC.objects.aggregate(newest=Max(Coalesce("then", "at")))["newest"] == MOMENTS[-2] + timedelta(days=1)
    NaiveUTC.objects.update(at=Now(), then=F("at"))
    assert abs(NaiveUTC.objects.latest("at").at - utc_now()) < timedelta(minutes=1)
