"""A booking from the request to the day after: steps, what each asks for, deadlines, holds and lists."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.test import override_settings
from django.utils import timezone

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.core.factories import PARTY, SLOT, THEN, BookingFactory, CustomerFactory
from agent360_models.hibachi.core.models import Booking
from agent360_models.hibachi.exceptions import InvalidValueError
from tests.hibachi.helpers import at_once

Status = Booking.Status

pytestmark = pytest.mark.django_db(databases=["default", "booking"])

TRAITS: dict[str, dict[str, Any]] = {
    "new": {"customer_deposit_deadline": THEN},
    "deposit_pending": {"offered": True},
    "confirmed": {"confirmed": True},
    "completed": {"completed": True},
    "cancelled": {"cancelled": True},
    "no_show": {"no_show": True},
}
ALLOWED = {
    ("new", "deposit_pending"),
    ("new", "cancelled"),
    ("deposit_pending", "confirmed"),
    ("deposit_pending", "cancelled"),
    ("confirmed", "completed"),
    ("confirmed", "no_show"),
    ("confirmed", "cancelled"),
}


def stored(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


# Steps


@pytest.mark.parametrize(("old", "new"), [(old, new) for old in Status.values for new in Status.values])
def test_steps_of_the_table_are_taken_and_all_others_refused(old: str, new: str) -> None:
    booking = BookingFactory.create(**TRAITS[old])

    if (old, new) in ALLOWED:
        booking.transition_to(new, by="ada")
        expected = new
    else:
        with pytest.raises(IllegalTransitionError, match=f"{booking.pk} cannot go from {old} to {new}. Allowed from"):
            booking.transition_to(new, by="ada")
        expected = old

    assert stored(booking).status == booking.status == expected
    stored(booking).full_clean()


def test_a_step_writes_who_confirmed_the_deposit_and_when_and_nothing_else() -> None:
    booking = BookingFactory.create(offered=True)
    before = timezone.now()
    booking.special_requests = "not saved"

    booking.transition_to(Status.CONFIRMED, by="ada")

    found = stored(booking)
    assert found.special_requests is None
    assert found.deposit_confirmed_at is not None
    assert before <= found.deposit_confirmed_at <= found.updated_at == booking.updated_at
    assert (found.deposit_confirmed_at, found.deposit_confirmed_by) == (booking.deposit_confirmed_at, "ada")


def test_the_stored_status_counts_and_not_that_of_an_old_object() -> None:
    booking = BookingFactory.create(offered=True)
    old = stored(booking)
    booking.transition_to(Status.CONFIRMED, by="ada")

    with pytest.raises(IllegalTransitionError, match="from confirmed to confirmed"):
        old.transition_to(Status.CONFIRMED, by="grace")

    assert stored(booking).deposit_confirmed_by == "ada"


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_of_many_callers_one_takes_the_step() -> None:
    booking = BookingFactory.create(offered=True)

    outcomes = at_once(*[lambda: stored(booking).transition_to("confirmed", by="ada")] * 8)

    assert outcomes.count(None) == 1
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [IllegalTransitionError] * 7


def test_the_readme_lists_the_steps() -> None:
    readme = Path(apps.get_app_config("hibachi_core").path, "README.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `(\w+)` \| `(\w+)` \| \w.*\|$", readme, re.MULTILINE)) == ALLOWED


@pytest.mark.parametrize(
    ("traits", "new", "by", "lacking"),
    [
        ({}, "deposit_pending", None, "it has no deposit deadline"),
        ({"offered": True}, "confirmed", None, "nobody has confirmed the deposit"),
        ({"offered": True}, "confirmed", " ", "nobody has confirmed the deposit"),
        ({"confirmed": True, "later": True}, "completed", None, "the party has not begun"),
        ({"confirmed": True, "later": True}, "no_show", None, "the party has not begun"),
    ],
)
def test_a_step_is_refused_without_what_it_needs(
    traits: dict[str, Any], new: str, by: str | None, lacking: str
) -> None:
    columns = dict(traits)
    if columns.pop("later", False):
        columns["date"] = timezone.now().date() + timedelta(days=2)
    booking = BookingFactory.create(**columns)
    status = booking.status

    with pytest.raises(IllegalTransitionError, match=f"{booking.pk} cannot go to {new}: {lacking}"):
        booking.transition_to(new, by=by)

    assert stored(booking).status == booking.status == status


def test_a_party_begins_by_the_clock_of_its_station() -> None:
    booking = BookingFactory.create(customer__station__timezone="Asia/Tokyo")

    assert booking.starts_at == datetime(2026, 6, 6, 9, tzinfo=UTC)


# The deposit


def test_the_deposit_has_two_deadlines() -> None:
    """One that the customer is told, and one until which the platform waits."""
    booking = BookingFactory.create()
    later = THEN + timedelta(hours=22)

    booking.set_deposit_deadlines(THEN)
    assert stored(booking).internal_deadline == booking.internal_deadline == THEN
    booking.set_deposit_deadlines(THEN, later)
    with pytest.raises(InvalidValueError, match="is before the customer's deadline"):
        booking.set_deposit_deadlines(later, THEN)

    assert (stored(booking).customer_deposit_deadline, stored(booking).internal_deadline) == (THEN, later)


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles"])
def test_times_without_a_zone_are_utc(zone: str) -> None:
    """Five columns, in whatever zone the project and the session are."""
    with override_settings(TIME_ZONE=zone):
        booking = BookingFactory.create(confirmed=True, held=True, deposit_deadline=THEN)
        stored(booking).save()
    with connections["booking"].cursor() as cursor:
        cursor.execute("SELECT deposit_deadline::text, held_at::text, deposit_confirmed_at::text FROM core.bookings")
        texts = cursor.fetchone()

    assert texts == ("2026-03-01 09:00:00", "2026-03-01 09:00:00", "2026-03-01 10:00:00")
    assert stored(booking).held_at == THEN


def test_a_booking_is_held_by_somebody_for_a_reason() -> None:
    booking = BookingFactory.create(offered=True)
    before = timezone.now()

    booking.hold(by="ada", reason="The customer is a friend.")
    held = stored(booking)
    booking.release()
    released = stored(booking)

    assert (held.hold_on_request, held.held_by, held.hold_reason) == (True, "ada", "The customer is a friend.")
    assert held.held_at is not None
    assert before <= held.held_at <= timezone.now()
    assert (released.hold_on_request, released.held_by, released.held_at, released.hold_reason) == (False, *[None] * 3)
    for by, reason in [("", "why"), ("ada", " ")]:
        with pytest.raises(InvalidValueError, match="was not held: pass by="):
            booking.hold(by=by, reason=reason)


def test_deposits_that_were_waited_for_long_enough() -> None:
    """By the internal deadline, of bookings that wait, that nobody holds and that are not deleted."""
    now = THEN + timedelta(hours=25)
    late = BookingFactory.create(offered=True)
    BookingFactory.create(offered=True, internal_deadline=now + timedelta(seconds=1))
    BookingFactory.create(offered=True, held=True)
    BookingFactory.create(offered=True, deleted=True)
    BookingFactory.create(confirmed=True)

    assert list(Booking.objects.deposit_overdue(now)) == [late]


# What holds


@pytest.mark.parametrize(
    ("columns", "constraint", "message"),
    [
        ({"party_adults": 0}, "check_party_adults_positive", "At least one adult"),
        ({"party_kids": -1}, "check_party_kids_non_negative", "number of kids"),
        ({"deposit_due_cents": -1}, "check_deposit_non_negative", "deposit is not below zero"),
        ({"deposit_due_cents": 61_001}, "check_total_gte_deposit", "deposit is a part"),
    ],
)
def test_the_model_says_what_the_database_refuses(columns: dict[str, Any], constraint: str, message: str) -> None:
    booking = BookingFactory.create()
    for name, value in columns.items():
        setattr(booking, name, value)

    with pytest.raises(ValidationError, match=message):
        booking.full_clean()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(using="booking"):
        Booking.objects.filter(pk=booking.pk).update(**columns)


# Requests and lists


@pytest.mark.parametrize("consents", [False, True])
def test_a_request_has_the_station_of_the_customer(consents: bool) -> None:
    customer = CustomerFactory.create()

    booking = Booking.objects.request(
        customer=customer,
        date=PARTY,
        slot=SLOT,
        party_adults=10,
        total_due_cents=55_000,
        address_encrypted="gAAAAA",
        zone="sacramento",
        source="website",
        sms_consent=consents,
    )

    found = stored(booking)
    found.full_clean()
    assert (found.status, found.station, found.deposit_due_cents) == (Status.NEW, customer.station, 0)
    assert (found.sms_consent_timestamp is not None) is consents


def test_upcoming_are_those_that_are_to_take_place() -> None:
    days = [
        BookingFactory.create(**TRAITS[status], date=PARTY + timedelta(days=day), **columns)
        for status, day, columns in [
            ("confirmed", 2, {}),
            ("deposit_pending", 1, {}),
            ("confirmed", 0, {}),
            ("confirmed", -1, {}),
            ("new", 1, {}),
            ("cancelled", 1, {}),
            ("confirmed", 1, {"deleted": True}),
        ]
    ]

    assert list(Booking.objects.upcoming(PARTY)) == [days[2], days[1], days[0]]
