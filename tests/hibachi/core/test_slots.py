"""No two bookings of a chef are in one slot, whoever writes them and at whatever moment."""

import threading
from collections.abc import Callable
from datetime import time, timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User as Account
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from agent360_models.hibachi.core.factories import PARTY, SLOT, THEN, BookingFactory, ChefFactory
from agent360_models.hibachi.core.models import Booking
from agent360_models.hibachi.exceptions import ChefUnavailableError
from tests.hibachi.core.helpers import form_of, wait_until_somebody_waits_for_us
from tests.hibachi.helpers import at_once

TAKEN = "The chef has another booking in this slot."

database = pytest.mark.django_db(databases=["default", "booking"])
database_with_threads = pytest.mark.django_db(databases=["default", "booking"], transaction=True)


def stored(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def pairs_in_one_slot() -> int:
    with connections["booking"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM core.bookings a JOIN core.bookings b USING (chef_id, date, slot)"
            " WHERE a.id < b.id AND a.deleted_at IS NULL AND b.deleted_at IS NULL"
        )
        return int(cursor.fetchone()[0])


# The rule


@database
@pytest.mark.parametrize(
    ("columns", "is_free"),
    [
        ({}, False),
        ({"slot": time(18, 30)}, True),
        ({"date": PARTY + timedelta(days=1)}, True),
        ({"deleted": True}, True),
    ],
    ids=str,
)
def test_a_chef_has_one_booking_in_a_slot(columns: dict[str, Any], is_free: bool) -> None:
    chef = ChefFactory.create()
    other = BookingFactory.create(**columns)
    BookingFactory.create(confirmed=True, chef=chef)

    if is_free:
        other.assign(chef)
    else:
        with pytest.raises(ChefUnavailableError, match=f"Chef {chef.pk} cannot take booking {other.pk}"):
            other.assign(chef)

    assert stored(other).chef == other.chef == (chef if is_free else None)


@database
def test_a_cancelled_booking_gives_its_slot_back() -> None:
    chef = ChefFactory.create()
    first = BookingFactory.create(confirmed=True, chef=chef)
    second = BookingFactory.create()

    first.transition_to("cancelled")
    second.assign(chef)

    assert stored(first).chef is first.chef is None
    assert stored(second).chef == chef


@database
def test_who_is_refused_goes_on_in_the_same_transaction() -> None:
    chef = ChefFactory.create()
    BookingFactory.create(confirmed=True, chef=chef)
    later = BookingFactory.create(confirmed=True, chef=chef, slot=time(20))

    with transaction.atomic(using="booking"):
        with pytest.raises(ChefUnavailableError, match="another booking on 2026-06-06 at 18:00:00"):
            later.reschedule(PARTY, SLOT)
        later.reschedule(PARTY, time(21))

    assert stored(later).slot == later.slot == time(21)


@database
def test_a_form_is_told_before_the_database_refuses() -> None:
    chef = ChefFactory.create()
    BookingFactory.create(confirmed=True, chef=chef)
    other = BookingFactory.create(confirmed=True)
    other.chef = chef

    with pytest.raises(ValidationError, match=TAKEN) as caught:
        other.full_clean()
    with pytest.raises(IntegrityError, match="ix_core_bookings_chef_slot_unique"), transaction.atomic(using="booking"):
        other.save()
    with pytest.raises(ChefUnavailableError, match="another booking"), other.taking_slot():
        other.save()

    assert [error.code for error in caught.value.error_dict["__all__"]] == ["chef_unavailable"]


@database
def test_another_error_of_the_database_stays_what_it_is() -> None:
    booking = BookingFactory.create()
    booking.party_adults = 0

    with pytest.raises(IntegrityError, match="check_party_adults_positive"), booking.taking_slot():
        booking.save()


# Writers at once


@database_with_threads
def test_of_fifty_writers_one_for_each_slot_gets_the_chef() -> None:
    """Five slots of an evening, ten writers for each."""
    chef = ChefFactory.create()
    bookings = [BookingFactory.create(slot=time(16 + number % 5)) for number in range(50)]

    outcomes = at_once(*[partial(booking.assign, chef) for booking in bookings])

    assert outcomes.count(None) == 5
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [ChefUnavailableError] * 45
    held = Booking.objects.filter(chef=chef).order_by("slot")
    assert list(held.values_list("slot", flat=True)) == [time(16 + number) for number in range(5)]
    assert pairs_in_one_slot() == 0


@database_with_threads
def test_fifty_writers_of_any_kind_leave_one_booking_in_each_slot() -> None:
    """Other chefs, other slots, new rows: each writer is done, or told."""
    chef = ChefFactory.create()
    without = [BookingFactory.create(slot=time(number % 9)) for number in range(17)]
    moved = [BookingFactory.create(confirmed=True, chef=chef, slot=time(23, number)) for number in range(16)]
    new = [BookingFactory.build(chef=chef, slot=time(number % 6)) for number in range(17)]
    for row in new:
        row.customer, row.station = without[0].customer, without[0].station

    def insert(row: Booking) -> None:
        with row.taking_slot():
            row.save(force_insert=True)

    calls: list[Callable[[], object]] = [partial(booking.assign, chef) for booking in without]
    calls += [partial(booking.reschedule, PARTY, time(number % 9)) for number, booking in enumerate(moved)]
    calls += [partial(insert, row) for row in new]

    outcomes = at_once(*calls)

    assert {type(outcome) for outcome in outcomes} == {type(None), ChefUnavailableError}
    held = Booking.objects.filter(chef=chef)
    assert held.filter(slot__lt=time(9)).count() == outcomes.count(None) == 9
    assert held.count() == 9 + sum(outcome is not None for outcome in outcomes[17:33])
    assert pairs_in_one_slot() == 0


# The admin


@pytest.fixture
def ada(client: Client) -> Client:
    client.force_login(Account.objects.create(username="ada", is_staff=True, is_superuser=True))
    return client


@database
def test_the_admin_shows_the_error_in_the_form(ada: Client) -> None:
    chef = ChefFactory.create()
    BookingFactory.create(confirmed=True, chef=chef)
    other = BookingFactory.create(confirmed=True)
    url = reverse("admin:hibachi_core_booking_change", args=[other.pk])

    answer = ada.post(url, {**form_of(ada, url), "chef": str(chef.pk)})

    assert answer.status_code == 200
    assert TAKEN in answer.content.decode()
    assert stored(other).chef == other.chef


@database
def test_the_admin_writes_what_was_changed_and_nothing_else(ada: Client) -> None:
    """What is encrypted is not on the page, and stays."""
    booking = BookingFactory.create(offered=True)
    url = reverse("admin:hibachi_core_booking_change", args=[booking.pk])
    form = form_of(ada, url)
    booking.transition_to("confirmed", by="grace")

    answer = ada.post(url, {**form, "zone": "fresno"})

    assert answer.status_code == 302
    assert (stored(booking).zone, stored(booking).status) == ("fresno", "confirmed")
    assert booking.address_encrypted not in ada.get(url).content.decode()
    assert stored(booking).address_encrypted == booking.address_encrypted
    assert ada.get(reverse("admin:hibachi_core_booking_add")).status_code == 403


@database_with_threads
def test_the_admin_shows_it_also_where_the_slot_was_taken_after_the_form_was_found_good(ada: Client) -> None:
    """Somebody else's transaction has the slot already, and is not seen before it commits."""
    chef = ChefFactory.create()
    rival, other = BookingFactory.create_batch(2, confirmed=True)
    url = reverse("admin:hibachi_core_booking_change", args=[other.pk])
    form = {**form_of(ada, url), "chef": str(chef.pk)}
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(ada.post(url, form))
        finally:
            connections.close_all()

    sender = threading.Thread(target=send)
    with transaction.atomic(using="booking"):
        Booking.objects.filter(pk=rival.pk).update(chef=chef)
        sender.start()
        wait_until_somebody_waits_for_us()
    sender.join(timeout=30)

    assert [answer.status_code for answer in answers] == [200]
    assert TAKEN in answers[0].content.decode()
    assert stored(other).chef == other.chef


@database
def test_a_list_begins_with_the_last_party_and_has_amounts_in_dollars(ada: Client) -> None:
    days = [THEN.date() + timedelta(days=days) for days in (1, 3, 2)]
    for day in days:
        BookingFactory.create(date=day, deposit_due_cents=10_000, total_due_cents=125_050)

    answer = ada.get(reverse("admin:hibachi_core_booking_changelist"))

    assert [booking.date for booking in answer.context["cl"].result_list] == sorted(days, reverse=True)
    listed = answer.content.decode()
    assert "1,250.50 USD" in listed
    assert "in cents" not in listed


@database
def test_an_action_on_many_rows_tells_it_in_a_line(ada: Client) -> None:
    bookings = BookingFactory.create_batch(5, date=THEN.date())
    rows = [str(booking.pk) for booking in bookings]

    url = reverse("admin:hibachi_core_booking_changelist")
    answer = ada.post(url, {"action": "confirm", "_selected_action": rows}, follow=True)

    (told,) = map(str, answer.context["messages"])
    assert told.startswith(f"Not done: 5 bookings ({bookings[0]}, ")
    assert told.endswith(" and 2 more): cannot go from new to confirmed. Allowed from new: deposit_pending, cancelled.")


@database
def test_the_actions_take_the_steps_and_say_which_are_refused(ada: Client) -> None:
    good, bad = BookingFactory.create(customer_deposit_deadline=THEN), BookingFactory.create()

    def act(action: str) -> list[str]:
        rows = [str(booking.pk) for booking in (good, bad)]
        url = reverse("admin:hibachi_core_booking_changelist")
        answer = ada.post(url, {"action": action, "_selected_action": rows}, follow=True)
        return sorted(str(message).split(" ")[0] for message in answer.context["messages"])

    assert act("wait_for_deposit") == act("confirm") == ["Moved", "Not"]
    assert (stored(good).status, stored(good).deposit_confirmed_by, stored(bad).status) == ("confirmed", "ada", "new")
    good.hold(by="ada", reason="The customer is a friend.")
    assert act("release") == ["Released:"]
    assert not stored(good).hold_on_request
    assert act("cancel") == ["Moved"]
