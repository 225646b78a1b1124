"""What was used, by tenant, model and day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from agent360_models.automate.llm.factories import LLMUsageFactory
from agent360_models.automate.llm.models import LLMUsage
from agent360_models.base import use_tenant

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def at(hour: int, *, day: int = 1) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def test_usage_is_summed_by_day_tenant_and_model_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    LLMUsageFactory.create(created_at=at(1), tokens_in=10, tokens_out=1, cost=Decimal("0.000001"))
    LLMUsageFactory.create(created_at=at(23), tokens_in=20, tokens_out=2, cost=Decimal("0.100000"))
    LLMUsageFactory.create(created_at=at(5), tokens_in=30, tokens_out=3, cost=1, model="claude-haiku")
    LLMUsageFactory.create(created_at=at(5), tokens_in=40, tokens_out=4, cost=2, tenant_id="south")
    LLMUsageFactory.create(created_at=at(5, day=2), tokens_in=50, tokens_out=5, cost=3)

    with django_assert_num_queries(1):
        rows = list(LLMUsage.objects.by_day(FIRST, LAST, tz=UTC))

    keys = ("day", "tenant_id", "model", "requests", "tokens_in", "tokens_out", "cost")
    assert [list(row) for row in rows] == [list(keys)] * 4
    assert [tuple(row.values()) for row in rows] == [
        (date(2026, 3, 1), "north", "claude-haiku", 1, 30, 3, Decimal(1)),
        (date(2026, 3, 1), "north", "gpt-5-mini", 2, 30, 3, Decimal("0.100001")),
        (date(2026, 3, 1), "south", "gpt-5-mini", 1, 40, 4, Decimal(2)),
        (date(2026, 3, 2), "north", "gpt-5-mini", 1, 50, 5, Decimal(3)),
    ]
    assert [row["tokens_in"] for row in LLMUsage.objects.by_day(FIRST, LAST, "south", tz=UTC)] == [40]


def test_both_days_are_included_and_begin_where_the_zone_says() -> None:
    """In Kathmandu the day begins at 18:15 UTC of the day before."""
    zone = ZoneInfo("Asia/Kathmandu")
    midnight = datetime(2026, 3, 2, tzinfo=zone)
    for moment in (midnight - timedelta(seconds=1), midnight, midnight + timedelta(days=1, seconds=-1)):
        LLMUsageFactory.create(created_at=moment)
    LLMUsageFactory.create(created_at=midnight + timedelta(days=1))

    def days(start: int, end: int, **zone: Any) -> dict[date, int]:
        rows = LLMUsage.objects.by_day(date(2026, 3, start), date(2026, 3, end), **zone)
        return {row["day"]: row["requests"] for row in rows}

    assert days(2, 2, tz=zone) == {date(2026, 3, 2): 2}
    assert days(1, 3, tz=zone) == {date(2026, 3, 1): 1, date(2026, 3, 2): 2, date(2026, 3, 3): 1}
    assert days(1, 3, tz=UTC) == {date(2026, 3, 1): 2, date(2026, 3, 2): 2}


def test_a_day_on_which_the_clock_is_turned_has_all_its_hours(settings: Any) -> None:
    """The 29th of March has 23 hours in Berlin; without a zone it is the project's."""
    settings.TIME_ZONE = "Europe/Berlin"
    zone = ZoneInfo("Europe/Berlin")
    for moment in (datetime(2026, 3, 29, 0, 0, tzinfo=zone), datetime(2026, 3, 29, 23, 59, tzinfo=zone)):
        LLMUsageFactory.create(created_at=moment)
    LLMUsageFactory.create(created_at=datetime(2026, 3, 30, 0, 0, tzinfo=zone))

    rows = LLMUsage.objects.by_day(date(2026, 3, 29), date(2026, 3, 29))

    assert [(row["day"], row["requests"]) for row in rows] == [(date(2026, 3, 29), 2)]


def test_a_current_tenant_sees_its_own_usage_and_writes_it() -> None:
    LLMUsageFactory.create(tenant_id="south")
    with use_tenant("north"):
        LLMUsage.objects.create(model="gpt-5-mini", tokens_in=7, created_at=at(9))

        assert [row["tenant_id"] for row in LLMUsage.objects.by_day(FIRST, LAST)] == ["north"]
        assert LLMUsage.objects.totals()["tokens_in"] == 7
        assert len(LLMUsage.objects.for_all_tenants().by_day(FIRST, LAST)) == 2


def test_totals_are_one_query_and_zero_where_there_is_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    LLMUsageFactory.create_batch(3, tokens_in=2_000_000_000, cost=Decimal("999999.999999"))

    with django_assert_num_queries(1):
        totals = LLMUsage.objects.totals()

    assert totals == {
        "requests": 3,
        "tokens_in": 6_000_000_000,
        "tokens_out": 3 * 340,
        "cost": Decimal("2999999.999997"),
    }
    nothing = LLMUsage.objects.between(date(2020, 1, 1), date(2020, 1, 2)).totals()
    assert nothing == {"requests": 0, "tokens_in": 0, "tokens_out": 0, "cost": Decimal(0)}


def test_a_day_is_found_by_index() -> None:
    """Of one tenant, and of all."""
    LLMUsage.objects.bulk_create(
        LLMUsageFactory.build(tenant_id=f"t{number % 50}", created_at=at(0) + timedelta(minutes=5 * number))
        for number in range(6_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE automate_llm_llmusage")

    assert "idx_automate_llm_llmusage_created" in LLMUsage.objects.by_day(FIRST, FIRST).explain()
    assert "idx_automate_llm_llmusage_tenant_created" in LLMUsage.objects.by_day(FIRST, LAST, "t7").explain()


def test_usage_is_never_negative() -> None:
    with pytest.raises(IntegrityError, match="not_negative"), transaction.atomic():
        LLMUsageFactory.create(tokens_out=-1)
