"""Querysets for consents, for the SMS queue that respects them, and for events that count once."""

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
from agent360_models.fields._unreadable import readable
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

PHONE = r"^\+[1-9][0-9]{6,14}$"  # E.164: one spelling per number, so the opt-outs can be found


def normalized(channel: str, address: str) -> str:
    """Return an address in its stored form: an e-mail address in lower case, a phone number as ``+14155550100``.

    Raises ``InvalidValueError`` for a phone number without its country code.
    """
    if channel == "email":
        return address.strip().lower()
    phone = re.sub(r"[\s().-]", "", address)
    if not re.fullmatch(PHONE, phone):
        raise InvalidValueError("The phone number has no country code. Write it as in +14155550100.")
    return phone


class SMSTemplateQuerySet(BulkQuerySet["SMSTemplate"]):
    """Templates."""

    def usable(self) -> "SMSTemplateQuerySet":
        """Return the templates that are approved and active."""
        return self.filter(status=self.model.Status.APPROVED, is_active=True)


class SubscriberQuerySet(BulkQuerySet["Subscriber"]):
    """Subscribers of campaigns."""

    def reachable(self, channel: str) -> "SubscriberQuerySet":
        """Return the people who are subscribed and agreed to a channel, ``"email"`` or ``"sms"``.

        Raises ``InvalidValueError`` for another channel.
        """
        if channel not in ("email", "sms"):
            raise InvalidValueError(f"{channel!r} is not a channel: pass 'email' or 'sms'.")
        return self.filter(subscribed=True, **{f"{channel}_consent": True})


class CampaignEventQuerySet(BulkQuerySet["CampaignEvent"]):
    """Events of subscribers."""

    def get_or_record(
        self,
        *,
        campaign: "Campaign",
        subscriber: "Subscriber",
        type: str,  # noqa: A002  # as the column
        occurred_at: datetime | None = None,
        **columns: Any,
    ) -> "tuple[CampaignEvent, bool]":
        """Store an event, count it in the campaign, and unsubscribe the person if the event says so.

        All of it is one transaction. Returns the event, and whether it is new. A subscriber has each type at most once
        per campaign, so a repeated webhook changes nothing and the totals count people. The method locks the
        subscriber's row.
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
    """Messages of the SMS queue."""

    def claim(self, limit: int = 100) -> "list[SMSSendQueueItem]":
        """Claim due messages: the highest priority first, and within a priority the longest due.

        Each message becomes ``sending`` and counts one more attempt. The caller settles each with ``mark_sent()``,
        ``mark_failed()`` or ``postpone()``. Rows locked by another claim are skipped. Messages to people who are not
        subscribed or did not agree to SMS become ``cancelled``, as do messages of a cancelled campaign. A message with
        a moment that Python cannot have, such as ``infinity``, stays where it is.

        Returns at most ``limit`` messages; the list is empty only if nothing is due.

        Raises ``ClaimRefusedError`` inside ``atomic``: a rollback would lead to sending all messages again.
        """
        self._for_write = True
        status = self.model.Status
        if not is_outside_atomic(self.db):
            raise ClaimRefusedError(
                "Messages cannot be claimed inside atomic(): after a rollback, all of them would be sent again."
                " Call claim() outside the block."
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
        """Lock and return due messages in order, one query per priority, so that an index can order each query."""
        # The conditions on each column serve the original's indexes; the one on both serves an index that you add.
        due = self.filter(
            readable(self.model),
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
        """Return the priorities in use, the highest first, with one index look-up for each."""
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
            """)  # the last row is NULL, which is a valid priority too
            return [priority for (priority,) in cursor.fetchall()]

    def _withheld(self, rows: "list[SMSSendQueueItem]") -> "set[SMSSendQueueItem]":
        """Return the messages that must not be sent; two queries by key."""
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
        """Return the messages claimed before that time and not settled.

        Their worker has died. Only the provider knows whether such a message was sent, so the queue never retries it
        by itself: settle it with ``mark_sent()`` or ``mark_failed()``.
        """
        return self.filter(status=self.model.Status.SENDING, updated_at__lt=before).order_by("updated_at")


class SMSDeliveryEventQuerySet(BulkQuerySet["SMSDeliveryEvent"]):
    """RingCentral's delivery reports."""

    def report(
        self, *, campaign_event: "CampaignEvent", ringcentral_message_id: str, status: str, **columns: Any
    ) -> "tuple[SMSDeliveryEvent, bool]":
        """Store the delivery status of a message; return its row, and whether the report was written.

        A message has one row, and its status only moves forward: a repeated or late report changes nothing.
        ``columns`` are columns of ``SMSDeliveryEvent``, such as ``failure_reason``.
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
    """Opt-ins and opt-outs."""

    def opted_in(self, channel: str) -> "SubscriberPreferenceQuerySet":
        """Return the preferences with an opt-in for a channel."""
        return self.filter(channel=channel, opted_in=True)

    def opt_in(
        self, channel: str, address: str, *, source: str, at: datetime | None = None, **columns: Any
    ) -> "SubscriberPreference":
        """Record an opt-in, unless a later statement of the address is stored; return the stored row.

        ``consent_text`` and ``customer`` are optional.

        Raises ``InvalidValueError`` for a phone number without its country code.
        """
        moment = at or timezone.now()
        given = {"opted_in": True, "opted_in_at": moment, "source": source, **columns}
        return self._say(channel, address, moment, given)

    def opt_out(self, channel: str, address: str, *, source: str, at: datetime | None = None) -> "SubscriberPreference":
        """Record an opt-out, unless a later statement of the address is stored; return the stored row.

        Raises ``InvalidValueError`` for a phone number without its country code.
        """
        moment = at or timezone.now()
        return self._say(channel, address, moment, {"opted_in": False, "opted_out_at": moment, "source": source})

    def _say(self, channel: str, address: str, moment: datetime, given: dict[str, Any]) -> "SubscriberPreference":
        """Write a statement under a lock unless a later one is stored; the later of two concurrent ones wins."""
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
