"""Requests for a review, their answers, and the bad ones."""

import pytest
from django.core.exceptions import ValidationError

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.hibachi.feedback.factories import CustomerReviewFactory
from agent360_models.hibachi.feedback.models import CustomerReview, ReviewEscalation

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


@pytest.mark.parametrize(
    ("rating", "sentiment", "priority"),
    [
        (1, "negative", "high"),
        (2, "negative", "normal"),
        (3, "neutral", None),
        (4, "positive", None),
        (5, "positive", None),
    ],
)
def test_an_answer_has_a_sentiment_and_a_bad_one_goes_to_a_person(
    rating: int, sentiment: str, priority: str | None
) -> None:
    review = CustomerReviewFactory.create()

    escalation = review.record_answer(rating=rating, comment="It was late.")

    stored = CustomerReview.objects.get()
    assert (stored.status, stored.rating, stored.sentiment) == ("answered", rating, sentiment)
    assert (review.status, review.answered_at, review.comment) == ("answered", stored.answered_at, "It was late.")
    assert list(ReviewEscalation.objects.all()) == ([] if escalation is None else [escalation])
    assert getattr(escalation, "priority", None) == priority
    stored.full_clean()


@pytest.mark.parametrize("state", [{"positive": True}, {"status": "expired"}])
def test_a_review_is_answered_once_and_in_time(state: dict[str, object]) -> None:
    review = CustomerReviewFactory.create(**state)

    with pytest.raises(IllegalTransitionError, match=f"Review {review.pk} is (answered|expired) and takes no answer"):
        review.record_answer(rating=1)

    assert not ReviewEscalation.objects.exists()


def test_a_rating_is_one_to_five() -> None:
    review = CustomerReviewFactory.create()

    with pytest.raises(InvalidValueError, match="A rating is 1 to 5, not 6"):
        review.record_answer(rating=6)
    with pytest.raises(ValidationError, match="A rating is 1 to 5"):
        CustomerReviewFactory.build(positive=True, booking=review.booking, rating=6).full_clean()
    with pytest.raises(ValidationError, match="An answered review has a rating"):
        CustomerReviewFactory.build(booking=review.booking, status="answered").full_clean()


def test_reviews_are_found_by_where_they_went_on_to() -> None:
    shared = CustomerReviewFactory.create(positive=True)
    CustomerReviewFactory.create()

    assert list(CustomerReview.objects.shared_on(CustomerReview.Platform.YELP)) == [shared]
    assert not CustomerReview.objects.shared_on(CustomerReview.Platform.FACEBOOK).exists()
