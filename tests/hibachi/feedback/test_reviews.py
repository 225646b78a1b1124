"""Answers of customers, and the bad ones."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.test import Client
from django.urls import reverse

from agent360_models.exceptions import IllegalTransitionError, ReadOnlyTableError
from agent360_models.hibachi.core.factories import BookingFactory
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.hibachi.feedback.factories import CustomerReviewFactory, ReviewEscalationFactory
from agent360_models.hibachi.feedback.models import CustomerReview, ReviewAnalytics, ReviewEscalation

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


@pytest.mark.parametrize(
    ("rating", "status", "priority"),
    [
        ("great", "submitted", None),
        ("good", "submitted", None),
        ("okay", "escalated", "medium"),
        ("could_be_better", "escalated", "high"),
    ],
)
def test_a_bad_answer_goes_to_a_person(rating: str, status: str, priority: str | None) -> None:
    booking = BookingFactory.create()
    complaint = None if priority is None else "It was late."

    review = CustomerReview.objects.submit(
        booking=booking, rating=rating, complaint_text=complaint, left_yelp_review=True
    )

    stored = CustomerReview.objects.get()
    assert (stored, stored.rating, stored.status, stored.complaint_text) == (review, rating, status, complaint)
    assert (stored.station, stored.customer, stored.left_yelp_review) == (booking.station, booking.customer, True)
    assert stored.submitted_at is not None
    escalations = list(ReviewEscalation.objects.values_list("review", "priority", "status", "escalation_reason"))
    assert escalations == ([] if priority is None else [(review.pk, priority, "open", "It was late.")])
    stored.full_clean()


@pytest.mark.parametrize(("rating", "complaint"), [("okay", None), ("could_be_better", ""), ("great", "It was late.")])
def test_a_rating_and_its_complaint_fit(rating: str, complaint: str | None) -> None:
    """Said before the database refuses it; a form says it too."""
    booking = BookingFactory.create()
    row = CustomerReviewFactory.build(booking=booking, rating=rating, complaint_text=complaint or None)

    with pytest.raises(InvalidValueError, match="was not stored: a bad rating needs a complaint"):
        CustomerReview.objects.submit(booking=booking, rating=rating, complaint_text=complaint)
    with pytest.raises(ValidationError, match="A bad rating has a complaint"):
        row.full_clean()
    with pytest.raises(IntegrityError, match="complaint"), transaction.atomic(using="booking"):
        row.save()


def test_what_was_done_about_a_bad_review_is_in_both_rows() -> None:
    escalation = ReviewEscalationFactory.create(assigned=True)
    ReviewEscalationFactory.create(resolved=True)
    assert list(ReviewEscalation.objects.unresolved()) == [escalation]

    escalation.resolve("Sent a coupon.", by=escalation.assigned_to)

    review = CustomerReview.objects.get(pk=escalation.review_id)
    assert (review.status, review.resolution_notes, review.resolved_by) == (
        "resolved",
        "Sent a coupon.",
        escalation.assigned_to,
    )
    assert review.resolved_at == escalation.resolved_at is not None
    assert not ReviewEscalation.objects.unresolved().exists()
    with pytest.raises(IllegalTransitionError, match=f"Escalation {escalation.pk} is already resolved"):
        ReviewEscalation.objects.get(pk=escalation.pk).resolve("Again.")


def test_a_booking_with_a_review_stays() -> None:
    review = CustomerReviewFactory.create()

    with pytest.raises(RestrictedError):
        review.booking.delete()


def test_the_view_counts_answers_by_station_rating_status_and_day() -> None:
    review = CustomerReviewFactory.create(left_google_review=True)
    CustomerReviewFactory.create(booking=review.booking)
    CustomerReviewFactory.create(booking=review.booking, negative=True, coupon_issued=True)

    good, bad = ReviewAnalytics.objects.filter(station_id=review.station_id).order_by("rating")

    assert (good.rating, good.review_count, good.google_reviews, good.yelp_reviews) == ("great", 2, 1, 0)
    assert (bad.rating, bad.status, bad.review_count, bad.coupons_issued) == ("could_be_better", "escalated", 1, 1)
    assert good.avg_response_hours == Decimal(3)
    assert good.review_date == review.created_at.replace(hour=0)
    with pytest.raises(ReadOnlyTableError, match="ReviewAnalytics is read-only"):
        good.save()


def test_the_list_of_counts_names_the_station(admin_client: Client) -> None:
    """The view has only its key."""
    station = CustomerReviewFactory.create().station

    listed = admin_client.get(reverse("admin:hibachi_feedback_reviewanalytics_changelist")).content.decode()

    assert f'<td class="field-station">{station}</td>' in listed
    assert str(station.pk) not in listed
