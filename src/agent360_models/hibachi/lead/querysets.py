"""Querysets for leads to follow up, and for messages that are stored once however often they arrive."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.hibachi.lead.models import Lead, SocialMessage, SocialThread

__all__ = ["LeadQuerySet", "SocialMessageQuerySet"]


class LeadQuerySet(BulkQuerySet["Lead"]):
    """Leads."""

    def live(self) -> "LeadQuerySet":
        """Return the leads that are not deleted."""
        return self.filter(deleted_at=None)

    def open(self) -> "LeadQuerySet":
        """Return the leads that are neither closed nor deleted."""
        return self.live().exclude(status__in=self.model.CLOSED)

    def due_for_follow_up(self, at: datetime | None = None) -> "LeadQuerySet":
        """Return the open leads whose follow-up is due at ``at``, by default now; the longest due comes first."""
        return self.open().filter(follow_up_date__lte=at or timezone.now()).order_by("follow_up_date")


class SocialMessageQuerySet(BulkQuerySet["SocialMessage"]):
    """Messages on social platforms."""

    def get_or_record(
        self,
        *,
        thread: "SocialThread",
        direction: str,
        message_ref: str,
        sent_at: datetime | None = None,
        **columns: Any,
    ) -> "tuple[SocialMessage, bool]":
        """Store a message, and count it with ``SocialThread.count_message()``, in one transaction.

        Returns the message, and whether it is new. If the thread already has the ``message_ref``, as when a webhook
        arrives twice, the stored message is returned unchanged.
        """
        self._for_write = True
        moment = sent_at or timezone.now()
        with transaction.atomic(using=self.db):
            message, is_new = self.model._base_manager.using(self.db).get_or_create(
                thread=thread,
                message_ref=message_ref,
                defaults={"direction": direction, "sent_at": moment, **columns},
            )
            if is_new:
                thread.count_message(direction, at=moment, using=self.db)
        return message, is_new
