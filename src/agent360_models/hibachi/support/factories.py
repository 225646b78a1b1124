"""Rows of the schema ``support`` for tests."""

from datetime import UTC, datetime, timedelta

from agent360_models.hibachi.core.factories import BookingFactory, CustomerFactory, MessageThreadFactory
from agent360_models.hibachi.identity.factories import UserFactory
from agent360_models.hibachi.support.models import Escalation
from agent360_models.testing.factories import FamilyFactory, SubFactory, Trait

__all__ = ["THEN", "EscalationFactory"]

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)  # the moment of the rows that factories make


class EscalationFactory(FamilyFactory[Escalation]):
    """A customer who asked for a person and waits for one."""

    customer = SubFactory(CustomerFactory)
    reason = Escalation.Reason.CUSTOMER_REQUEST
    summary = "Wants to talk about vegetarian food."
    opened_at = THEN

    class Meta:
        model = Escalation

    class Params:
        in_a_thread = Trait(thread=SubFactory(MessageThreadFactory))
        about_a_booking = Trait(booking=SubFactory(BookingFactory), reason=Escalation.Reason.BOOKING_CHANGE)
        assigned = Trait(status=Escalation.Status.IN_PROGRESS, assigned_to=SubFactory(UserFactory))
        resolved = Trait(
            status=Escalation.Status.RESOLVED,
            assigned_to=SubFactory(UserFactory),
            resolution="Called back.",
            resolved_at=THEN + timedelta(hours=2),
        )
