"""The SMS queue, and RingCentral's delivery reports."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import models, router
from django.utils import timezone

from agent360_models.exceptions import StaleRowError
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.newsletter.querysets import SMSDeliveryEventQuerySet, SMSSendQueueQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment
from agent360_models.validators import MAX_ERROR, storable_text

__all__ = ["SMSDeliveryEvent", "SMSSendQueueItem"]


class SMSSendQueueItem(models.Model):
    """One SMS to one phone number; the platform queues it, and the worker that claims it sends it."""

    class Status(models.TextChoices):
        """Progress of the message."""

        PENDING = "pending", "Waits"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed for good"
        CANCELLED = "cancelled", "Not to be sent"

    RETRY_DELAY = timedelta(minutes=5)  # after the first failed attempt, doubled after each further one
    MAX_ATTEMPTS = 3  # for rows whose max_attempts is NULL

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    campaign = models.ForeignKey(
        "hibachi_newsletter.Campaign",
        verbose_name="Campaign",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="queue_items",
        help_text="Takes its messages along when it is deleted; to stop it, cancel it.",
    )
    subscriber = models.ForeignKey(
        "hibachi_newsletter.Subscriber",
        verbose_name="Subscriber",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="sms_queue_items",
        help_text="Who gets it; claim() cancels the message where they did not agree to SMS.",
    )
    template = models.ForeignKey(
        "hibachi_newsletter.SMSTemplate",
        verbose_name="Template",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="queue_items",
        help_text="Where the text comes from; empty where it was written otherwise.",
    )
    phone_number = models.CharField(
        verbose_name="Phone number", max_length=20, help_text="With its country code, as in +14155550100."
    )
    message_content = models.TextField(verbose_name="Message content", help_text="As it is sent, all gaps filled.")
    personalized_variables = models.JSONField(
        verbose_name="Personalized variables",
        default=dict,
        null=True,
        blank=True,
        help_text="What the gaps of the template were filled with, as JSON.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="sms_queue_status",
        schema="public",
        default=Status.PENDING,
        help_text="Sending is claimed by a worker; failed and cancelled are for good.",
    )
    priority = models.IntegerField(
        verbose_name="Priority", default=0, null=True, blank=True, help_text="The highest goes first."
    )
    scheduled_at = models.DateTimeField(verbose_name="Scheduled at", default=timezone.now, help_text="Not before this.")
    sent_at = models.DateTimeField(
        verbose_name="Sent at", null=True, blank=True, help_text="When RingCentral took it; written by mark_sent()."
    )
    failed_at = models.DateTimeField(
        verbose_name="Failed at", null=True, blank=True, help_text="When an attempt failed last."
    )
    attempts = models.IntegerField(
        verbose_name="Attempts",
        default=0,
        null=True,
        blank=True,
        help_text="How often it was claimed; a claim is known by it.",
    )
    max_attempts = models.IntegerField(
        verbose_name="Maximum attempts",
        default=MAX_ATTEMPTS,
        null=True,
        blank=True,
        help_text="3 for a new message; postpone() allows one more.",
    )
    next_retry_at = models.DateTimeField(
        verbose_name="Next retry at",
        null=True,
        blank=True,
        help_text="Not before this either; 5 minutes after the first failure, then 10, then 20.",
    )
    last_error = models.TextField(
        verbose_name="Last error",
        null=True,
        blank=True,
        help_text="What RingCentral said, or why it was cancelled; without the phone and the text.",
    )
    error_code = models.CharField(
        verbose_name="Error code", max_length=50, null=True, blank=True, help_text="RingCentral's code."
    )
    message_sid = models.CharField(
        verbose_name="RingCentral message id",
        max_length=100,
        unique=True,
        null=True,
        blank=True,
        help_text="Given by RingCentral; unique, and empty until it is sent.",
    )
    ringcentral_status = models.CharField(verbose_name="RingCentral status", max_length=50, null=True, blank=True)
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        null=True,
        blank=True,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, null=True, help_text="While it is being sent: when it was claimed."
    )

    personal_fields = ("phone_number", "message_content", "personalized_variables")

    objects = SMSSendQueueQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "sms_send_queue")
        verbose_name = "SMS in the queue"
        verbose_name_plural = "SMS in the queue"
        indexes = [
            Index(fields=["status", "scheduled_at"], name="idx_sms_queue_pending"),
            Index(fields=["priority", "scheduled_at"], name="idx_sms_queue_priority"),
            Index(fields=["status", "next_retry_at"], name="idx_sms_queue_retry"),
            Index(fields=["campaign"], name="ix_newsletter_sms_send_queue_campaign_id"),
            Index(fields=["phone_number"], name="ix_newsletter_sms_send_queue_phone_number"),
            Index(fields=["scheduled_at"], name="ix_newsletter_sms_send_queue_scheduled_at"),
            Index(fields=["status"], name="ix_newsletter_sms_send_queue_status"),
            Index(fields=["subscriber"], name="ix_newsletter_sms_send_queue_subscriber_id"),
        ]

    def __str__(self) -> str:
        return f"SMS of {moment(self.scheduled_at)} ({self.get_status_display()})"

    def mark_sent(self, message_sid: str, *, at: datetime | None = None) -> None:
        """Record that RingCentral accepted the message under the id ``message_sid``.

        Raises ``StaleRowError`` if this instance's claim on the message is over.
        """
        self._leave(
            status=self.Status.SENT,
            sent_at=at or timezone.now(),
            message_sid=message_sid,
            next_retry_at=None,
            last_error=None,
            error_code=None,
        )

    def mark_failed(self, error: str, *, code: str | None = None, permanent: bool = False) -> bool:
        """Record a failed attempt, and tell whether a retry follows, with exponential back-off.

        ``error`` is RingCentral's error, without the phone number or the text. ``permanent`` rules out a retry.

        Raises ``StaleRowError`` if this instance's claim on the message is over.
        """
        now, attempts = timezone.now(), self.attempts or 0
        told = {"last_error": storable_text(error[:MAX_ERROR])[:MAX_ERROR], "error_code": code, "failed_at": now}
        most = self.MAX_ATTEMPTS if self.max_attempts is None else self.max_attempts
        if permanent or attempts >= most:
            self._leave(status=self.Status.FAILED, next_retry_at=None, **told)
            return False
        delay = self.RETRY_DELAY * 2 ** (attempts - 1)
        self._leave(status=self.Status.PENDING, next_retry_at=now + delay, **told)
        return True

    def postpone(self, until: datetime) -> None:
        """Put the message back for later with one more attempt allowed, as when a limit is used up or it is night.

        Raises ``StaleRowError`` if this instance's claim on the message is over.
        """
        most = self.MAX_ATTEMPTS if self.max_attempts is None else self.max_attempts
        self._leave(status=self.Status.PENDING, scheduled_at=until, max_attempts=most + 1)

    def _leave(self, **written: Any) -> None:
        """Write the outcome, if this instance's claim still holds: no other attempt was made since."""
        alias = router.db_for_write(SMSSendQueueItem, instance=self)
        mine = SMSSendQueueItem.objects.using(alias).filter(
            pk=self.pk, status=self.Status.SENDING, attempts=self.attempts
        )
        if not mine.update(**written, updated_at=timezone.now()):
            raise StaleRowError(
                f"SMS {self.pk} did not become {written['status']}: it is not being sent, or another claim is sending"
                " it. Look at its row, and claim it again if necessary."
            )
        for name, value in written.items():
            setattr(self, name, value)


