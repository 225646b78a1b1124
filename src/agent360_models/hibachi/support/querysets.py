"""Escalations, as a team works on them."""

from typing import TYPE_CHECKING

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.hibachi.support.models import Escalation  # noqa: F401


class EscalationQuerySet(BulkQuerySet["Escalation"]):
    """What went to a person."""

    def unresolved(self) -> "EscalationQuerySet":
        """Return those that somebody still has to do something about."""
        return self.filter(resolved_at__isnull=True)

    def by_urgency(self) -> "EscalationQuerySet":
        """Put the urgent ones first, and of those the oldest."""
        return self.order_by("-priority", "opened_at")
