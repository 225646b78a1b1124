"""Prices, deposits and payments, to the cent."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from agent360_models.hibachi.core.factories import BookingFactory, PricingTierFactory
from agent360_models.hibachi.core.models import Booking, Payment, PricingTier
from agent360_models.hibachi.exceptions import PaymentRefusedError
from tests.hibachi.helpers import at_once

CENT = Decimal("0.01")

database = pytest.mark.django_db(databases=["default", "booking"])
database_with_threads = pytest.mark.django_db(databases=["default", "booking"], transaction=True)


# Prices


@pytest.mark.parametrize(
    ("guests", "children", "total"),
    [(12, 2, "610.00"), (10, 0, "550.00"), (1, 0, "550.00"), (10, 10, "550.00"), (200, 100, "8500.00")],
)
def test_a_party_costs_its_guests_and_at_least_the_minimum(guests: int, children: int, total: str) -> None:
    tier = PricingTierFactory.build()

    assert str(tier.total_for(guests, children)) == total


@pytest.mark.parametrize(
    ("total", "percent", "minimum", "deposit"),
    [
        ("610.00", "20.00", "100.00", "122.00"),
        ("400.00", "20.00", "100.00", "100.00"),  # no less than the minimum
        ("60.00", "20.00", "100.00", "60.00"),  # no more than the total
        ("0.10", "5.00", "0.00", "0.01"),  # half a cent goes up
        ("0.10", "4.99", "0.00", "0.00"),
        ("333.33", "33.33", "0.00", "111.10"),
        ("610.00", "0.00", "0.00", "0.00"),
        ("610.00", "100.00", "0.00", "610.00"),
    ],
)
def test_the_deposit_is_a_part_of_the_total(total: str, percent: str, minimum: str, deposit: str) -> None:
    tier = PricingTier(deposit_percent=Decimal(percent), deposit_minimum=Decimal(minimum))

    assert str(tier.deposit_for(Decimal(total))) == deposit


@given(
    total=st.decimals(0, 99_999_999, places=2),
    percent=st.decimals(0, 100, places=2),
    minimum=st.decimals(0, 10_000, places=2),
)
def test_every_deposit_has_cents_and_bounds(total: Decimal, percent: Decimal, minimum: Decimal) -> None:
    deposit = PricingTier(deposit_percent=percent, deposit_minimum=minimum).deposit_for(total)

    assert deposit == deposit.quantize(CENT)
    assert min(minimum, total) <= deposit <= total
    if minimum < deposit < total:
        assert abs(deposit - total * percent / 100) <= CENT / 2


# Payments


def pay(booking: Booking, amount: str, reference: str = "pi_1", **options: Any) -> tuple[Payment, bool]:
    return booking.get_or_record_payment(Decimal(amount), provider="stripe", reference=reference, **options)


def paid(booking: Booking) -> str:
    return str(Booking.objects.get(pk=booking.pk).amount_paid)


@database
def test_deposit_and_balance_are_recorded_and_add_up() -> None:
    booking = BookingFactory.create(offered=True)

    first, is_new = pay(booking, "100.00", "pi_1")
    assert (paid(booking), booking.deposit_paid_at, is_new) == ("100.00", None, True)
    second, _ = pay(booking, "22.00", "pi_2")
    booking.transition_to("confirmed")
    pay(booking, "488.00", "pi_3")

    stored = Booking.objects.get(pk=booking.pk)
    assert stored.deposit_paid_at == booking.deposit_paid_at == second.paid_at > first.paid_at
    assert (stored.amount_paid, stored.balance_due, booking.balance_due) == (Decimal(610), Decimal(0), Decimal(0))
    assert set(stored.payments.values_list("kind", "provider", "reference", "amount")) == {
        ("charge", "stripe", "pi_1", Decimal(100)),
        ("charge", "stripe", "pi_2", Decimal(22)),
        ("charge", "stripe", "pi_3", Decimal(488)),
    }


@database
def test_money_goes_back_as_far_as_it_came() -> None:
    booking = BookingFactory.create(confirmed=True)
    pay(booking, "488.00")

    pay(booking, "488.00", "re_1", kind="refund")
    with pytest.raises(PaymentRefusedError, match=r"is confirmed and would have 121.99 paid of a deposit of 122.00"):
        pay(booking, "0.01", "re_2", kind="refund")
    booking.transition_to("cancelled", reason="The customer is ill.")
    pay(booking, "122.00", "re_2", kind="refund")
    with pytest.raises(PaymentRefusedError, match=r"would have -0.01 of 610.00 paid"):
        pay(booking, "0.01", "re_3", kind="refund")

    assert paid(booking) == "0.00"
    assert booking.payments.count() == 3


@database
def test_more_than_the_total_is_refused() -> None:
    booking = BookingFactory.create(offered=True)

    with pytest.raises(PaymentRefusedError, match=r"would have 610.01 of 610.00 paid"):
        pay(booking, "610.01")

    assert (paid(booking), booking.amount_paid, booking.payments.count()) == ("0.00", Decimal(0), 0)


@database
@pytest.mark.parametrize("amount", ["0.00", "-1.00", "0.001"])
def test_an_amount_is_above_zero_and_has_two_places(amount: str) -> None:
    booking = BookingFactory.create(offered=True)

    with pytest.raises(ValidationError):
        pay(booking, amount)

    assert paid(booking) == "0.00"


@database
def test_the_same_reference_again_changes_nothing() -> None:
    booking = BookingFactory.create(offered=True)

    first, _ = pay(booking, "122.00")

    assert pay(booking, "122.00") == (first, False)
    assert (paid(booking), booking.payments.count()) == ("122.00", 1)


@database
def test_a_reference_that_means_another_payment_is_refused() -> None:
    booking, other = BookingFactory.create_batch(2, offered=True)
    pay(booking, "122.00")

    for wrong in (
        partial(pay, other, "122.00"),
        partial(pay, booking, "22.00"),
        partial(pay, booking, "122.00", kind="refund"),
    ):
        with pytest.raises(PaymentRefusedError, match=f"charge of 122.00 for booking {booking.pk}"):
            wrong()

    assert (paid(booking), paid(other)) == ("122.00", "0.00")


@database_with_threads
def test_payments_at_once_add_up() -> None:
    booking = BookingFactory.create(offered=True)
    old = Booking.objects.get(pk=booking.pk)

    outcomes = at_once(*[partial(pay, old, "50.00", f"pi_{number}") for number in range(16)])

    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(error) for error in refused] == [PaymentRefusedError] * 4
    assert (paid(booking), booking.payments.count()) == ("600.00", 12)


@database_with_threads
def test_a_webhook_that_comes_many_times_at_once_is_one_payment() -> None:
    bookings = BookingFactory.create_batch(2, offered=True)

    outcomes = at_once(*[partial(pay, booking, "122.00") for booking in bookings * 4])

    kept = Payment.objects.get().booking
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(error) for error in refused] == [PaymentRefusedError] * 4  # those of the other booking
    assert sorted(paid(booking) for booking in bookings) == ["0.00", "122.00"]
    assert paid(kept) == "122.00"
