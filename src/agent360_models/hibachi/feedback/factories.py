"""Rows of the schema ``feedback`` for tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from agent360_models.hibachi.core.factories import BookingFactory, CustomerFactory
from agent360_models.hibachi.feedback.models import CustomerReview, DiscountCoupon, ReviewEscalation
from agent360_models.hibachi.identity.factories import UserFactory
from agent360_models.testing.factories import FamilyFactory, Sequence, SubFactory, Trait

__all__ = ["CustomerReviewFactory", "DiscountCouponFactory", "ReviewEscalationFactory"]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class CustomerReviewFactory(FamilyFactory[CustomerReview]):
    """A request that is on its way."""

    booking = SubFactory(BookingFactory)
    status = CustomerReview.Status.SENT
    sent_at = _THEN
    created_at = _THEN

    class Meta:
        model = CustomerReview

    class Params:
        positive = Trait(
            status=CustomerReview.Status.ANSWERED,
            answered_at=_THEN + timedelta(hours=3),
            rating=5,
            sentiment=CustomerReview.Sentiment.POSITIVE,
            comment="The onion volcano was the best part of the evening.",
            shared_on=[CustomerReview.Platform.GOOGLE, CustomerReview.Platform.YELP],
        )
        negative = Trait(
            status=CustomerReview.Status.ANSWERED,
            answered_at=_THEN + timedelta(hours=3),
            rating=2,
            sentiment=CustomerReview.Sentiment.NEGATIVE,
            comment="The chef came an hour late.",
        )


class DiscountCouponFactory(FamilyFactory[DiscountCoupon]):
    """Ten percent, for everybody, as often as they like."""

    code = Sequence(lambda number: f"HIBACHI{number}")
    kind = DiscountCoupon.Kind.PERCENT
    value = Decimal("10.00")
    valid_from = _THEN
    created_at = _THEN

    class Meta:
        model = DiscountCoupon

    class Params:
        amount = Trait(kind=DiscountCoupon.Kind.AMOUNT, value=Decimal("50.00"))
        once = Trait(max_uses=1)
        personal = Trait(customer=SubFactory(CustomerFactory), max_uses=1)
        expired = Trait(valid_until=_THEN + timedelta(days=7))


class ReviewEscalationFactory(FamilyFactory[ReviewEscalation]):
    """A bad review that nobody has looked at."""

    review = SubFactory(CustomerReviewFactory, negative=True)
    created_at = _THEN

    class Meta:
        model = ReviewEscalation

    class Params:
        assigned = Trait(status=ReviewEscalation.Status.IN_PROGRESS, assigned_to=SubFactory(UserFactory))
        resolved = Trait(
            status=ReviewEscalation.Status.RESOLVED,
            assigned_to=SubFactory(UserFactory),
            resolution="Called, apologised, and sent a coupon.",
            resolved_at=_THEN + timedelta(days=1),
        )
