"""What payment providers report, and for which booking it is."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.identity.factories import UserFactory
from agent360_models.hibachi.integra.factories import PaymentEventFactory, PaymentMatchFactory
from agent360_models.hibachi.integra.models import PaymentEvent, PaymentMatch
from tests.hibachi.helpers import at_once

pytestmark = pytest.mark.django_db(databases=["default", "booking"])
WEBHOOK: dict[str, Any] = {
    "provider": PaymentEvent.Provider.VENMO,
    "external_id": "evt_1",
    "event_type": "payment",
    "amount": Decimal("122.00"),
    "occurred_at": datetime(2026, 3, 1, tzinfo=UTC),
    "payload": {"note": "For the party", "fees": [0]},
}


def test_a_webhook_that_comes_twice_is_one_event() -> None:
    """And what came first stands; the same id of another provider is another event."""
    first, created = PaymentEvent.objects.get_or_record(**WEBHOOK)
    again, created_again = PaymentEvent.objects.get_or_record(**WEBHOOK | {"amount": Decimal("1.00")})
    _, of_another = PaymentEvent.objects.get_or_record(**WEBHOOK | {"provider": "zelle"})

    assert (created, created_again, of_another) == (True, False, True)
    assert (again, again.amount, again.payload) == (first, Decimal("122.00"), WEBHOOK["payload"])
    assert PaymentEvent.objects.waiting().count() == 2


@pytest.mark.parametrize(
    ("columns", "message"),
    [({"amount": Decimal("-0.01")}, "0 or more"), ({"currency": "usd"}, "three capital letters")],
)
def test_an_event_that_makes_no_sense_is_refused(columns: dict[str, object], message: str) -> None:
    event = PaymentEventFactory.build(**columns)

    with pytest.raises(ValidationError, match=message):
        event.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic(using="booking"):
        event.save()


def test_confirming_a_match_rejects_the_others_and_marks_the_event() -> None:
    user, event = UserFactory.create(), PaymentEventFactory.create()
    match, other = PaymentMatchFactory.create_batch(2, event=event)
    elsewhere = PaymentMatchFactory.create()

    match.confirm(by=user)

    other.refresh_from_db()
    elsewhere.refresh_from_db()
    event.refresh_from_db()
    assert [match.status, other.status, elsewhere.status] == ["confirmed", "rejected", "proposed"]
    assert (match.decided_by, match.decided_at == other.decided_at is not None) == (user, True)
    assert (event.status, PaymentEvent.objects.waiting().get()) == ("matched", elsewhere.event)
    with pytest.raises(IllegalTransitionError, match=f"Match {other.pk} is decided already"):
        other.confirm()
    match.full_clean()


def test_rejecting_a_match_leaves_the_others() -> None:
    match, other = PaymentMatchFactory.create_batch(2, event=PaymentEventFactory.create())

    match.reject()
    other.confirm()

    assert (match.status, match.decided_by, other.status) == ("rejected", None, "confirmed")
    with pytest.raises(IllegalTransitionError):
        match.reject()


def test_the_database_allows_one_confirmed_match_of_an_event() -> None:
    event = PaymentMatchFactory.create(confirmed=True).event

    with pytest.raises(IntegrityError, match="payment_matches_confirmed_key"), transaction.atomic(using="booking"):
        PaymentMatchFactory.create(confirmed=True, event=event)
    PaymentMatchFactory.create(rejected=True, event=event)


def test_a_match_keeps_its_booking() -> None:
    match = PaymentMatchFactory.create()

    with pytest.raises(RestrictedError):
        match.booking.delete()


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_of_matches_that_are_confirmed_at_once_one_is() -> None:
    matches = PaymentMatchFactory.create_batch(6, event=PaymentEventFactory.create())

    outcomes = at_once(*[match.confirm for match in matches])

    assert [type(outcome) for outcome in outcomes].count(IllegalTransitionError) == 5
    assert PaymentMatch.objects.filter(status="confirmed").count() == 1
    assert PaymentMatch.objects.filter(status="rejected").count() == 5
    assert PaymentEvent.objects.get().status == "matched"
