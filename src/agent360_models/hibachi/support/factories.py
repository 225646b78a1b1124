"""Rows of the schema ``support`` for tests."""

import uuid
from datetime import UTC, datetime, timedelta

from agent360_models.hibachi.support.models import Escalation
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, Sequence, Trait

__all__ = ["THEN", "EscalationFactory"]

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)  # the time of every row that a factory makes


class EscalationFactory(FamilyFactory[Escalation]):
    """A customer who asked for a person and is still waiting."""

    conversation_id = Sequence(lambda number: f"chat-{number}")
    customer_name = "Ada Lovelace"
    customer_phone = Sequence(lambda number: f"+1916{number:07d}")
    reason = "Wants to talk about vegetarian food."
    created_at = THEN

    class Meta:
        model = Escalation

    class Params:
        assigned = Trait(
            status=Escalation.Status.ASSIGNED,
            assigned_to_id=LazyAttribute(lambda _: uuid.uuid4()),
            assigned_at=THEN + timedelta(minutes=5),
        )
        resolved = Trait(
            status=Escalation.Status.RESOLVED,
            assigned_to_id=LazyAttribute(lambda _: uuid.uuid4()),
            assigned_at=THEN + timedelta(minutes=5),
            resolution_notes="Called back.",
            resolved_at=THEN + timedelta(hours=2),
        )
