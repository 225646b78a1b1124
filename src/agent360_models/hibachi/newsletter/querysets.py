"""Whom nothing is sent to, the queue that obeys it, and events that count once however often they come."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import ClaimRefusedError
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.transactions import is_outside_atomic

if TYPE_CHECKING:
    from agent360_models.hibachi.newsletter.models import (
        Campaign,
        CampaignEvent,
        SMSDeliveryEvent,
        SMSSendQueueItem,
        SMSTemplate,
        SubscriberPreference,
    )

__all__ = [
    "PHONE",
    "CampaignEventQuerySet",
    "SMSDeliveryEventQuerySet",
    "SMSSendQueueQuerySet",
    "SMSTemplateQuerySet",
    "SubscriberPreferenceQuerySet",
    "normalized",
]

PHONE = r"^\+[1-9][0-9]{6,14}$"  # E.164, so that a phone that opted out is found as the same text


def normalized(channel: str, address: str) -> str:
    """Return an address as it is stored: an e-mail address in lower case, a phone as in ``+14155550100``.

    Raises ``InvalidValueError`` for a phone without its country code.
    """
    if channel == "email":
        return address.strip().lower()
    phone = re.sub(r"[\s().-]", "", address)
    if not re.fullmatch(PHONE, phone):
        raise InvalidValueError("A phone number is given with its country code, as in +14155550100; this one is not.")
    return phone


class SMSTemplateQuerySet(BulkQuerySet["SMSTemplate"]):
    """Templates."""

    def current(self, key: str) -> "SMSTemplate":
        """Return the newest active version; raises ``SMSTemplate.DoesNotExist`` where there is none."""
        return self.filter(key=key, is_active=True).latest("version")


class CampaignEventQuerySet(BulkQuerySet["CampaignEvent"]):
    """What recipients did."""

    def get_or_record(
        self,
        *,
        campaign: "Campaign",
        event_type: str,
        recipient: str,
        provider_event_id: str,
        occurred_at: datetime | None = None,
        **columns: Any,
    ) -> "tuple[CampaignEvent, bool]":
        """Store an event, count it in the campaign, and opt out who unsubscribed, in one transaction.

        Returns the event, and whether it is new: one whose ``provider_event_id`` is stored already, as when a
        webhook comes twice, is returned as it is and not counted again.
        """
        from agent360_models.hibachi.newsletter.models import Campaign, CampaignEvent, SubscriberPreference

        self._for_write = True
        address = normalized(campaign.channel, recipient)
        moment = occurred_at or timezone.now()
        given = {"campaign": campaign, "event_type": event_type, "recipient": address, "occurred_at": moment, **columns}
        with transaction.atomic(using=self.db):
            event, is_new = self.model._base_manager.using(self.db).get_or_create(
                provider_event_id=provider_event_id, defaults=given
            )
            if is_new:
                total = CampaignEvent.TOTAL_OF[event_type]
                Campaign.objects.using(self.db).filter(pk=campaign.pk).update(
                    **{total: F(total) + 1}, updated_at=timezone.now()
                )
            if is_new and event_type == CampaignEvent.Type.UNSUBSCRIBED:
                SubscriberPreference.objects.using(self.db).opt_out(
                    campaign.channel,
                    address,
                    source=SubscriberPreference.UNSUBSCRIBED_BY[campaign.channel],
                    at=moment,
                )
        return event, is_new


class SMSSendQueueQuerySet(BulkQuerySet["SMSSendQueueItem"]):
    """Messages that wait for being sent."""

    def claim(self, limit: int = 100) -> "list[SMSSendQueueItem]":
        """Take messages that are due: the highest priority first, and of these what is due longest.

        They are ``sending`` from now on, each with one attempt more, and belong to the caller, who ends each with
        ``mark_sent()``, ``mark_failed()`` or ``postpone()``. Rows that another claim is about to take are passed by.
        A phone that opted out and a campaign that was cancelled get nothing: such rows become ``suppressed``.

        Returns at most ``limit`` messages; none only where none is due.

        Raises ``ClaimRefusedError`` inside ``atomic``: if that was rolled back, all would be sent once more.
        """
        self._for_write = True
        status = self.model.Status
        if not is_outside_atomic(self.db):
            raise ClaimRefusedError(
                "Messages are claimed outside atomic(): if it was rolled back, all of them would be sent once more."
            )
        with transaction.atomic(using=self.db):
            while True:
                now = timezone.now()
                due = self.filter(status=status.QUEUED, scheduled_at__lte=now, attempts__lt=F("max_attempts"))
                taken = list(
                    due.order_by("-priority", "scheduled_at").select_for_update(skip_locked=True, no_key=True)[:limit]
                )
                withheld = self._withheld(taken)
                claimed = [row for row in taken if row not in withheld]
                self._write(withheld, status=status.SUPPRESSED, updated_at=now)
                self._write(claimed, status=status.SENDING, claimed_at=now, updated_at=now, attempts=F("attempts") + 1)
                if claimed or not taken:
                    break
        for row in claimed:
            row.status, row.claimed_at, row.attempts = status.SENDING, now, row.attempts + 1
        return claimed

    def _withheld(self, rows: "list[SMSSendQueueItem]") -> "set[SMSSendQueueItem]":
        """Return those that nobody is to get; two queries by index, where subqueries would read all who opted out."""
        from agent360_models.hibachi.newsletter.models import Campaign, SubscriberPreference

        refused = SubscriberPreference.objects.using(self.db).filter(
            channel="sms", opted_in=False, address__in={row.phone for row in rows}
        )
        campaigns = Campaign.objects.using(self.db).filter(
            status=Campaign.Status.CANCELLED, pk__in={row.campaign_id for row in rows if row.campaign_id}
        )
        phones, cancelled = set(refused.values_list("address", flat=True)), set(campaigns.values_list("pk", flat=True))
        return {row for row in rows if row.phone in phones or row.campaign_id in cancelled}

    def _write(self, rows: "Collection[SMSSendQueueItem]", **written: Any) -> None:
        if rows:
            stored = self.model._base_manager.using(self.db)
            stored.filter(pk__in=[row.pk for row in rows]).update(**written)

    def stalled(self, before: datetime) -> "SMSSendQueueQuerySet":
        """Return those claimed before that time of which nobody said how it went.

        Their sender has died. Whether the message went out only the provider knows, so nothing sends it again by
        itself: ``mark_sent()`` or ``mark_failed()`` settles it.
        """
        return self.filter(status=self.model.Status.SENDING, claimed_at__lt=before).order_by("claimed_at")


class SMSDeliveryEventQuerySet(BulkQuerySet["SMSDeliveryEvent"]):
    """What the provider reported."""

    def get_or_record(
        self, *, provider_message_id: str, status: str, **columns: Any
    ) -> "tuple[SMSDeliveryEvent, bool]":
        """Store what the provider says of a message; return it, and whether it is new.

        A message has each status once: a webhook that comes twice changes nothing.

        Raises ``SMSSendQueueItem.DoesNotExist`` for a message that is not in the queue, or not yet marked as sent;
        let the provider send it again.
        """
        from agent360_models.hibachi.newsletter.models import SMSSendQueueItem

        self._for_write = True
        item = SMSSendQueueItem.objects.using(self.db).get(provider_message_id=provider_message_id)
        stored = self.model._base_manager.using(self.db)
        return stored.get_or_create(queue_item=item, status=status, defaults=columns)


class SubscriberPreferenceQuerySet(BulkQuerySet["SubscriberPreference"]):
    """Who wants what."""

    def opted_in(self, channel: str) -> "SubscriberPreferenceQuerySet":
        """Return those who agreed."""
        return self.filter(channel=channel, opted_in=True)

    def opt_in(
        self, channel: str, address: str, *, source: str, at: datetime | None = None, **columns: Any
    ) -> "SubscriberPreference":
        """Note that an address agreed, unless it said something else later; return what stands.

        ``consent_text`` and ``customer`` may be given too.

        Raises ``InvalidValueError`` for a phone without its country code.
        """
        moment = at or timezone.now()
        given = {"opted_in": True, "opted_in_at": moment, "source": source, **columns}
        return self._say(channel, address, moment, given)

    def opt_out(self, channel: str, address: str, *, source: str, at: datetime | None = None) -> "SubscriberPreference":
        """Note that an address wants no more, unless it said something else later; return what stands.

        From then on ``SMSSendQueueItem.objects.claim()`` gives out nothing for that phone.

        Raises ``InvalidValueError`` for a phone without its country code.
        """
        moment = at or timezone.now()
        return self._say(channel, address, moment, {"opted_in": False, "opted_out_at": moment, "source": source})

    def _say(self, channel: str, address: str, moment: datetime, given: dict[str, Any]) -> "SubscriberPreference":
        """Write the later word, under a lock, so that of two at once the later one stands too."""
        self._for_write = True
        stored = self.model._base_manager.using(self.db)
        with transaction.atomic(using=self.db):
            row, is_new = stored.select_for_update().get_or_create(
                channel=channel, address=normalized(channel, address), defaults=given
            )
            if not is_new and moment >= row.said_at:
                for name, value in given.items():
                    setattr(row, name, value)
                row.save(using=self.db, update_fields=[*given, "updated_at"])
        return row
