"""What went to a person."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.support.factories import THEN, EscalationFactory
from agent360_models.hibachi.support.models import Escalation

ADA, BOB = UUID(int=1), UUID(int=2)

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def test_the_urgent_and_then_the_oldest_come_first() -> None:
    for status in ("resolved", "closed"):
        EscalationFactory.create(status=status, priority="urgent")
    high = EscalationFactory.create(priority="high", status="error")
    later = EscalationFactory.create(created_at=THEN + timedelta(minutes=1))
    earlier = EscalationFactory.create()
    low = EscalationFactory.create(priority="low", created_at=THEN - timedelta(days=1))

    assert list(Escalation.objects.unresolved().by_urgency()) == [high, earlier, later, low]


def test_an_escalation_goes_from_one_user_to_another() -> None:
    escalation = EscalationFactory.create()

    escalation.assign(ADA)
    escalation.assign(BOB)

    stored = Escalation.objects.get()
    assert (stored.status, stored.assigned_to_id, stored.assigned_at) == ("assigned", BOB, escalation.assigned_at)
    assert stored.assigned_at is not None


def test_an_escalation_is_resolved_once_and_then_nobody_gets_it() -> None:
    escalation = EscalationFactory.create(assigned=True)
    other = Escalation.objects.get()

    escalation.resolve("Called back.", resume_ai_chat=True)

    other.refresh_from_db()
    assert (other.status, other.resolution_notes, other.resume_ai_chat) == ("resolved", "Called back.", True)
    assert other.resolved_at == escalation.resolved_at is not None
    moves: list[Callable[[], None]] = [lambda: other.resolve("Again."), lambda: other.assign(ADA)]
    for move in moves:
        with pytest.raises(IllegalTransitionError, match=f"Escalation {escalation.pk} is already resolved or closed"):
            move()
    other.refresh_from_db()
    assert other.resolution_notes == "Called back."


def test_the_database_writes_the_time_of_a_change_whoever_makes_it() -> None:
    """By a trigger, as the original's does."""
    escalation = EscalationFactory.create()
    before = Escalation.objects.get().updated_at

    with connections["booking"].cursor() as cursor:
        cursor.execute("UPDATE support.escalations SET retry_count = 1, updated_at = '2000-01-01'")
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()

    escalation.refresh_from_db()
    assert escalation.updated_at == now <= before + timedelta(minutes=5)
