"""A booking from the request to the day after: steps, what each asks for, and what holds in each status."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.core.factories import (
    THEN,
    BookingFactory,
    ChefFactory,
    CustomerFactory,
    PricingTierFactory,
)
from agent360_models.hibachi.core.models import Booking
from agent360_models.hibachi.exceptions import InvalidValueError
from tests.hibachi.helpers import at_once

Status = Booking.Status

pytestmark = pytest.mark.django_db(databases=["default", "booking"])

TRAITS: dict[str, dict[str, Any]] = {
    "requested": {},
    "deposit_pending": {"offered": True},
    "confirmed": {"confirmed": True},
    "completed": {"completed": True},
    "cancelled": {"cancelled": True},
    "no_show": {"no_show": True},
}
ALLOWED = {
    ("requested", "deposit_pending"),
    ("requested", "cancelled"),
    ("deposit_pending", "confirmed"),
    ("deposit_pending", "cancelled"),
    ("confirmed", "completed"),
    ("confirmed", "no_show"),
    ("confirmed", "cancelled"),
}


def ready(status: str) -> Booking:
    """Return a booking that has all that any step could ask for."""
    columns: dict[str, Any] = {"chef": ChefFactory.create(), "amount_paid": Decimal(300)}
    return BookingFactory.create(**TRAITS[status], **columns)


# Steps


@pytest.mark.parametrize(("old", "new"), [(old, new) for old in Status.values for new in Status.values])
def test_steps_of_the_table_are_taken_and_all_others_refused(old: str, new: str) -> None:
    booking = ready(old)
    reason = "The customer is ill." if new == "cancelled" else None

    if (old, new) in ALLOWED:
        booking.transition_to(new, reason=reason)
        expected = new
    else:
        with pytest.raises(IllegalTransitionError, match=f"{booking.pk} cannot go from {old} to {new}. Allowed from"):
            booking.transition_to(new, reason=reason)
        expected = old

    stored = Booking.objects.get(pk=booking.pk)
    assert stored.status == booking.status == expected
    stored.full_clean()


def test_a_step_writes_when_it_was_and_why_and_nothing_else() -> None:
    booking = ready("deposit_pending")
    before = timezone.now()
    booking.special_requests = "not saved"

    booking.transition_to(Status.CONFIRMED)
    booking.transition_to(Status.CANCELLED, reason="Rain is forecast.")

    stored = Booking.objects.get(pk=booking.pk)
    assert stored.special_requests == ""
    assert before <= booking.confirmed_at <= booking.closed_at <= stored.updated_at == booking.updated_at  # type: ignore[operator]  # both are set
    assert (stored.confirmed_at, stored.closed_at) == (booking.confirmed_at, booking.closed_at)
    assert stored.cancellation_reason == booking.cancellation_reason == "Rain is forecast."


def test_the_stored_status_counts_and_not_that_of_an_old_object() -> None:
    booking = ready("deposit_pending")
    old = Booking.objects.get(pk=booking.pk)
    booking.transition_to(Status.CONFIRMED)

    with pytest.raises(IllegalTransitionError, match="from confirmed to confirmed"):
        old.transition_to(Status.CONFIRMED)


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_of_many_callers_one_takes_the_step() -> None:
    booking = ready("deposit_pending")

    outcomes = at_once(*[lambda: Booking.objects.get(pk=booking.pk).transition_to("confirmed")] * 8)

    assert outcomes.count(None) == 1
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [IllegalTransitionError] * 7


def test_the_readme_lists_the_steps() -> None:
    readme = Path(apps.get_app_config("hibachi_core").path, "README.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `(\w+)` \| `(\w+)` \| \w.*\|$", readme, re.MULTILINE)) == ALLOWED


# What a step asks for


@pytest.mark.parametrize(
    ("traits", "columns", "new", "lacking"),
    [
        ({}, {}, "deposit_pending", "a chef and a price"),
        ({"offered": True}, {}, "confirmed", r"its deposit: 0.00 of 122.00 are paid"),
        ({"offered": True}, {"amount_paid": Decimal("121.99")}, "confirmed", "its deposit: 121.99 of 122.00 are paid"),
        ({"confirmed": True}, {"later": True}, "completed", "its start"),
        ({"confirmed": True}, {"later": True}, "no_show", "its start"),
    ],
)
def test_a_step_is_refused_without_what_it_needs(
    traits: dict[str, Any], columns: dict[str, Any], new: str, lacking: str
) -> None:
    if columns.pop("later", False):
        start = timezone.now() + timedelta(days=1)
        columns = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    booking = BookingFactory.create(**traits, **columns)
    status = booking.status

    with pytest.raises(IllegalTransitionError, match=f"{booking.pk} goes to {new} only with {lacking}"):
        booking.transition_to(new)

    assert Booking.objects.get(pk=booking.pk).status == booking.status == status


def test_a_waived_deposit_is_as_good_as_a_paid_one() -> None:
    booking = BookingFactory.create(offered=True, deposit_waived=True)

    booking.transition_to(Status.CONFIRMED)

    Booking.objects.get(pk=booking.pk).full_clean()


def test_an_offer_needs_a_price() -> None:
    booking = BookingFactory.create(chef=ChefFactory.create(), total_amount=Decimal(0), deposit_due=Decimal(0))

    with pytest.raises(IllegalTransitionError, match="a chef and a price"):
        booking.transition_to(Status.DEPOSIT_PENDING)


@pytest.mark.parametrize(("new", "reason"), [("cancelled", None), ("cancelled", "  "), ("deposit_pending", "Why not")])
def test_a_reason_belongs_to_a_cancellation_and_to_nothing_else(new: str, reason: str | None) -> None:
    booking = ready("requested")

    with pytest.raises(ValueError, match="reason"):
        booking.transition_to(new, reason=reason)

    assert Booking.objects.get(pk=booking.pk).status == Status.REQUESTED


# What holds in each status


@pytest.mark.parametrize(
    ("status", "columns", "constraint", "message"),
    [
        ("requested", {"ends_at": THEN}, "ck_bookings_times", "ends after it starts"),
        ("requested", {"guests": 0, "children": 0}, "ck_bookings_guests", "1 to 200 guests"),
        ("requested", {"guests": 201}, "ck_bookings_guests", "1 to 200 guests"),
        ("requested", {"children": 13}, "ck_bookings_children", "children are some of the guests"),
        ("requested", {"children": -1}, "ck_bookings_children", "children are some of the guests"),
        ("requested", {"deposit_due": Decimal("610.01")}, "ck_bookings_deposit_due", "deposit is a part"),
        ("requested", {"amount_paid": Decimal("610.01")}, "ck_bookings_amount_paid", "No more is paid"),
        ("requested", {"amount_paid": Decimal("-0.01")}, "ck_bookings_amount_paid", "No more is paid"),
        ("deposit_pending", {"chef_id": None}, "ck_bookings_offer", "has a chef and a price"),
        ("confirmed", {"amount_paid": Decimal("121.99")}, "ck_bookings_deposit", "deposit paid, or waived"),
        ("no_show", {"confirmed_at": None}, "ck_bookings_confirmed_at", "says when it was confirmed"),
        ("requested", {"closed_at": THEN}, "ck_bookings_closed_at", "says since when"),
        ("completed", {"closed_at": None}, "ck_bookings_closed_at", "says since when"),
        ("cancelled", {"cancellation_reason": None}, "ck_bookings_cancellation_reason", "says why"),
    ],
)
def test_the_model_says_what_the_database_refuses(
    status: str, columns: dict[str, Any], constraint: str, message: str
) -> None:
    booking = BookingFactory.create(**TRAITS[status])
    for name, value in columns.items():
        setattr(booking, name, value)

    with pytest.raises(ValidationError, match=message):
        booking.full_clean()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(using="booking"):
        Booking.objects.filter(pk=booking.pk).update(**columns)


# Requests and lists


def test_a_request_has_the_station_of_the_customer_and_the_price_of_the_tier() -> None:
    customer, tier = CustomerFactory.create(), PricingTierFactory.create()

    booking = Booking.objects.request(
        customer=customer, pricing_tier=tier, guests=12, children=2, starts_at=THEN, ends_at=THEN + timedelta(hours=2)
    )

    stored = Booking.objects.get(pk=booking.pk)
    stored.full_clean()
    assert (stored.status, stored.station_id) == (Status.REQUESTED, customer.station_id)
    assert (stored.total_amount, stored.deposit_due, stored.amount_paid) == (Decimal(610), Decimal(122), Decimal(0))


def test_a_custom_tier_takes_the_price_that_was_agreed_on() -> None:
    customer, tier = CustomerFactory.create(), PricingTierFactory.create(custom=True)
    columns: dict[str, Any] = {"starts_at": THEN, "ends_at": THEN + timedelta(hours=2), "guests": 40}

    with pytest.raises(InvalidValueError, match="no price per guest"):
        Booking.objects.request(customer=customer, pricing_tier=tier, **columns)
    booking = Booking.objects.request(customer=customer, pricing_tier=tier, total_amount=Decimal("2345.67"), **columns)

    assert (booking.total_amount, booking.deposit_due) == (Decimal("2345.67"), Decimal("469.13"))


def test_upcoming_are_those_that_are_to_take_place() -> None:
    now = THEN
    bookings = [
        BookingFactory.create(
            **traits, starts_at=now + timedelta(hours=hours), ends_at=now + timedelta(hours=hours + 3)
        )
        for traits, hours in [
            (TRAITS["confirmed"], 48),
            (TRAITS["deposit_pending"], 24),
            (TRAITS["confirmed"], -1),  # it is going on
            (TRAITS["confirmed"], -3),  # it is just over
            (TRAITS["requested"], 24),
            (TRAITS["cancelled"], 24),
        ]
    ]

    assert list(Booking.objects.upcoming(now)) == [bookings[2], bookings[1], bookings[0]]


def test_deposits_that_were_waited_for_long_enough() -> None:
    late = BookingFactory.create(offered=True, deposit_due_at=THEN)
    BookingFactory.create(offered=True, deposit_due_at=THEN + timedelta(days=1))
    BookingFactory.create(confirmed=True, deposit_due_at=THEN)

    assert list(Booking.objects.deposit_overdue(THEN + timedelta(hours=1))) == [late]
