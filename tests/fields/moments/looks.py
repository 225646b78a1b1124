"""What moments are to functions and expressions, in any session."""

from datetime import UTC, timedelta, tzinfo
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Case, Count, F, Max, Min, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import (
    Coalesce,
    ExtractHour,
    ExtractWeekDay,
    ExtractYear,
    Greatest,
    Least,
    Now,
    RowNumber,
    TruncDate,
    TruncDay,
    TruncHour,
    TruncMonth,
    TruncTime,
)

from agent360_models.fields import utc_now
from tests.fields.moments.tables import MOMENTS


def check_functions(model: Any, zone: tzinfo) -> None:
    rows = model.objects.annotate(
        day=TruncDay("at"),
        month=TruncMonth("at"),
        the_hour=TruncHour("at"),
        on=TruncDate("at"),
        clock=TruncTime("at"),
        hour=ExtractHour("at"),
        weekday=ExtractWeekDay("at"),
        year=ExtractYear("at"),
        utc_hour=ExtractHour("at", tzinfo=UTC),
        utc_day=TruncDay("at", tzinfo=UTC),
        next_hour=ExtractHour(F("at") + timedelta(hours=1)),
    ).order_by("pk")
    for row, moment in zip(rows, MOMENTS, strict=True):
        local = moment.astimezone(zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        assert (row.day, row.month) == (midnight, midnight.replace(day=1))
        assert (row.day.date(), row.day.utcoffset()) == (local.date(), midnight.utcoffset())
        assert row.the_hour.astimezone(UTC) == moment.replace(minute=0, second=0, microsecond=0)  # of two, its own
        assert (row.on, row.clock, row.hour) == (local.date(), local.time(), local.hour)
        assert (row.weekday, row.year) == (local.isoweekday() % 7 + 1, local.year)
        assert (row.utc_hour, row.utc_day.date()) == (moment.hour, moment.date())
        assert row.next_hour == (moment + timedelta(hours=1)).astimezone(zone).hour

    locals_ = [moment.astimezone(zone) for moment in MOMENTS]
    for local in locals_:
        counts = {
            Q(at__date=local.date()): sum(other.date() == local.date() for other in locals_),
            Q(at__year=local.year): sum(other.year == local.year for other in locals_),
            Q(at__year__gte=local.year): sum(other.year >= local.year for other in locals_),
            Q(at__month=local.month): sum(other.month == local.month for other in locals_),
            Q(at__hour=local.hour): sum(other.hour == local.hour for other in locals_),
            Q(at__time__gte=local.time()): sum(other.time() >= local.time() for other in locals_),
        }
        assert {q: model.objects.filter(q).count() for q in counts} == counts
    days = sorted({local.date() for local in locals_})
    assert list(model.objects.dates("at", "day")) == days
    assert [found.date() for found in model.objects.datetimes("at", "day")] == days
    hours = sorted({local.replace(tzinfo=None, minute=0, second=0, microsecond=0, fold=0) for local in locals_})
    assert [found.replace(tzinfo=None, fold=0) for found in model.objects.datetimes("at", "hour")] == hours
    by_day = model.objects.values(day=TruncDay("at")).annotate(n=Count("pk")).order_by("day")
    assert [(found["day"].date(), found["n"]) for found in by_day] == [
        (day, sum(local.date() == day for local in locals_)) for day in days
    ]
    sorted_by = model.objects.values("then").annotate(n=Count("pk")).order_by(TruncDay("then"))
    assert sum(found["n"] for found in sorted_by) == len(MOMENTS)


def check_expressions(model: Any) -> None:
    """Check what is right in any session, with the output field of the column."""
    plain = model.objects.order_by("pk")
    newest = model.objects.filter(pk=OuterRef("pk")).values("at")[:1]
    rows = plain.annotate(
        same=F("at"),
        either=Coalesce("then", "at"),
        greatest=Greatest("at", "then"),
        least=Least("at", Value(MOMENTS[3])),
        chosen=Case(When(then__isnull=True, then="at"), default="then"),
        mixed=Coalesce("then", Now()),
        queried=Subquery(newest),
        before=Window(Min("at"), order_by="at"),
        number=Window(RowNumber(), order_by=F("at").desc()),
        gap=F("then") - F("at"),
        later=F("at") + timedelta(days=1) + timedelta(days=1),
        sooner=F("at") - timedelta(days=200),
    )
    for place, (row, at) in enumerate(zip(rows, MOMENTS, strict=True)):
        then = None if place % 2 else at + timedelta(days=1)
        assert (row.same, row.queried, row.before) == (at, at, MOMENTS[0])
        assert (row.either, row.greatest, row.chosen) == (then or at,) * 3
        assert row.least == min(at, MOMENTS[3])
        assert row.mixed == then or (then is None and abs(row.mixed - utc_now()) < timedelta(minutes=1))
        assert row.number == len(MOMENTS) - place
        assert (row.later, row.sooner) == (at + timedelta(days=2), at - timedelta(days=200))
        assert row.gap == (then and timedelta(days=1))
    found = model.objects.aggregate(
        newest=Max("at"), oldest=Min("at"), all=ArrayAgg("at", order_by="at"), latest=Max(Coalesce("then", "at"))
    )
    assert (found["newest"], found["oldest"]) == (MOMENTS[-1], MOMENTS[0])
    assert found["latest"] == MOMENTS[-2] + timedelta(days=1)
    assert found["newest"].tzinfo is UTC
    assert [each.astimezone(UTC) for each in found["all"]] == MOMENTS or connection_is_strange()
    values = plain.order_by().values_list
    assert values("at", flat=True).union(values("then", flat=True)).order_by("at").first() == MOMENTS[0]
    assert list(plain.distinct("at").order_by("at").values_list("at", flat=True)) == MOMENTS
    assert model.objects.order_by("at")[:5].aggregate(newest=Max("at"))["newest"] == MOMENTS[4]
    assert model.objects.values("at").distinct().aggregate(newest=Max("at"))["newest"] == MOMENTS[-1]
    assert model.objects.values("at").annotate(n=Count("pk")).filter(n=1).order_by("at").count() == len(MOMENTS)
    assert [row.at for row in model.objects.annotate(r=Window(RowNumber(), order_by="at")).filter(r__lte=2)] == MOMENTS[
        :2
    ]
    assert (model.objects.earliest("at").at, model.objects.latest("at").at) == (MOMENTS[0], MOMENTS[-1])
    assert model.objects.order_by("at")[3].get_next_by_at().at == MOMENTS[4]
    assert [row.at for row in model.objects.raw(f"SELECT * FROM {model._meta.db_table} ORDER BY id")] == MOMENTS


def connection_is_strange() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SHOW TimeZone")
        return bool(cursor.fetchone() != ("UTC",))
