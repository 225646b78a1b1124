"""The queue of SMS, and what the provider reported of each."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import models, router
from django.db.models import F, Q
from django.utils import timezone

from agent360_models.exceptions import StaleRowError
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.newsletter.querysets import PHONE, SMSDeliveryEventQuerySet, SMSSendQueueQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.validators import MAX_ERROR, storable_text

__all__ = ["SMSDeliveryEvent", "SMSSendQueueItem"]


class SMSSendQueueItem(models.Model):
    """One SMS to one phone; queued by the platform, sent by who gets it from ``claim()``."""

    class Status(models.TextChoices):
        """Where it is."""

        QUEUED = "queued", "Queued"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed for good"
        SUPPRESSED = "suppressed", "Not to be sent"

    RETRY_DELAY = timedelta(minutes=5)  # after the first attempt that failed; twice as long after each further one

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(
        "hibachi_newsletter.Campaign",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="queue_items",
        help_text="Empty for a message that belongs to no campaign, such as a confirmation.",
    )
    sms_template = models.ForeignKey(
        "hibachi_newsletter.SMSTemplate",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="queue_items",
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="sms_queue_items",
    )
    phone = models.CharField(max_length=16, help_text="With its country code, as in +14155550100.")
    body = models.TextField(help_text="As it is sent, all gaps filled.")
    status = PgEnumField(enum=Status, type_name="sms_queue_status", schema="newsletter", default=Status.QUEUED)
    priority = models.IntegerField(default=0, help_text="The highest goes first.")
    scheduled_at = models.DateTimeField(default=timezone.now, help_text="Not before this.")
    attempts = models.IntegerField(default=0)
    max_attempts = models.IntegerField(default=3)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_message_id = models.CharField(max_length=100, unique=True, null=True, blank=True)
    last_error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SMSSendQueueQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "sms_send_queue")
        verbose_name = "SMS in the queue"
        verbose_name_plural = "SMS in the queue"
        constraints = [
            models.CheckConstraint(
                condition=Q(phone__regex=PHONE),
                name="ck_sms_send_queue_phone",
                violation_error_message="The phone has its country code, as in +14155550100.",
            ),
            models.CheckConstraint(
                condition=Q(attempts__gte=0, attempts__lte=F("max_attempts")),
                name="ck_sms_send_queue_attempts",
                violation_error_message="There are no more attempts than allowed.",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False),
                name="ck_sms_send_queue_sent",
                violation_error_message="A message that is sent has the time of it.",
            ),
        ]
        indexes = [
            Index(
                fields=["-priority", "scheduled_at"],
                name="ix_newsletter_sms_send_queue_due",
                condition=Q(status="queued"),
            ),
            Index(fields=["claimed_at"], name="ix_newsletter_sms_send_queue_claimed_at", condition=Q(status="sending")),
            Index(fields=["campaign", "status"], name="ix_newsletter_sms_send_queue_campaign_id_status"),
            Index(fields=["sms_template"], name="ix_newsletter_sms_send_queue_sms_template_id"),
            Index(fields=["customer"], name="ix_newsletter_sms_send_queue_customer_id"),
            Index(fields=["phone"], name="ix_newsletter_sms_send_queue_phone"),
        ]

    def __str__(self) -> str:
        return f"SMS {self.pk} ({self.status})"

    def mark_sent(self, provider_message_id: str, *, at: datetime | None = None) -> None:
        """Note that the provider took the message, by the id that it gave it.

        Raises ``StaleRowError`` where the message is no longer the one that this object was claimed as.
        """
        self._leave(
            status=self.Status.SENT,
            sent_at=at or timezone.now(),
            provider_message_id=provider_message_id,
            last_error="",
        )

    def mark_failed(self, error: str, *, permanent: bool = False) -> bool:
        """Note that an attempt failed, and tell whether there will be another one, later and later each time.

        ``error`` is what the provider said, without the phone or the text. ``permanent`` allows no other attempt.

        Raises ``StaleRowError`` where the message is no longer the one that this object was claimed as.
        """
        said = storable_text(error[:MAX_ERROR])[:MAX_ERROR]
        if permanent or self.attempts >= self.max_attempts:
            self._leave(status=self.Status.FAILED, last_error=said)
            return False
        delay = self.RETRY_DELAY * 2 ** (self.attempts - 1)
        self._leave(status=self.Status.QUEUED, last_error=said, scheduled_at=timezone.now() + delay)
        return True

    def postpone(self, until: datetime) -> None:
        """Put the message back without an attempt, as where a limit is used up or it is night.

        Raises ``StaleRowError`` where the message is no longer the one that this object was claimed as.
        """
        self._leave(status=self.Status.QUEUED, scheduled_at=until, attempts=self.attempts - 1)

    def _leave(self, **written: Any) -> None:
        """Write what became of the message, if it is still this object's claim: nobody else has tried it since."""
        alias = router.db_for_write(SMSSendQueueItem, instance=self)
        mine = SMSSendQueueItem.objects.using(alias).filter(
            pk=self.pk, status=self.Status.SENDING, claimed_at=self.claimed_at
        )
        if not mine.update(**written, updated_at=timezone.now()):
            raise StaleRowError(
                f"SMS {self.pk} did not become {written['status']}: it is not being sent, or by another claim. Look at"
                " its row, and claim it again if need be."
            )
        for name, value in written.items():
            setattr(self, name, value)


class SMSDeliveryEvent(models.Model):
    """One status that the provider reported of an SMS.

    Written once, by ``SMSDeliveryEvent.objects.get_or_record()``.
    """

    class Status(models.TextChoices):
        """How far the provider says it came."""

        ACCEPTED = "accepted", "Accepted"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        UNDELIVERED = "undelivered", "Undelivered"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    queue_item = models.ForeignKey(
        "hibachi_newsletter.SMSSendQueueItem",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="delivery_events",
    )
    status = PgEnumField(enum=Status, type_name="sms_delivery_status", schema="newsletter")
    error_code = models.CharField(max_length=20, default="", blank=True)
    payload = models.JSONField(default=dict, blank=True)
    occurred_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SMSDeliveryEventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "sms_delivery_events")
        verbose_name = "SMS delivery event"
        constraints = [
            models.UniqueConstraint(
                fields=["queue_item", "status"],
                name="sms_delivery_events_queue_item_id_status_key",
                violation_error_message="This was reported already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.status} of SMS {self.queue_item_id}"
