"""What payment providers report, and for which booking it is."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.integra.factories import PaymentEventFactory, PaymentMatchFactory
from agent360_models.hibachi.integra.models import PaymentEvent, PaymentMatch
from tests.hibachi.helpers import at_once

ADA = UUID(int=1)
WEBHOOK: dict[str, Any] = {
    "provider": PaymentEvent.Provider.PLAID,
    "provider_id": "evt_1",
    "method": "zelle",
    "amount_cents": 12_200,
    "occurred_at": datetime(2026, 3, 1, tzinfo=UTC),
    "raw_data": {"note": "For the party", "fees": [0]},
}

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def test_a_webhook_that_comes_twice_is_one_event() -> None:
    """And what came first stands; the same id of another provider is another event."""
    first, created = PaymentEvent.objects.get_or_record(**WEBHOOK)
    again, created_again = PaymentEvent.objects.get_or_record(**WEBHOOK | {"amount_cents": 1})
    _, of_another = PaymentEvent.objects.get_or_record(**WEBHOOK | {"provider": "manual"})

    assert (created, created_again, of_another) == (True, False, True)
    assert (again, again.amount_cents, again.raw_data) == (first, 12_200, WEBHOOK["raw_data"])
    assert PaymentEvent.objects.unmatched().count() == 2


@pytest.mark.parametrize(
    ("factory", "columns", "message"),
    [
        (PaymentEventFactory, {"amount_cents": 0}, "more than 0"),
        (PaymentMatchFactory, {"confidence": Decimal("1.01")}, "0 to 1"),
        (PaymentMatchFactory, {"status": "proposed"}, "not a valid choice"),
    ],
)
def test_what_makes_no_sense_is_refused(factory: Any, columns: dict[str, object], message: str) -> None:
    """By the form with a sentence, and by the database."""
    row = factory.create()
    for name, value in columns.items():
        setattr(row, name, value)

    with pytest.raises(ValidationError, match=message):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic(using="booking"):
        row.save()


def test_confirming_a_match_rejects_the_others() -> None:
    event = PaymentEventFactory.create()
    match, other = PaymentMatchFactory.create_batch(2, payment_event=event)
    elsewhere = PaymentMatchFactory.create()

    match.confirm(by=ADA)

    other.refresh_from_db()
    elsewhere.refresh_from_db()
    assert [match.status, other.status, elsewhere.status] == ["manual", "ignored", "auto"]
    assert (match.reviewed_by, other.reviewed_by, elsewhere.reviewed_by) == (ADA, ADA, None)
    with pytest.raises(IllegalTransitionError, match=f"Match {other.pk} is already decided"):
        other.confirm()
    match.full_clean()


def test_rejecting_a_match_leaves_the_others_and_an_event_without_one_waits() -> None:
    event, waiting = PaymentEventFactory.create(), PaymentEventFactory.create()
    match, other = PaymentMatchFactory.create_batch(2, payment_event=event)
    PaymentMatchFactory.create(payment_event=waiting).reject()

    match.reject()
    other.confirm()

    assert (match.status, match.reviewed_by, other.status) == ("ignored", None, "manual")
    assert list(PaymentEvent.objects.unmatched()) == [waiting]
    with pytest.raises(IllegalTransitionError):
        match.reject()


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_of_matches_that_are_confirmed_at_once_one_is() -> None:
    matches = PaymentMatchFactory.create_batch(6, payment_event=PaymentEventFactory.create())

    outcomes = at_once(*[match.confirm for match in matches])

    assert [type(outcome) for outcome in outcomes].count(IllegalTransitionError) == 5
    assert PaymentMatch.objects.filter(status="manual").count() == 1
    assert PaymentMatch.objects.filter(status="ignored").count() == 5
