"""Whom nothing is sent to, the queue that obeys it, and events that count once however often they come."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest
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
        Subscriber,
        SubscriberPreference,
    )

__all__ = [
    "PHONE",
    "CampaignEventQuerySet",
    "SMSDeliveryEventQuerySet",
    "SMSSendQueueQuerySet",
    "SMSTemplateQuerySet",
    "SubscriberPreferenceQuerySet",
    "SubscriberQuerySet",
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

    def usable(self) -> "SMSTemplateQuerySet":
        """Return those that are approved and active."""
        return self.filter(status=self.model.Status.APPROVED, is_active=True)


class SubscriberQuerySet(BulkQuerySet["Subscriber"]):
    """Who gets campaigns."""

    def reachable(self, channel: str) -> "SubscriberQuerySet":
        """Return those who are subscribed and agreed to a channel, ``"email"`` or ``"sms"``.

        Raises ``InvalidValueError`` for another channel.
        """
        if channel not in ("email", "sms"):
            raise InvalidValueError(f"Nobody agrees to {channel!r}: it is by email or by sms.")
        return self.filter(subscribed=True, **{f"{channel}_consent": True})


class CampaignEventQuerySet(BulkQuerySet["CampaignEvent"]):
    """What subscribers did."""

    def get_or_record(
        self,
        *,
        campaign: "Campaign",
        subscriber: "Subscriber",
        type: str,  # noqa: A002  # as the column
        occurred_at: datetime | None = None,
        **columns: Any,
    ) -> "tuple[CampaignEvent, bool]":
        """Store an event, count it in the campaign, and unsubscribe who wants no more, in one transaction.

        Returns the event, and whether it is new: a subscriber has each type once for a campaign, so that a webhook
        that comes twice changes nothing and totals count people. The subscriber's row is locked for that.
        """
        from agent360_models.hibachi.newsletter.models import Campaign, Subscriber

        self._for_write = True
        moment = occurred_at or timezone.now()
        stored = self.model._base_manager.using(self.db)
        with transaction.atomic(using=self.db):
            locked = Subscriber.objects.using(self.db).select_for_update(no_key=True).get(pk=subscriber.pk)
            before = stored.filter(campaign=campaign, type=type, subscriber=locked).order_by("occurred_at").first()
            if before is not None:
                return before, False
            event = stored.create(campaign=campaign, subscriber=locked, type=type, occurred_at=moment, **columns)
            if total := self.model.TOTAL_OF.get(type):
                Campaign.objects.using(self.db).filter(pk=campaign.pk).update(**{total: F(total) + 1})
            if type in self.model.REFUSALS:
                locked.unsubscribe(at=moment)
        return event, True


class SMSSendQueueQuerySet(BulkQuerySet["SMSSendQueueItem"]):
    """Messages that wait for being sent."""

    def claim(self, limit: int = 100) -> "list[SMSSendQueueItem]":
        """Take messages that are due: the highest priority first, and of these what is due longest.

        They are ``sending`` from now on, each with one attempt more, and belong to the caller, who ends each with
        ``mark_sent()``, ``mark_failed()`` or ``postpone()``. Rows that another claim is about to take are passed by.
        Who is not subscribed or has not agreed to SMS gets nothing, nor does a campaign that was cancelled send:
        such rows become ``cancelled``.

        Returns at most ``limit`` messages; none only where none is due.

        Raises ``ClaimRefusedError`` inside ``atomic``: if that was rolled back, all would be sent once more.
        """
        self._for_write = True
        status = self.model.Status
        if not is_outside_atomic(self.db):
            raise ClaimRefusedError(
                "Messages are claimed outside atomic(): if it was rolled back, all of them would be sent once more."
            )
        attempts = Coalesce("attempts", 0)
        with transaction.atomic(using=self.db):
            while True:
                now = timezone.now()
                taken = self._lock_due(limit, now)
                withheld = self._withheld(taken)
                claimed = [row for row in taken if row not in withheld]
                why = "Not sent: the subscriber does not agree to SMS, or the campaign was cancelled."
                self._write(withheld, status=status.CANCELLED, last_error=why, updated_at=now)
                self._write(claimed, status=status.SENDING, updated_at=now, attempts=attempts + 1)
                if claimed or not taken:
                    break
        for row in claimed:
            row.status, row.updated_at, row.attempts = status.SENDING, now, (row.attempts or 0) + 1
        return claimed

    def _lock_due(self, limit: int, now: datetime) -> "list[SMSSendQueueItem]":
        """Lock what is due and return it in order: priority by priority, so that an index may have each in order."""
        # As what is due by one column or the other, for the original's indexes, and by both, for one of your own.
        due = self.filter(
            Q(next_retry_at__isnull=True) | Q(next_retry_at__lte=now),
            status=self.model.Status.PENDING,
            scheduled_at__lte=now,
        ).alias(tried=Coalesce("attempts", 0), since=Greatest("scheduled_at", "next_retry_at"))
        due = due.filter(since__lte=now, tried__lt=Coalesce("max_attempts", self.model.MAX_ATTEMPTS))
        due = due.order_by("since").select_for_update(skip_locked=True, no_key=True)
        taken: list[SMSSendQueueItem] = []
        for priority in self._priorities():
            level = due.filter(priority__isnull=True) if priority is None else due.filter(priority=priority)
            taken += level[: limit - len(taken)]
            if len(taken) >= limit:
                break
        return taken

    def _priorities(self) -> "list[int | None]":
        """Return the priorities that there are, the highest first, by one look into an index for each."""
        connection = connections[self.db]
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"""
                WITH RECURSIVE found (priority) AS (
                    SELECT max(priority) FROM {table}
                    UNION ALL
                    SELECT (SELECT max(q.priority) FROM {table} q WHERE q.priority < found.priority)
                    FROM found WHERE found.priority IS NOT NULL
                ) SELECT priority FROM found
            """)  # the last of them is NULL, which is a priority too
            return [priority for (priority,) in cursor.fetchall()]

    def _withheld(self, rows: "list[SMSSendQueueItem]") -> "set[SMSSendQueueItem]":
        """Return those that nobody is to get; two queries by key."""
        from agent360_models.hibachi.newsletter.models import Campaign, Subscriber

        wanting = Subscriber.objects.using(self.db).reachable("sms").filter(pk__in={row.subscriber_id for row in rows})
        campaigns = Campaign.objects.using(self.db).filter(
            status=Campaign.Status.CANCELLED, pk__in={row.campaign_id for row in rows}
        )
        agreed, cancelled = set(wanting.values_list("pk", flat=True)), set(campaigns.values_list("pk", flat=True))
        return {row for row in rows if row.subscriber_id not in agreed or row.campaign_id in cancelled}

    def _write(self, rows: "Collection[SMSSendQueueItem]", **written: Any) -> None:
        if rows:
            stored = self.model._base_manager.using(self.db)
            stored.filter(pk__in=[row.pk for row in rows]).update(**written)

    def stalled(self, before: datetime) -> "SMSSendQueueQuerySet":
        """Return those claimed before that time of which nobody said how it went.

        Their sender has died. Whether the message went out only the provider knows, so nothing sends it again by
        itself: ``mark_sent()`` or ``mark_failed()`` settles it.
        """
        return self.filter(status=self.model.Status.SENDING, updated_at__lt=before).order_by("updated_at")


class SMSDeliveryEventQuerySet(BulkQuerySet["SMSDeliveryEvent"]):
    """What RingCentral reported."""

    def report(
        self, *, campaign_event: "CampaignEvent", ringcentral_message_id: str, status: str, **columns: Any
    ) -> "tuple[SMSDeliveryEvent, bool]":
        """Store how far a message came; return its row, and whether the report was written.

        A message has one row, whose status goes forward only: a report that comes twice, or late, changes nothing.
        ``columns`` are those of ``SMSDeliveryEvent``, such as ``failure_reason``.
        """
        self._for_write = True
        order = self.model.Status.values
        stored = self.model._base_manager.using(self.db)
        with transaction.atomic(using=self.db):
            row, is_new = stored.select_for_update(no_key=True).get_or_create(
                ringcentral_message_id=ringcentral_message_id,
                defaults={"campaign_event": campaign_event, "status": status, **columns},
            )
            if is_new:
                return row, True
            if row.status in self.model.ENDS or order.index(status) <= order.index(row.status):
                return row, False
            for name, value in {"status": status, **columns}.items():
                setattr(row, name, value)
            row.save(using=self.db, update_fields=["status", *columns, "updated_at"])
        return row, True


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