class SMSDeliveryEvent(models.Model):
    """The delivery status of one SMS as RingCentral reports it; written by ``SMSDeliveryEvent.objects.report()``."""

    class Status(models.TextChoices):
        """Progress of the delivery; the last three are final."""

        QUEUED = "queued", "Queued"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"
        UNDELIVERED = "undelivered", "Undelivered"

    ENDS = (Status.DELIVERED, Status.FAILED, Status.UNDELIVERED)

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    campaign_event = models.ForeignKey(
        "hibachi_newsletter.CampaignEvent",
        verbose_name="Campaign event",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="sms_deliveries",
        help_text="Of the sending; where that is deleted, this goes too.",
    )
    ringcentral_message_id = models.CharField(
        verbose_name="RingCentral message id", max_length=255, help_text="Given by RingCentral; a message has one row."
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="sms_delivery_status",
        schema="public",
        default=Status.QUEUED,
        help_text="Goes forward only; delivered, failed and undelivered are its end.",
    )
    delivery_timestamp = models.DateTimeField(
        verbose_name="Delivery time", null=True, blank=True, help_text="When the message arrived; empty before that."
    )
    failure_reason = models.TextField(
        verbose_name="Failure reason",
        null=True,
        blank=True,
        help_text="Why the message did not arrive, as RingCentral says.",
    )
    carrier_error_code = models.CharField(
        verbose_name="Carrier error code",
        max_length=50,
        null=True,
        blank=True,
        help_text="The phone company's own, as RingCentral gives it.",
    )
    segments_used = models.IntegerField(
        verbose_name="Segments used", default=1, help_text="Parts that the SMS was split into; 1 by default."
    )
    cost_cents = models.IntegerField(verbose_name="Cost in cents", null=True, blank=True)
    ringcentral_metadata = models.JSONField(
        verbose_name="RingCentral metadata",
        default=dict,
        null=True,
        blank=True,
        help_text="JSON of the provider, with personal data; no code here reads it.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )

    units = {"cost_cents": "US cents"}
    personal_fields = ("ringcentral_metadata",)

    objects = SMSDeliveryEventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "sms_delivery_events")
        verbose_name = "SMS delivery event"
        constraints = [
            models.UniqueConstraint(
                fields=["ringcentral_message_id"],
                name="ix_sms_delivery_ringcentral_msg_id",
                violation_error_message="There is a row of this message already.",
            )
        ]
        indexes = [
            Index(fields=["campaign_event"], name="ix_sms_delivery_campaign_event"),
            Index(fields=["status"], name="ix_sms_delivery_status"),
            Index(fields=["delivery_timestamp"], name="ix_sms_delivery_timestamp"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {moment(self.delivery_timestamp)}"
