"""The ten schemas as SQLAlchemy finds them in a live database, read and written by it and by us in turn."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import psycopg
import pytest
from django.db import transaction

from agent360_models.families import labels
from agent360_models.hibachi.core.factories import BookingFactory, MessageThreadFactory
from agent360_models.hibachi.core.models import Booking, Chef
from agent360_models.hibachi.events.models import OutboxMessage
from agent360_models.hibachi.identity.factories import BUSINESS, RolePermissionFactory, UserFactory
from agent360_models.hibachi.identity.models import RolePermission, Station, User
from agent360_models.tables import reference
from agent360_models.testing.postgres import database_url
from tests.support.databases import scratch_database

sqlalchemy = pytest.importorskip("sqlalchemy", minversion="2")

NAIVE = datetime(2026, 3, 1, 9)  # noqa: DTZ001  # as the columns without a zone have it, in UTC
SCHEMAS = [label.removeprefix("hibachi_") for label in labels("hibachi")]


@pytest.fixture
def platform(settings: Any, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias of a database of its own, on which the family lives."""
    with django_db_blocker.unblock(), scratch_database() as alias:
        reference.install(labels("hibachi"), using=alias)
        settings.AGENT360_MODELS = {"ALIASES": {"hibachi": alias}}
        yield alias


@pytest.fixture
def engine(platform: str) -> Any:
    connect = lambda: psycopg.connect(database_url(), dbname=platform)  # noqa: E731  # SQLAlchemy asks for a function
    return sqlalchemy.create_engine("postgresql+psycopg://", creator=connect, poolclass=sqlalchemy.NullPool)


@pytest.fixture
def tables(engine: Any) -> Any:
    """Return all tables, as SQLAlchemy reads them from the catalog."""
    metadata = sqlalchemy.MetaData()
    for schema in SCHEMAS:
        metadata.reflect(engine, schema=schema)
    return metadata.tables


def insert(engine: Any, table: Any, **values: Any) -> uuid.UUID:
    """Write a row as SQLAlchemy does, and return its key."""
    with engine.begin() as connection:
        key: uuid.UUID = connection.execute(sqlalchemy.insert(table).values(**values)).inserted_primary_key[0]
    return key


def row_of(engine: Any, table: Any, key: object) -> Any:
    """Return a row as SQLAlchemy reads it."""
    with engine.connect() as connection:
        return connection.execute(sqlalchemy.select(table).where(table.c.id == key)).one()


def test_it_finds_the_tables_that_the_models_have(tables: Any) -> None:
    assert len(tables) == 52
    assert tables["core.bookings"].c.status.type.enums == Booking.Status.values
    assert [key.name for key in tables["identity.role_permissions"].primary_key] == ["role_id", "permission_id"]


def test_we_read_what_sqlalchemy_writes(engine: Any, tables: Any) -> None:
    """Keys and defaults of the database, enums, arrays, json, and times with and without a zone."""
    key = uuid.uuid4()
    insert(
        engine,
        tables["identity.users"],
        id=key,
        email="ada@example.com",
        business_id=BUSINESS,
        auth_provider="google",
        trusted_ips=["192.0.2.7", "10.0.0.0/8"],
    )
    station = insert(
        engine,
        tables["identity.stations"],
        name="Sacramento",
        code="CA-SAC-01",
        display_name="Hibachi Sacramento",
        settings={"spicy": None, "cities": ["Davis"]},
    )
    chef = insert(
        engine,
        tables["core.chefs"],
        name="Ken",
        email="ken@example.com",
        zones=["davis"],
        buffer_setup_minutes=60,
        buffer_teardown_minutes=30,
        is_active=True,
    )
    customer = insert(
        engine,
        tables["core.customers"],
        first_name="Grace",
        last_name="H",
        email_encrypted="gAAAAA-e",
        phone_encrypted="gAAAAA-p",
        consent_sms=True,
        consent_email=False,
        timezone="America/Los_Angeles",
        station_id=station,
    )
    booking = insert(
        engine,
        tables["core.bookings"],
        customer_id=customer,
        date=date(2026, 6, 6),
        slot=time(18, 30),
        address_encrypted="gAAAAA-a",
        zone="davis",
        chef_id=chef,
        status="deposit_pending",
        party_adults=10,
        party_kids=2,
        deposit_due_cents=10_000,
        total_due_cents=61_000,
        source="website",
        station_id=station,
        internal_deadline=NAIVE,
        menu_items=[{"protein": "tofu", "count": 12}],
    )

    found = Booking.objects.select_related("customer", "chef", "station").get()
    user = User.objects.get()

    assert (found.pk, found.status, found.internal_deadline) == (
        booking,
        Booking.Status.DEPOSIT_PENDING,
        NAIVE.replace(tzinfo=UTC),
    )
    assert (found.date, found.slot, found.menu_items) == (
        date(2026, 6, 6),
        time(18, 30),
        [{"protein": "tofu", "count": 12}],
    )
    assert (found.chef, found.station.settings) == (Chef.objects.get(), {"spicy": None, "cities": ["Davis"]})
    assert (found.station.max_concurrent_bookings, found.station.timezone) == (10, "America/New_York")
    assert (user.auth_provider, user.status, user.role, user.trusted_ips) == (
        User.AuthProvider.GOOGLE,
        User.Status.PENDING,
        User.Role.CUSTOMER_SUPPORT,
        ["192.0.2.7", "10.0.0.0/8"],
    )
    assert list(Booking.objects.deposit_overdue()) == [found]


