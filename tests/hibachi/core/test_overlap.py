"""No two bookings of a chef overlap, whoever writes them and at whatever moment."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User as Account
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from agent360_models.hibachi.core.factories import PARTY, BookingFactory, ChefFactory, ChefTimeOffFactory
from agent360_models.hibachi.core.models import Booking
from agent360_models.hibachi.exceptions import ChefUnavailableError
from tests.hibachi.core.helpers import form_of, wait_until_somebody_waits_for_us
from tests.hibachi.helpers import at_once

TAKEN = "The chef has another booking at this time."

database = pytest.mark.django_db(databases=["default", "booking"])
database_with_threads = pytest.mark.django_db(databases=["default", "booking"], transaction=True)


def at(hours: float, length: float = 3) -> dict[str, Any]:
    return {"starts_at": PARTY + timedelta(hours=hours), "ends_at": PARTY + timedelta(hours=hours + length)}


def stored(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def overlapping_pairs() -> int:
    with connections["booking"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM core.bookings a JOIN core.bookings b ON a.chef_id = b.chef_id AND a.id < b.id"
            " AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
            " WHERE NOT 'requested' = ANY (ARRAY[a.status, b.status]::text[])"
        )
        return int(cursor.fetchone()[0])


# What overlaps


@database
@pytest.mark.parametrize(
    ("hours", "length", "is_free"),
    [(3, 3, True), (-3, 3, True), (0, 3, False), (2.99, 3, False), (-2.99, 3, False), (1, 1, False), (-1, 9, False)],
)
def test_one_may_begin_when_the_other_ends(hours: float, length: float, is_free: bool) -> None:
    chef = ChefFactory.create()
    BookingFactory.create(confirmed=True, chef=chef, **at(0))
    request = BookingFactory.create(chef=chef, **at(hours, length))

    if is_free:
        request.transition_to("deposit_pending")
    else:
        with pytest.raises(ChefUnavailableError, match=f"Chef {chef.pk} cannot take booking {request.pk}"):
            request.transition_to("deposit_pending")

    assert stored(request).status == request.status == ("deposit_pending" if is_free else "requested")


@database
def test_a_request_takes_no_time_and_a_cancelled_booking_gives_it_back() -> None:
    chef = ChefFactory.create()
    first = BookingFactory.create(confirmed=True, chef=chef)
    second = BookingFactory.create(chef=chef)

    first.transition_to("cancelled", reason="Rain is forecast.")
    second.transition_to("deposit_pending")

    assert stored(second).status == "deposit_pending"


@database
def test_a_chef_who_is_taken_is_not_assigned_and_a_time_that_is_taken_not_chosen() -> None:
    chef = ChefFactory.create()
    BookingFactory.create(confirmed=True, chef=chef, **at(0))
    other = BookingFactory.create(confirmed=True, **at(1))
    later = BookingFactory.create(confirmed=True, chef=chef, **at(10))
    of_other = other.chef

    with transaction.atomic(using="booking"):
        with pytest.raises(ChefUnavailableError, match="another booking between"):
            other.assign(chef)
        with pytest.raises(ChefUnavailableError, match="another booking between"):
            later.reschedule(**at(-1))
        later.reschedule(**at(12))  # the transaction around is as usable as before

    assert (stored(other).chef, other.chef) == (of_other, of_other)
    assert stored(later).starts_at == later.starts_at == PARTY + timedelta(hours=12)


@database
def test_a_booking_is_not_moved_to_times_that_are_no_range() -> None:
    booking = BookingFactory.create(confirmed=True)
    since = booking.starts_at

    with pytest.raises(ValidationError, match="ends after it starts"):
        booking.reschedule(booking.ends_at, booking.starts_at)

    assert stored(booking).starts_at == booking.starts_at == since


@database
def test_a_chef_with_time_off_takes_no_booking() -> None:
    chef = ChefFactory.create()
    ChefTimeOffFactory.create(chef=chef, **at(2, 24))
    request = BookingFactory.create(chef=chef, **at(0))

    with pytest.raises(ChefUnavailableError, match="the chef has time off"):
        request.transition_to("deposit_pending")
    request.reschedule(**at(-1))
    request.transition_to("deposit_pending")

    assert stored(request).status == "deposit_pending"


@database
def test_a_form_is_told_before_the_database_refuses() -> None:
    chef = ChefFactory.create()
    BookingFactory.create(confirmed=True, chef=chef)
    other = BookingFactory.create(confirmed=True)
    other.chef = chef

    with pytest.raises(ValidationError, match=TAKEN) as caught:
        other.full_clean()
    with pytest.raises(IntegrityError, match="ex_bookings_chef_time"), transaction.atomic(using="booking"):
        other.save()

    assert [error.code for error in caught.value.error_dict["__all__"]] == ["chef_unavailable"]


# Writers at once


@database_with_threads
def test_of_fifty_writers_one_for_each_time_gets_the_chef() -> None:
    """Five times of an evening that overlap no other, ten writers for each."""
    chef = ChefFactory.create()
    requests = [BookingFactory.create(chef=chef, **at(3 * (number % 5))) for number in range(50)]

    outcomes = at_once(*[partial(request.transition_to, "deposit_pending") for request in requests])

    assert outcomes.count(None) == 5
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [ChefUnavailableError] * 45
    held = Booking.objects.holding().order_by("starts_at")
    assert list(held.values_list("starts_at", flat=True)) == [at(3 * number)["starts_at"] for number in range(5)]
    assert overlapping_pairs() == 0


@database_with_threads
def test_fifty_writers_of_any_kind_leave_no_overlap() -> None:
    """New offers, other chefs for bookings that stand, other times: each writer is done, or told."""
    chef = ChefFactory.create()
    new = [BookingFactory.create(chef=chef, **at(number)) for number in range(17)]
    of_others = [BookingFactory.create(confirmed=True, **at(number + 0.5)) for number in range(17)]
    moved = [BookingFactory.create(confirmed=True, chef=chef, **at(100 + 3 * number)) for number in range(16)]
    calls: list[Callable[[], object]] = [partial(booking.transition_to, "deposit_pending") for booking in new]
    calls += [partial(booking.assign, chef) for booking in of_others]
    calls += [partial(booking.reschedule, **at(number - 0.25)) for number, booking in enumerate(moved)]

    outcomes = at_once(*calls)

    assert {type(outcome) for outcome in outcomes} == {type(None), ChefUnavailableError}
    held = Booking.objects.holding().filter(chef=chef)
    assert held.count() == 16 + sum(outcome is None for outcome in outcomes[:34])
    assert held.filter(starts_at__lt=PARTY + timedelta(hours=50)).count() == outcomes.count(None)
    assert overlapping_pairs() == 0


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
def test_the_admin_refuses_times_that_are_no_range(ada: Client) -> None:
    booking = BookingFactory.create(confirmed=True)
    url = reverse("admin:hibachi_core_booking_change", args=[booking.pk])

    answer = ada.post(url, {**form_of(ada, url), "ends_at_1": "00:00:00"})

    assert answer.context["adminform"].form.errors["ends_at"] == ["A booking ends after it starts."]
    assert stored(booking).ends_at == booking.ends_at


@database
def test_the_admin_writes_what_was_changed_and_nothing_else(ada: Client) -> None:
    booking = BookingFactory.create(offered=True, deposit_waived=True)
    url = reverse("admin:hibachi_core_booking_change", args=[booking.pk])
    form = form_of(ada, url)
    booking.transition_to("confirmed")

    answer = ada.post(url, {**form, "city": "Fresno"})

    assert answer.status_code == 302
    assert (stored(booking).city, stored(booking).status) == ("Fresno", "confirmed")


@database_with_threads
def test_the_admin_shows_it_also_where_the_time_was_taken_after_the_form_was_found_good(ada: Client) -> None:
    """Somebody else's transaction has the time already, and is not seen before it commits."""
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
def test_the_actions_take_the_steps_and_say_which_are_refused(ada: Client) -> None:
    chef = ChefFactory.create()
    good, bad = BookingFactory.create(chef=chef), BookingFactory.create()
    clash = BookingFactory.create(chef=chef)
    BookingFactory.create(confirmed=True, chef=chef, **at(3))
    clash.reschedule(**at(2))

    url = reverse("admin:hibachi_core_booking_changelist")
    rows = [str(booking.pk) for booking in (good, bad, clash)]
    answer = ada.post(url, {"action": "offer", "_selected_action": rows}, follow=True)

    told = [str(message) for message in answer.context["messages"]]
    assert sorted(message.split(" ")[0] for message in told) == ["Booking", "Chef", "Moved"]
    assert [stored(booking).status for booking in (good, bad, clash)] == ["deposit_pending", "requested", "requested"]
