"""What other systems send, stored once however often they send it."""

from typing import TYPE_CHECKING, Any

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.hibachi.integra.models import PaymentEvent, SocialInboxItem


class PaymentEventQuerySet(BulkQuerySet["PaymentEvent"]):
    """What payment providers reported."""

    def waiting(self) -> "PaymentEventQuerySet":
        """Return those of which nobody knows yet what they are for, the oldest first."""
        return self.filter(status="received").order_by("received_at")

    def record(self, *, provider: str, external_id: str, **columns: Any) -> "tuple[PaymentEvent, bool]":
        """Store an event, and return it and whether it is new.

        One that is stored already, as when a webhook comes twice or two of them at once, is returned as it is:
        what came first stands.
        """
        return self.get_or_create(provider=provider, external_id=external_id, defaults=columns)


class SocialInboxQuerySet(BulkQuerySet["SocialInboxItem"]):
    """What waits for somebody of the business."""

    def waiting(self) -> "SocialInboxQuerySet":
        """Return what nobody has answered or dismissed, the oldest first."""
        return self.filter(closed_at__isnull=True).order_by("received_at")

    def record(self, *, platform: str, external_id: str, **columns: Any) -> "tuple[SocialInboxItem, bool]":
        """Store a message, and return it and whether it is new; one that is stored already stays as it is."""
        return self.get_or_create(platform=platform, external_id=external_id, defaults=columns)
