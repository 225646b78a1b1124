"""Moments in lookups, functions and expressions."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import models, transaction
from django.db.models import Case, Exists, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import (
    Cast,
    Coalesce,
    Greatest,
    Now,
    TruncDate,
    TruncDay,
)
from django.utils import timezone

from agent360_models.fields import MomentField, utc_now
from tests.fields.moments.looks import check_expressions, check_functions
from tests.fields.moments.tables import BERLIN, MOMENTS, NEW_YORK, SECOND, execute, fill


def test_lookups_compare_moments(model: Any, zone: tzinfo) -> None:
    rows = fill(model)

    for at in MOMENTS:
        for given in (at, at.astimezone(BERLIN), at.astimezone(NEW_YORK), at.replace(tzinfo=None), at.isoformat()):
            assert [row.at for row in model.objects.filter(at=given)] == [at]
        found = {
            name: {*model.objects.filter(**{f"at__{name}": at.astimezone(BERLIN)}).values_list("at", flat=True)}
            for name in ("gt", "gte", "lt", "lte")
        }
        assert found["gt"] == {m for m in MOMENTS if m > at}
        assert found["gte"] == found["gt"] | {at}
        assert found["lt"] == {m for m in MOMENTS if m < at}
        assert found["lte"] == found["lt"] | {at}
        assert set(model.objects.filter(at__range=(at, at + timedelta(hours=1)))) == {
            row for row in rows if at <= row.at <= at + timedelta(hours=1)
        }
        assert set(model.objects.exclude(at__in=[at, MOMENTS[0]])) == {
            row for row in rows if row.at not in (at, MOMENTS[0])
        }


def test_lookups_compare_with_expressions(model: Any) -> None:
    rows = fill(model)
    both = [row for row in rows if row.then]
    later = model.objects.filter(pk=OuterRef("pk"), at__lt=OuterRef("then"))

    matching = [
        Q(then__gt=F("at")),
        Q(then=F("at") + timedelta(hours=24)),
        Q(then__gte=Greatest("at", Value(MOMENTS[0]))),
        Q(then__range=(F("at"), Now() + timedelta(days=100_000))),
        Q(at__in=[F("then") - timedelta(hours=24), Value(utc_now())]),
        Q(at=Subquery(model.objects.filter(pk=OuterRef("pk"), then__isnull=False).values("at")[:1])),
        Q(then__in=model.objects.values("then")),
        Q(pk__in=model.objects.filter(then=OuterRef("then")).values("pk")),
        Exists(later),
        Q(then__lt=Now() + timedelta(days=100_000)),
        Q(then__gt=TruncDay("then") - SECOND),
        Q(then__isnull=False),
        Q(then__gt=Case(When(then__isnull=True, then=Now()), default=Value(MOMENTS[0]))),
    ]
    assert [q for q in matching if list(model.objects.filter(q).order_by("pk")) != both] == []

    nothing = [
        Q(at__gt=Now() + timedelta(days=100_000)),
        Q(at__range=(Now() + timedelta(days=100_000), Now() + timedelta(days=100_000))),
        Q(then__lt=F("at")),
        Q(then__lte=F("at") + timedelta(hours=23)),
        Q(at__in=model.objects.filter(pk=0).values("at")),
    ]
    assert [q for q in nothing if model.objects.filter(q).exists()] == []


def test_a_truncated_time_is_compared_as_the_moment_that_it_is(model: Any, zone: tzinfo) -> None:
    rows = fill(model)
    midnight = utc_now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    model.objects.filter(pk=rows[0].pk).update(at=midnight)
    model.objects.filter(pk=rows[1].pk).update(at=midnight - SECOND)

    today = model.objects.filter(at__gte=TruncDay(Now()), at__lt=midnight + timedelta(hours=20))
    assert [row.pk for row in today] == [rows[0].pk]
    assert model.objects.filter(at__range=(TruncDay(Now()), midnight)).get() == rows[0]
    assert model.objects.filter(at__range=(TruncDay("at"), F("at"))).count() == len(MOMENTS)
    assert model.objects.annotate(day=TruncDay("at")).filter(day=midnight, at=F("day")).get() == rows[0]
    newest = model.objects.exclude(at__gt=midnight).aggregate(newest=Max(TruncDay("at")))["newest"]
    assert newest == model.objects.filter(at__lte=midnight).latest("at").at.astimezone(zone).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    model.objects.filter(pk=rows[1].pk).update(at=TruncDay(Now()))
    assert model.objects.filter(at=midnight).count() == 2


def test_functions_mean_the_current_zone(model: Any, zone: tzinfo) -> None:
    fill(model)
    check_functions(model, zone)
    with timezone.override(NEW_YORK):
        check_functions(model, NEW_YORK)
    with timezone.override(BERLIN):
        check_functions(model, BERLIN)


def test_expressions_are_moments(model: Any, zone: tzinfo) -> None:
    fill(model)
    check_expressions(model)
    with timezone.override("Asia/Tokyo"):
        check_expressions(model)


@pytest.mark.parametrize(
    "output", [None, models.DateTimeField(), MomentField()], ids=["", "DateTimeField", "MomentField"]
)
def test_computed_moments_are_aware_whatever_their_output_field(model: Any, output: Any) -> None:
    fill(model)
    given = {} if output is None else {"output_field": output}

    rows = model.objects.order_by("pk").annotate(
        later=F("at") + timedelta(hours=3),
        sooner=F("at") - timedelta(microseconds=1),
        either=Coalesce("then", Now(), **given),
        queried=Subquery(model.objects.filter(pk=OuterRef("pk")).values("at")[:1], **given),
        cast=Cast("at", output or models.DateTimeField()),
        greatest=Greatest("at", Value(MOMENTS[0]), **given),
        value=Value(MOMENTS[5], **given),
    )
    for row, at in zip(rows, MOMENTS, strict=True):
        assert (row.later, row.sooner) == (at + timedelta(hours=3), at - timedelta(microseconds=1))
        assert (row.queried, row.cast, row.greatest, row.value) == (at, at, at, MOMENTS[5])
        assert None not in {row.later.tzinfo, row.either.tzinfo, row.queried.tzinfo, row.value.tzinfo}
    assert model.objects.filter(at__gt=F("at") - SECOND).count() == len(MOMENTS)
    assert model.objects.annotate(x=F("at") + SECOND).filter(x=MOMENTS[2] + SECOND).get().at == MOMENTS[2]
    assert model.objects.annotate(x=Max("at")).filter(x=MOMENTS[2]).get().at == MOMENTS[2]


def test_expressions_are_assigned_as_moments(model: Any, zone: tzinfo) -> None:
    fill(model)
    rows = model.objects.order_by("pk")

    def assign(**values: Any) -> list[datetime]:
        fill_again(model)
        model.objects.update(**values)
        return list(rows.values_list("at", flat=True))

    assert assign(at=F("at") + timedelta(hours=1)) == [at + timedelta(hours=1) for at in MOMENTS]
    assert assign(at=Coalesce("then", "at")) == [at + timedelta(days=1) * (not n % 2) for n, at in enumerate(MOMENTS)]
    assert assign(at=Greatest("at", Value(MOMENTS[4]))) == [max(at, MOMENTS[4]) for at in MOMENTS]
    assert assign(at=Value(MOMENTS[4].astimezone(BERLIN))) == [MOMENTS[4]] * len(MOMENTS)
    assert assign(at=Case(When(at__lt=MOMENTS[4], then=Value(MOMENTS[4])), default=F("at"))) == [
        max(at, MOMENTS[4]) for at in MOMENTS
    ]
    chosen = Case(When(at=MOMENTS[0], then=Value(MOMENTS[1], MomentField())), default=Value(MOMENTS[2], MomentField()))
    assert assign(at=chosen) == [MOMENTS[1], *[MOMENTS[2]] * (len(MOMENTS) - 1)]
    assert assign(at=Subquery(model.objects.order_by("at").values("at")[:1])) == [MOMENTS[0]] * len(MOMENTS)
    assert all(abs(at - utc_now()) < timedelta(minutes=1) for at in assign(at=Now()))
    model.objects.all().delete()
    assert abs(model.objects.get(pk=model.objects.create(at=Now()).pk).at - utc_now()) < timedelta(minutes=1)
    several = list(model.objects.all())
    several[0].at = F("at") + timedelta(hours=1)
    model.objects.bulk_update(several, ["at", "then"])
    assert model.objects.get().at - utc_now() > timedelta(minutes=59)


def fill_again(model: Any) -> None:
    model.objects.all().delete()
    fill(model)


def test_what_cannot_be_right_is_an_error_that_says_what_to_write(model: Any) -> None:
    fill(model)

    with pytest.raises(FieldError, match="Compare it with the column's __date"):
        model.objects.filter(at__gte=TruncDate(Now())).exists()
    with pytest.raises(FieldError, match="A date is not a moment"), transaction.atomic():
        model.objects.update(at=TruncDate("then"))
    with pytest.raises(FieldError, match="A date is not a moment"):
        model.objects.annotate(x=Max("at")).filter(x__range=(TruncDate(Now()), Now())).exists()
    with pytest.raises(FieldError, match="Truncate outside of the expression"):
        list(model.objects.annotate(x=Coalesce("then", TruncDay(Now()))))
    with pytest.raises(FieldError, match="mixed types"):
        list(model.objects.annotate(x=Coalesce(Now(), "then")))
    assert model.objects.filter(at__gt=Coalesce(TruncDay(Now()), "then", output_field=MomentField())).exists()


@pytest.mark.parametrize(
    "lookup",
    [
        Q(at=MOMENTS[0]),
        Q(at__gte=MOMENTS[0]),
        Q(at__lt=Now()),
        Q(at__in=MOMENTS[:2]),
        Q(at__range=(MOMENTS[0], MOMENTS[5])),
        Q(at__gt=TruncDay(Now())),
    ],
    ids=str,
)
def test_a_filter_and_a_sort_use_the_index(model: Any, lookup: Q) -> None:
    execute("SET LOCAL enable_seqscan = off")

    assert "Index Cond: (at " in model.objects.filter(lookup).explain().replace("((at", "(at")
    sorted_plan = model.objects.order_by("-at")[:3].explain()
    assert "Index Scan Backward" in sorted_plan
    assert "Sort" not in sorted_plan
