"""What went to a person."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.support.factories import THEN, EscalationFactory
from agent360_models.hibachi.support.models import Escalation

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def test_the_urgent_and_then_the_oldest_come_first() -> None:
    EscalationFactory.create(resolved=True, priority="urgent")
    high = EscalationFactory.create(priority="high")
    later = EscalationFactory.create(opened_at=THEN + timedelta(minutes=1))
    earlier = EscalationFactory.create()

    assert list(Escalation.objects.unresolved().by_urgency()) == [high, earlier, later]


def test_an_escalation_is_resolved_once() -> None:
    escalation = EscalationFactory.create(assigned=True)
    other = Escalation.objects.get()

    escalation.resolve("Called back.")

    other.refresh_from_db()
    assert (other.status, other.resolution, other.resolved_at) == ("resolved", "Called back.", escalation.resolved_at)
    with pytest.raises(IllegalTransitionError, match=f"Escalation {escalation.pk} is resolved already"):
        other.resolve("Again.")
    other.full_clean()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"status": "resolved"}, "has the time of it"),
        ({"resolved": True, "assigned_to": None, "resolved_at": THEN - timedelta(days=1)}, "after it was opened"),
    ],
)
def test_an_escalation_that_makes_no_sense_is_refused(columns: dict[str, object], message: str) -> None:
    escalation = EscalationFactory.build(customer=None, **columns)

    with pytest.raises(ValidationError, match=message):
        escalation.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic(using="booking"):
        escalation.save()
