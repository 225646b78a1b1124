"""Naive timestamps in UTC: no shift and no warning, whatever the zones of project and session are."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connections
from django.db.models import Case, F, Max, Min, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractHour, Greatest, Now, TruncDay
from django.utils import timezone as django_timezone
from pytest_django.fixtures import Settings

from agent360_models.fields import utc_now
from agent360_models.migochat.factories import ConversationFactory, UserFactory
from agent360_models.migochat.models import Conversation, User

# Just before midnight in UTC: the next day, and the next year, in Cairo and in Tokyo.
LATE = datetime(2025, 12, 31, 23, 30, 15, 123456, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["default", "chat"])


@pytest.fixture(params=["UTC", "Africa/Cairo", "USE_TZ=False"])
def project(request: pytest.FixtureRequest, settings: Settings) -> Iterator[str]:
    """Give the project a time zone, and the session another one."""
    settings.USE_TZ = request.param != "USE_TZ=False"
    settings.TIME_ZONE = "Africa/Cairo" if request.param == "USE_TZ=False" else request.param
    with connections["chat"].cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Tokyo'")
    yield request.param
    with connections["chat"].cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")


def stored() -> list[str]:
    """Return what PostgreSQL has."""
    with connections["chat"].cursor() as cursor:
        cursor.execute("SELECT last_activity::text FROM conversations ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


TEXT = "2025-12-31 23:30:15.123456"


@pytest.mark.parametrize(
    "given",
    [LATE, LATE.astimezone(timezone(timedelta(hours=9))), LATE.replace(tzinfo=None), LATE.isoformat(), TEXT],
    ids=["utc", "tokyo", "naive", "iso", "text"],
)
def test_it_is_stored_as_utc_and_read_as_utc(project: str, given: Any) -> None:
    row = ConversationFactory.create(last_activity=given)

    assert stored() == [TEXT]
    found = Conversation.objects.get(pk=row.pk).last_activity
    assert (found, found.tzinfo) == (LATE, UTC)


def test_every_kind_of_write_stores_the_same(project: str) -> None:
    user = UserFactory.create()
    row = ConversationFactory.create(user=user)
    rows = Conversation.objects.order_by("pk")

    rows.update(last_activity=LATE)
    assert stored() == [TEXT]

    row.last_activity = LATE + timedelta(days=1)
    rows.bulk_update([row], ["last_activity"])
    assert stored() == ["2026-01-01 23:30:15.123456"]

    rows.update(last_activity=Case(When(pk=row.pk, then=Value(LATE)), default=F("started_at")))
    assert stored() == [TEXT]

    rows.update(last_activity=Case(When(pk=0, then=Now()), default=F("last_activity")))
    assert stored() == [TEXT]

    rows.update(last_activity=Greatest(F("last_activity"), Value(LATE - timedelta(hours=1))))
    assert stored() == [TEXT]

    rows.update(last_activity=F("last_activity") + timedelta(days=1))
    assert stored() == ["2026-01-01 23:30:15.123456"]

    rows.update(started_at=LATE)
    rows.update(last_activity=F("started_at"))
    assert stored() == [TEXT]

    given = {"id": row.pk, "last_activity": LATE + timedelta(days=1)}
    assert rows.upsert([given]).updated == 1
    assert rows.upsert([given]).unchanged == 1
    assert stored() == ["2026-01-01 23:30:15.123456"]

    rows.all().delete()
    rows.bulk_create([Conversation(user=user, last_activity=LATE), Conversation(user=user, last_activity=LATE)])
    assert stored() == [TEXT, TEXT]


def test_the_time_of_the_database_is_stored_as_utc(project: str) -> None:
    row = ConversationFactory.create()

    Conversation.objects.update(last_activity=Now())

    assert abs(Conversation.objects.get(pk=row.pk).last_activity - utc_now()) < timedelta(minutes=1)
    Conversation.objects.create(user=row.user, last_activity=Now())
    assert Conversation.objects.filter(last_activity__gt=utc_now() - timedelta(minutes=1)).count() == 2


def test_filters_compare_moments(project: str) -> None:
    row = ConversationFactory.create(last_activity=LATE, started_at=LATE - timedelta(hours=1))
    tokyo = LATE.astimezone(timezone(timedelta(hours=9)))

    matching = [
        Q(last_activity=tokyo),
        Q(last_activity=LATE.replace(tzinfo=None)),
        Q(last_activity__in=[tokyo]),
        Q(last_activity__gte=tokyo),
        Q(last_activity__lt=tokyo + timedelta(seconds=1)),
        Q(last_activity__range=(tokyo, tokyo)),
        Q(last_activity__gt=F("started_at")),
        Q(last_activity__gte=F("started_at") + timedelta(minutes=60)),
        Q(last_activity=Subquery(Conversation.objects.values("last_activity")[:1])),
        Q(last_activity__in=Conversation.objects.values("last_activity")),
    ]
    assert [q for q in matching if list(Conversation.objects.filter(q)) != [row]] == []

    Conversation.objects.update(last_activity=utc_now() - timedelta(hours=1))
    assert Conversation.objects.filter(last_activity__lt=Now()).exists()
    assert not Conversation.objects.filter(last_activity__gt=Now()).exists()
    assert not Conversation.objects.filter(last_activity__range=(Now(), Now())).exists()
    assert not Conversation.objects.filter(last_activity__lt=Now() - timedelta(hours=2)).exists()


def test_days_and_years_are_those_of_the_project(settings: Settings) -> None:
    with connections["chat"].cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Tokyo'")
    ConversationFactory.create(last_activity=LATE)

    for zone, day, hour in [("UTC", date(2025, 12, 31), 23), ("Africa/Cairo", date(2026, 1, 1), 1)]:
        with django_timezone.override(zone):
            conversations = Conversation.objects.annotate(
                day=TruncDay("last_activity"), hour=ExtractHour("last_activity")
            )
            assert conversations.filter(
                last_activity__date=day,
                last_activity__year=day.year,
                last_activity__month__gte=day.month,
                last_activity__hour=hour,
            ).exists()
            assert not conversations.filter(last_activity__date=day + timedelta(days=1)).exists()
            assert not conversations.filter(last_activity__year__gt=day.year).exists()
            (found,) = conversations.values_list("day", "hour")
            assert (found[0].date(), found[1]) == (day, hour)
            assert list(Conversation.objects.values_list("last_activity__date", flat=True)) == [day]


def test_the_oldest_and_the_newest_are_moments_too(project: str) -> None:
    first = ConversationFactory.create(last_activity=LATE)
    second = ConversationFactory.create(last_activity=LATE + timedelta(days=1))

    found = Conversation.objects.aggregate(
        newest=Max("last_activity"), oldest=Min("last_activity"), any=Max(Coalesce("last_activity", "started_at"))
    )

    assert found == {"newest": LATE + timedelta(days=1), "oldest": LATE, "any": LATE + timedelta(days=1)}
    assert found["newest"].tzinfo is UTC
    assert list(Conversation.objects.order_by("-last_activity")) == [second, first]
    assert Conversation.objects.latest("last_activity") == second


def test_an_empty_one_stays_empty(project: str) -> None:
    user = UserFactory.create(last_message_at=None)

    User.objects.update(last_message_at=None)

    assert User.objects.filter(last_message_at__isnull=True, last_message_at=None).get() == user


def test_a_default_is_the_present_time(project: str) -> None:
    row = Conversation.objects.create(user=UserFactory.create())

    assert abs(Conversation.objects.get(pk=row.pk).started_at - utc_now()) < timedelta(minutes=1)


def test_a_day_and_its_text_are_its_midnight_in_utc(project: str) -> None:
    ConversationFactory.create(last_activity=date(2026, 1, 1))

    assert stored() == ["2026-01-01 00:00:00"]
