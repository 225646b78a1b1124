"""Codes that make bookings cheaper."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from agent360_models.hibachi.core.factories import BookingFactory
from agent360_models.hibachi.core.models import Booking
from agent360_models.hibachi.exceptions import CouponRefusedError
from agent360_models.hibachi.feedback.factories import DiscountCouponFactory
from agent360_models.hibachi.feedback.models import DiscountCoupon
from tests.hibachi.helpers import at_once

FIXED, PERCENT = DiscountCoupon.Type.FIXED_AMOUNT, DiscountCoupon.Type.PERCENTAGE

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def booking_and_coupon(**columns: Any) -> tuple[Booking, DiscountCoupon]:
    """Return a booking for 610.00, and a coupon of its customer."""
    booking = BookingFactory.create(total_due_cents=61_000)
    return booking, DiscountCouponFactory.create(**{"customer": booking.customer, **columns})


@pytest.mark.parametrize(
    ("kind", "value", "cents", "discount"),
    [
        (PERCENT, 10, 61_000, 6_100),
        (PERCENT, 15, 9_990, 1_499),  # 1,498.5, and half a cent goes up
        (PERCENT, 12, 1, 0),
        (PERCENT, 100, 61_000, 61_000),
        (FIXED, 5_000, 61_000, 5_000),
        (FIXED, 5_000, 4_999, 4_999),
    ],
)
def test_a_discount_is_exact_and_no_more_than_the_amount(kind: str, value: int, cents: int, discount: int) -> None:
    coupon = DiscountCouponFactory.build(discount_type=kind, discount_value=value)

    assert coupon.discount_on(cents) == discount


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"discount_value": 0}, "more than 0"),
        ({"discount_value": 101}, "at most 100 percent"),
        ({"discount_type": "gift"}, "not a valid choice"),
        ({"valid_until": DiscountCouponFactory.valid_from}, "ends after it begins"),
        ({"max_uses": 0}, "at least once"),
        ({"max_uses": 1, "times_used": 2}, "at most max_uses times"),
        ({"times_used": -1}, "less than never"),
        ({"minimum_order_cents": -1}, "smallest order is not negative"),
    ],
)
def test_a_coupon_that_makes_no_sense_is_refused(columns: dict[str, object], message: str) -> None:
    """By the form with a sentence, and by the database."""
    _, coupon = booking_and_coupon()
    for name, value in columns.items():
        setattr(coupon, name, value)

    with pytest.raises(ValidationError, match=message):
        coupon.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic(using="booking"):
        coupon.save()


def test_a_code_is_there_once() -> None:
    DiscountCouponFactory.create(coupon_code="SUMMER10")

    with pytest.raises(IntegrityError, match="coupon"), transaction.atomic(using="booking"):
        DiscountCouponFactory.create(coupon_code="SUMMER10")


def test_redeeming_counts_and_returns_the_discount() -> None:
    booking, coupon = booking_and_coupon(max_uses=2)

    assert (coupon.redeem(booking), coupon.status, coupon.times_used) == (6_100, "active", 1)
    assert (coupon.redeem(booking), coupon.status, coupon.times_used) == (6_100, "used", 2)

    assert (coupon.used_in_booking, coupon.used_at is not None) == (booking, True)
    with pytest.raises(CouponRefusedError, match=f"Coupon {coupon.pk} was not used for booking {booking.pk}"):
        coupon.redeem(booking)


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "cancelled"},
        {"valid_from": timezone.now() + timedelta(hours=1)},
        {"valid_until": timezone.now() - timedelta(seconds=1)},
        {"minimum_order_cents": 61_001},
        {"used_up": True},
    ],
    ids=["not active", "not yet", "no longer", "a larger order", "used up"],
)
def test_a_coupon_that_is_not_valid_is_refused_and_not_counted(columns: dict[str, object]) -> None:
    booking, coupon = booking_and_coupon(**columns)
    before = coupon.times_used

    with pytest.raises(CouponRefusedError):
        coupon.redeem(booking)

    coupon.refresh_from_db()
    assert (coupon.times_used, coupon.used_in_booking) == (before, None)


def test_a_coupon_is_its_customers_alone() -> None:
    booking, _ = booking_and_coupon()

    with pytest.raises(CouponRefusedError):
        DiscountCouponFactory.create().redeem(booking)


def test_a_use_is_not_counted_where_the_booking_fails() -> None:
    booking, coupon = booking_and_coupon()

    with transaction.atomic(using="booking"):
        coupon.redeem(booking)
        transaction.set_rollback(True, using="booking")

    assert coupon.redeem(booking) == 6_100


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_ten_at_once_use_a_coupon_three_times() -> None:
    booking, coupon = booking_and_coupon(max_uses=3)

    outcomes = at_once(*[lambda: DiscountCoupon.objects.get(pk=coupon.pk).redeem(booking)] * 10)

    assert outcomes.count(6_100) == 3
    assert [type(outcome) for outcome in outcomes].count(CouponRefusedError) == 7
    assert DiscountCoupon.objects.values_list("times_used", "status").get() == (3, "used")
