"""Rows of the schema ``feedback`` for tests."""

import uuid
from datetime import UTC, datetime, timedelta

from agent360_models.hibachi.core.factories import BookingFactory, CustomerFactory
from agent360_models.hibachi.feedback.models import CustomerReview, DiscountCoupon, ReviewEscalation
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, SelfAttribute, Sequence, SubFactory, Trait

__all__ = ["CustomerReviewFactory", "DiscountCouponFactory", "ReviewEscalationFactory"]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class CustomerReviewFactory(FamilyFactory[CustomerReview]):
    """A review with a good rating."""

    booking = SubFactory(BookingFactory)
    station = SelfAttribute("booking.station")
    customer = SelfAttribute("booking.customer")
    rating = CustomerReview.Rating.GREAT
    status = CustomerReview.Status.SUBMITTED
    complaint_text = LazyAttribute(
        lambda row: "The chef came an hour late." if row.rating in CustomerReview.BAD else None
    )
    sms_sent_at = _THEN
    created_at = _THEN
    submitted_at = _THEN + timedelta(hours=3)

    class Meta:
        model = CustomerReview

    class Params:
        negative = Trait(rating=CustomerReview.Rating.COULD_BE_BETTER, status=CustomerReview.Status.ESCALATED)


class DiscountCouponFactory(FamilyFactory[DiscountCoupon]):
    """A single-use coupon of ten percent for one customer."""

    customer = SubFactory(CustomerFactory)
    station = SelfAttribute("customer.station")
    coupon_code = Sequence(lambda number: f"HIBACHI{number}")
    discount_type = DiscountCoupon.Type.PERCENTAGE
    discount_value = 10
    valid_from = _THEN
    valid_until = datetime(2100, 1, 1, tzinfo=UTC)
    issue_reason = "A bad review"
    created_at = _THEN

    class Meta:
        model = DiscountCoupon

    class Params:
        amount = Trait(discount_type=DiscountCoupon.Type.FIXED_AMOUNT, discount_value=5000)
        expired = Trait(valid_until=_THEN + timedelta(days=7))
        used_up = Trait(times_used=1, status=DiscountCoupon.Status.USED, used_at=_THEN + timedelta(days=1))


class ReviewEscalationFactory(FamilyFactory[ReviewEscalation]):
    """A bad review that nobody has looked at."""

    review = SubFactory(CustomerReviewFactory, negative=True)
    priority = "high"
    escalation_reason = SelfAttribute("review.complaint_text")
    created_at = _THEN

    class Meta:
        model = ReviewEscalation

    class Params:
        assigned = Trait(status="in_progress", assigned_to=LazyAttribute(lambda _: uuid.uuid4()))
        resolved = Trait(
            status=ReviewEscalation.RESOLVED,
            action_taken="Called, apologised, and sent a coupon.",
            resolved_at=_THEN + timedelta(days=1),
        )
