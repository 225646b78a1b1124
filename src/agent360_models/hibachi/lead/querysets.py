"""Leads that somebody should call, and messages that come once however often they are sent."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.hibachi.lead.models import Lead, SocialAccount, SocialMediaAccount, SocialMessage  # noqa: F401

__all__ = ["LeadQuerySet", "SocialMessageQuerySet"]


class LeadQuerySet(BulkQuerySet["Lead"]):
    """Leads."""

    def open(self) -> "LeadQuerySet":
        """Return those that are neither converted nor lost."""
        return self.exclude(status__in=self.model.CLOSED)

    def due_for_follow_up(self, at: datetime | None = None) -> "LeadQuerySet":
        """Return the open ones whose follow-up is due at that time, by default now; what is due longest comes first."""
        return self.open().filter(follow_up_at__lte=at or timezone.now()).order_by("follow_up_at")


class SocialMessageQuerySet(BulkQuerySet["SocialMessage"]):
    """Messages on social platforms."""

    def get_or_record(
        self,
        *,
        page: "SocialMediaAccount",
        profile: "SocialAccount",
        direction: str,
        external_id: str,
        sent_at: datetime | None = None,
        **columns: Any,
    ) -> "tuple[SocialMessage, bool]":
        """Store a message and move the lead's ``last_contact_at`` forward, never back, in one transaction.

        Returns the message, and whether it is new: one with an ``external_id`` that the page has already, as when a
        webhook comes twice, is returned as it is.
        """
        from agent360_models.hibachi.lead.models import Lead

        self._for_write = True
        moment = sent_at or timezone.now()
        stored = self.model._base_manager.using(self.db)
        with transaction.atomic(using=self.db):
            message, is_new = stored.get_or_create(
                page=page,
                external_id=external_id,
                defaults={"profile": profile, "direction": direction, "sent_at": moment, **columns},
            )
            if is_new:
                Lead.objects.using(self.db).filter(pk=profile.lead_id).update(
                    last_contact_at=Greatest("last_contact_at", Value(moment))
                )
        return message, is_new
