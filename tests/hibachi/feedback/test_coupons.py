"""Codes that make bookings cheaper."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from agent360_models.hibachi.core.factories import BookingFactory
from agent360_models.hibachi.exceptions import CouponRefusedError
from agent360_models.hibachi.feedback.factories import DiscountCouponFactory
from agent360_models.hibachi.feedback.models import DiscountCoupon
from tests.hibachi.helpers import at_once

pytestmark = pytest.mark.django_db(databases=["default", "booking"])
AMOUNT, PERCENT = DiscountCoupon.Kind.AMOUNT, DiscountCoupon.Kind.PERCENT


@pytest.mark.parametrize(
    ("kind", "value", "amount", "discount"),
    [
        (PERCENT, "10.00", "610.00", "61.00"),
        (PERCENT, "15.00", "99.90", "14.99"),  # 14.985, and half a cent goes up
        (PERCENT, "12.50", "0.10", "0.01"),
        (PERCENT, "100.00", "610.00", "610.00"),
        (AMOUNT, "50.00", "610.00", "50.00"),
        (AMOUNT, "50.00", "49.99", "49.99"),
    ],
)
def test_a_discount_is_exact_and_no_more_than_the_amount(kind: str, value: str, amount: str, discount: str) -> None:
    coupon = DiscountCouponFactory.build(kind=kind, value=Decimal(value))

    assert str(coupon.discount_on(Decimal(amount))) == discount


def test_a_code_is_found_and_unique_in_any_case() -> None:
    coupon = DiscountCouponFactory.create(code="Summer10")

    assert DiscountCoupon.objects.with_code(" SUMMER10 ").get() == coupon
    with pytest.raises(ValidationError, match="There is a coupon with this code"):
        DiscountCouponFactory.build(code="summer10").full_clean()
    with pytest.raises(IntegrityError, match="discount_coupons_code_key"), transaction.atomic(using="booking"):
        DiscountCouponFactory.create(code="summer10")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"value": Decimal("0.00")}, "more than 0"),
        ({"value": Decimal("100.01")}, "at most 100 percent"),
        ({"valid_until": DiscountCouponFactory.valid_from}, "ends after it begins"),
        ({"max_uses": 1, "used": 2}, "at most max_uses times"),
    ],
)
def test_a_coupon_that_makes_no_sense_is_refused(columns: dict[str, object], message: str) -> None:
    """By the form with a sentence, and by the database."""
    coupon = DiscountCouponFactory.build(**columns)

    with pytest.raises(ValidationError, match=message):
        coupon.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic(using="booking"):
        coupon.save()


def test_redeeming_counts_and_returns_the_discount() -> None:
    booking = BookingFactory.create(total_amount=Decimal("610.00"))
    coupon = DiscountCouponFactory.create(customer=booking.customer, max_uses=2)

    discounts = [coupon.redeem(booking), coupon.redeem(booking)]

    assert (discounts, coupon.used) == ([Decimal("61.00")] * 2, 2)
    with pytest.raises(CouponRefusedError, match=f"Coupon {coupon.pk} was not used for booking {booking.pk}"):
        coupon.redeem(booking)


@pytest.mark.parametrize(
    "columns",
    [
        {"is_active": False},
        {"valid_from": timezone.now() + timedelta(hours=1)},
        {"valid_until": timezone.now() - timedelta(seconds=1)},
        {"personal": True},
    ],
    ids=["not active", "not yet", "no longer", "another customer's"],
)
def test_a_coupon_that_is_not_valid_is_refused_and_not_counted(columns: dict[str, object]) -> None:
    coupon = DiscountCouponFactory.create(**columns)
    booking = BookingFactory.create()

    with pytest.raises(CouponRefusedError):
        coupon.redeem(booking)

    coupon.refresh_from_db()
    assert coupon.used == 0


def test_a_use_is_not_counted_where_the_booking_fails() -> None:
    coupon, booking = DiscountCouponFactory.create(once=True), BookingFactory.create()

    with transaction.atomic(using="booking"):
        coupon.redeem(booking)
        transaction.set_rollback(True, using="booking")

    assert coupon.redeem(booking) == Decimal("61.00")


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_ten_at_once_use_a_coupon_three_times() -> None:
    booking = BookingFactory.create(total_amount=Decimal("610.00"))
    coupon = DiscountCouponFactory.create(max_uses=3)

    outcomes = at_once(*[lambda: DiscountCoupon.objects.get(pk=coupon.pk).redeem(booking)] * 10)

    assert outcomes.count(Decimal("61.00")) == 3
    assert [type(outcome) for outcome in outcomes].count(CouponRefusedError) == 7
    assert DiscountCoupon.objects.get().used == 3