def test_sqlalchemy_reads_what_we_write(platform: str, engine: Any, tables: Any) -> None:
    booking = BookingFactory.create(confirmed=True, held=True, metadata={"occasion": {"kind": "birthday", "age": 40}})
    thread = MessageThreadFactory.create(customer=booking.customer)
    message = thread.post(direction="inbound", content="At six?", sender_type="customer")
    given = RolePermissionFactory.create()
    user = UserFactory.create(trusted_ips=["10.0.0.0/8"])
    Station.objects.update(settings={"deposit": [100, None]})
    with transaction.atomic(using=platform):
        OutboxMessage.objects.publish(
            aggregate=booking, event_type="booking.confirmed", payload={"cents": 61_000}, target="crm"
        )

    theirs = row_of(engine, tables["core.bookings"], booking.pk)
    assert (theirs.status, theirs.metadata) == ("confirmed", booking.metadata)
    assert (theirs.date, theirs.slot, theirs.held_at) == (booking.date, booking.slot, NAIVE)
    assert row_of(engine, tables["core.message_threads"], thread.pk).last_message_at == message.created_at
    assert row_of(engine, tables["identity.stations"], booking.station_id).settings == {"deposit": [100, None]}
    assert [str(each) for each in row_of(engine, tables["identity.users"], user.pk).trusted_ips] == ["10.0.0.0/8"]
    with engine.connect() as connection:
        names = tables["identity.roles"].join(tables["identity.role_permissions"])
        (name,) = connection.execute(sqlalchemy.select(tables["identity.roles"].c.name).select_from(names)).scalars()
        (waiting,) = connection.execute(sqlalchemy.select(tables["events.outbox"])).all()
    assert name == given.role.name
    assert (waiting.status, waiting.target, waiting.payload["cents"]) == ("pending", "crm", 61_000)


def test_each_sees_what_the_other_changes(engine: Any, tables: Any) -> None:
    bookings, given = tables["core.bookings"], RolePermissionFactory.create()
    booking = BookingFactory.create(offered=True)

    with engine.begin() as connection:
        later = NAIVE + timedelta(days=1)
        connection.execute(sqlalchemy.update(bookings).values(status="confirmed", deposit_confirmed_at=later))
        connection.execute(sqlalchemy.delete(tables["identity.role_permissions"]))
    booking.refresh_from_db()
    booking.transition_to("cancelled")

    assert booking.deposit_confirmed_at == later.replace(tzinfo=UTC)
    assert not RolePermission.objects.filter(pk=given.pk).exists()
    theirs = row_of(engine, bookings, booking.pk)
    assert (theirs.status, theirs.chef_id) == ("cancelled", None)


def test_what_it_refuses_is_what_we_are_refused(engine: Any, tables: Any) -> None:
    """The rule of the original: one booking of a chef on a date and slot."""
    first = BookingFactory.create(confirmed=True)
    second = BookingFactory.create()
    bookings = tables["core.bookings"]

    taken = sqlalchemy.update(bookings).where(bookings.c.id == second.pk).values(chef_id=first.chef_id)
    with (
        pytest.raises(sqlalchemy.exc.IntegrityError, match="ix_core_bookings_chef_slot_unique"),
        engine.begin() as connection,
    ):
        connection.execute(taken)
