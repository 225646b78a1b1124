"""A database whose schemas SQLAlchemy has made, read and written by it and by us in turn."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import transaction

from agent360_models import drift
from agent360_models.families import labels
from agent360_models.hibachi.core.models import Booking, Chef
from agent360_models.hibachi.events.models import OutboxMessage
from agent360_models.hibachi.feedback.models import CustomerReview, DiscountCoupon
from agent360_models.hibachi.lead.models import Lead
from agent360_models.testing.postgres import database_url
from tests.support.databases import scratch_database

sqlalchemy = pytest.importorskip("sqlalchemy", minversion="2")
from sqlalchemy.orm import Session  # noqa: E402

from tests.hibachi import original  # noqa: E402

PARTY = datetime(2026, 6, 6, 23, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def platform(settings: Any, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias of a database that SQLAlchemy has made, on which the family lives."""
    with django_db_blocker.unblock(), scratch_database() as alias:
        engine = engine_of(alias)
        with engine.begin() as connection:
            for schema in {table.schema for table in original.Base.metadata.tables.values()}:
                connection.execute(sqlalchemy.schema.CreateSchema(schema))
            original.Base.metadata.create_all(connection)
        settings.AGENT360_MODELS = {"ALIASES": {"hibachi": alias}}
        yield alias


def engine_of(alias: str) -> Any:
    connect = lambda: psycopg.connect(database_url(), dbname=alias)  # noqa: E731  # SQLAlchemy asks for a function
    return sqlalchemy.create_engine("postgresql+psycopg://", creator=connect, poolclass=sqlalchemy.NullPool)


def member(kind: Any, name: str) -> Any:
    """Return a member of the Python enum that a native type was made of."""
    return kind.enum_class[name]


def test_the_models_fit_the_tables_that_sqlalchemy_makes(platform: str) -> None:
    """But for constraints and indexes, which the twelve tables have few of, nothing differs."""
    findings = drift.find(labels("hibachi"), using=platform)

    assert [str(f) for f in findings if f.severity == "error" and f.code != "table.missing"] == []
    assert len([f for f in findings if f.code == "table.missing"]) == 47 - len(original.Base.metadata.tables)


def a_booking_of_theirs(alias: str) -> uuid.UUID:
    """Write a booking as SQLAlchemy does, with all that belongs to it; return its key."""
    with Session(engine_of(alias)) as session:
        station = original.Station(code="CA-SAC-01", name="Sacramento", time_zone="America/Los_Angeles")
        user = original.User(email="ada@example.com", full_name="Ada", status="active")
        tier = original.PricingTier(name="Deluxe", level="deluxe", price_per_adult=Decimal("110.10"))
        session.add_all([station, user, tier])
        session.flush()
        customer = original.Customer(
            station_id=station.id,
            first_name="Grace",
            email="grace@example.com",
            preferences={"allergies": ["peanuts"], "spicy": None},
        )
        chef = original.Chef(
            station_id=station.id,
            first_name="Ken",
            skills=[member(original.SKILL, "SHOW"), member(original.SKILL, "GLUTEN_FREE")],
            weekly_hours={"friday": ["16:00", "26:00"]},
        )
        session.add_all([customer, chef])
        session.flush()
        booking = original.Booking(
            customer=customer,
            station_id=station.id,
            chef=chef,
            pricing_tier_id=tier.id,
            starts_at=PARTY.astimezone(ZoneInfo("America/Los_Angeles")),
            ends_at=PARTY + timedelta(hours=3),
            guests=12,
            total_amount=Decimal("1321.20"),
            deposit_due=Decimal("264.24"),
        )
        session.add_all([booking, original.Lead(customer_id=customer.id, assigned_to_id=user.id, source="yelp")])
        session.commit()
        return booking.id


def test_we_read_what_sqlalchemy_writes(platform: str) -> None:
    """Keys, enums and arrays of them, Decimal, JSONB, and times that were given in another zone."""
    key = a_booking_of_theirs(platform)

    booking = Booking.objects.select_related("customer", "chef", "station", "pricing_tier").get()
    lead = Lead.objects.select_related("customer", "assigned_to").get(source=Lead.Source.YELP)

    assert (booking.pk, booking.status, booking.source) == (key, Booking.Status.REQUESTED, Booking.Source.WEBSITE)
    assert (booking.starts_at, str(booking.total_amount), booking.metadata) == (PARTY, "1321.20", {})
    assert booking.customer.preferences == {"allergies": ["peanuts"], "spicy": None}
    assert booking.chef is not None
    assert (booking.chef.skills, booking.station.code) == ([Chef.Skill.SHOW, Chef.Skill.GLUTEN_FREE], "CA-SAC-01")
    assert str(booking.pricing_tier.price_per_adult) == "110.10"
    assert Chef.objects.get(skills__contains=[Chef.Skill.SHOW], weekly_hours__friday__0="16:00") == booking.chef
    assert (lead.customer, lead.assigned_to and lead.assigned_to.full_name) == (booking.customer, "Ada")


def test_sqlalchemy_reads_what_we_write_and_we_what_it_changes(platform: str) -> None:
    booking = Booking.objects.select_related("chef").get(pk=a_booking_of_theirs(platform))
    assert booking.chef is not None
    booking.chef.skills = [Chef.Skill.SUSHI, *booking.chef.skills]
    booking.chef.save()
    booking.metadata = {"occasion": {"kind": "birthday", "age": 40}}
    booking.save()
    CustomerReview.objects.create(booking=booking, shared_on=[CustomerReview.Platform.YELP]).record_answer(rating=5)
    DiscountCoupon.objects.create(code="Welcome", kind=DiscountCoupon.Kind.PERCENT, value=Decimal("12.50"))
    with transaction.atomic(using=platform):
        OutboxMessage.objects.publish(
            aggregate=booking, event_type="booking.requested", payload={"total": booking.total_amount}
        )

    with Session(engine_of(platform)) as session:
        theirs = session.get_one(original.Booking, booking.pk)
        coupon = session.scalars(sqlalchemy.select(original.DiscountCoupon)).one()
        message = session.scalars(sqlalchemy.select(original.OutboxMessage)).one()
        assert theirs.chef is not None
        assert theirs.review is not None
        assert [skill.name for skill in theirs.chef.skills] == ["SUSHI", "SHOW", "GLUTEN_FREE"]
        assert (theirs.starts_at, theirs.total_amount) == (PARTY, Decimal("1321.20"))
        assert theirs.extra == {"occasion": {"kind": "birthday", "age": 40}}
        assert (theirs.review.sentiment, theirs.review.rating) == (member(original.SENTIMENT, "POSITIVE"), 5)
        assert theirs.review.shared_on == [member(original.PLATFORM, "YELP")]
        assert (coupon.kind, str(coupon.value)) == (member(original.COUPON_KIND, "PERCENT"), "12.50")
        assert (message.event.aggregate_id, message.event.payload) == (booking.pk, {"total": "1321.20"})
        theirs.status = member(original.BOOKING_STATUS, "CANCELLED")
        theirs.review.shared_on = []
        coupon.value = Decimal("15.00")
        session.commit()

    assert Booking.objects.get(status=Booking.Status.CANCELLED) == booking
    assert (CustomerReview.objects.get().shared_on, DiscountCoupon.objects.get().value) == ([], Decimal("15.00"))
    (claimed,) = OutboxMessage.objects.claim(worker="ours")
    claimed.acknowledge()
    with Session(engine_of(platform)) as session:
        assert session.scalars(sqlalchemy.select(original.OutboxMessage)).one().status.value == "delivered"
