"""Campaigns by e-mail and SMS: templates, limits, the queue, deliveries and preferences.

The database fixes the names of the tables; the columns are inferred.
"""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, router
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import StaleRowError
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.newsletter.querysets import (
    PHONE,
    CampaignEventQuerySet,
    SMSDeliveryEventQuerySet,
    SMSSendQueueQuerySet,
    SMSTemplateQuerySet,
    SubscriberPreferenceQuerySet,
)
from agent360_models.indexes import Index
from agent360_models.names import qualified

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class SMSTemplate(models.Model):
    """One version of a text with gaps; written by who plans campaigns, and not changed once it was used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=100, help_text="What all versions of the text are called.")
    version = models.IntegerField(default=1)
    body = models.TextField(help_text="With gaps such as {first_name}.")
    variables = ArrayField(
        models.TextField(), default=list, blank=True, help_text="The names of the gaps, each once, in any order."
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SMSTemplateQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "sms_templates")
        verbose_name = "SMS template"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "version"],
                name="sms_templates_key_version_key",
                violation_error_message="This version of the template is there already.",
            ),
            models.CheckConstraint(
                condition=Q(version__gt=0),
                name="ck_sms_templates_version",
                violation_error_message="Versions are counted from 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    def clean(self) -> None:
        """Refuse a body whose gaps are not those that are listed."""
        if set(self.variables) != set(_PLACEHOLDER.findall(self.body)):
            raise ValidationError({"variables": "These have to be the gaps of the text, such as {first_name}."})
        if re.search(r"[{}]", _PLACEHOLDER.sub("", self.body)):
            raise ValidationError({"body": "A brace begins or ends a gap, such as {first_name}, and nothing else."})

    def render(self, values: Mapping[str, object]) -> str:
        """Return the text with its gaps filled; what has no gap is left out.

        Raises ``ValueError`` that names the gaps for which there is no value.
        """
        if missing := sorted(set(_PLACEHOLDER.findall(self.body)) - set(values)):
            raise ValueError(f"Template {self} was not filled: there is no value for {', '.join(missing)}.")
        return _PLACEHOLDER.sub(lambda gap: str(values[gap[1]]), self.body)


class Campaign(models.Model):
    """One mailing to many; written by who plans it, and counted by ``CampaignEvent.objects.record()``."""

    class Channel(models.TextChoices):
        """By what it reaches people."""

        EMAIL = "email", "E-mail"
        SMS = "sms", "SMS"

    class Status(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", "Draft"
        SCHEDULED = "scheduled", "Scheduled"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    channel = PgEnumField(enum=Channel, type_name="channel", schema="newsletter")
    status = PgEnumField(enum=Status, type_name="campaign_status", schema="newsletter", default=Status.DRAFT)
    subject = models.CharField(max_length=255, default="", blank=True, help_text="Of an e-mail.")
    body = models.TextField(default="", blank=True, help_text="Of an e-mail; an SMS has a template.")
    sms_template = models.ForeignKey(
        "hibachi_newsletter.SMSTemplate",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="campaigns",
    )
    audience_filter = models.JSONField(
        default=dict, blank=True, help_text="Whom it goes to, as the platform's query of customers has it."
    )
    scheduled_at = models.DateTimeField(null=True, blank=True)
    sent_total = models.IntegerField(default=0, editable=False)
    delivered_total = models.IntegerField(default=0, editable=False)
    opened_total = models.IntegerField(default=0, editable=False, help_text="Counts events: two by who opens twice.")
    clicked_total = models.IntegerField(default=0, editable=False)
    bounced_total = models.IntegerField(default=0, editable=False)
    unsubscribed_total = models.IntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="campaigns",
    )
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "campaigns")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="scheduled") | Q(scheduled_at__isnull=False),
                name="ck_campaigns_scheduled",
                violation_error_message="A campaign that is scheduled has the time when it starts.",
            ),
            models.CheckConstraint(
                condition=Q(
                    sent_total__gte=0,
                    delivered_total__gte=0,
                    opened_total__gte=0,
                    clicked_total__gte=0,
                    bounced_total__gte=0,
                    unsubscribed_total__gte=0,
                ),
                name="ck_campaigns_totals",
                violation_error_message="No total is negative.",
            ),
        ]
        indexes = [
            Index(fields=["sms_template"], name="ix_newsletter_campaigns_sms_template_id"),
            Index(fields=["created_by"], name="ix_newsletter_campaigns_created_by_id"),
            Index(fields=["status", "scheduled_at"], name="ix_newsletter_campaigns_status_scheduled_at"),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignEvent(models.Model):
    """What one recipient did; written once, by ``CampaignEvent.objects.record()``, never changed."""

    class Type(models.TextChoices):
        """What happened."""

        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        OPENED = "opened", "Opened"
        CLICKED = "clicked", "Clicked"
        BOUNCED = "bounced", "Bounced"
        UNSUBSCRIBED = "unsubscribed", "Unsubscribed"

    # In which column of the campaign events of a type are counted.
    TOTAL_OF: Mapping[str, str] = {
        Type.SENT: "sent_total",
        Type.DELIVERED: "delivered_total",
        Type.OPENED: "opened_total",
        Type.CLICKED: "clicked_total",
        Type.BOUNCED: "bounced_total",
        Type.UNSUBSCRIBED: "unsubscribed_total",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(
        "hibachi_newsletter.Campaign",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="events",
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="campaign_events",
    )
    event_type = PgEnumField(enum=Type, type_name="campaign_event_type", schema="newsletter")
    recipient = models.CharField(max_length=320, help_text="E-mail address or phone, whatever the campaign's channel.")
    provider_event_id = models.CharField(max_length=255, unique=True, help_text="What tells the same event twice.")
    payload = models.JSONField(default=dict, blank=True)
    occurred_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CampaignEventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "campaign_events")
        indexes = [
            Index(fields=["campaign", "event_type"], name="ix_newsletter_campaign_events_campaign_id_event_type"),
            Index(fields=["customer"], name="ix_newsletter_campaign_events_customer_id"),
            Index(fields=["recipient"], name="ix_newsletter_campaign_events_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.pk}"


class CampaignSMSLimit(models.Model):
    """How many SMS may go out for a campaign, on a day, or both; written by who plans, used up by ``take()``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(
        "hibachi_newsletter.Campaign",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="sms_limits",
        help_text="Empty for all campaigns of the day together.",
    )
    day = models.DateField(null=True, blank=True, help_text="Empty for the campaign as a whole.")
    sms_limit = models.IntegerField()
    used = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "campaign_sms_limits")
        verbose_name = "campaign SMS limit"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "day"],
                name="campaign_sms_limits_campaign_id_day_key",
                nulls_distinct=False,
                violation_error_message="There is a limit for this already.",
            ),
            models.CheckConstraint(
                condition=Q(campaign__isnull=False) | Q(day__isnull=False),
                name="ck_campaign_sms_limits_scope",
                violation_error_message="A limit is for a campaign, for a day, or for both.",
            ),
            models.CheckConstraint(
                condition=Q(used__gte=0, used__lte=F("sms_limit")),
                name="ck_campaign_sms_limits_used",
                violation_error_message="No more can be used than the limit.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.used} of {self.sms_limit}"

    def take(self, n: int = 1) -> bool:
        """Use up ``n`` more, all or none, and tell whether they were left.

        One UPDATE does it, so that any number of senders take exactly what is there. This object then has what is
        stored.

        Raises ``ValueError`` for less than one, ``CampaignSMSLimit.DoesNotExist`` where the row is gone.
        """
        if n < 1:
            raise ValueError(f"{n} SMS cannot be taken from limit {self.pk}: take one or more.")
        alias = router.db_for_write(CampaignSMSLimit, instance=self)
        rows = CampaignSMSLimit.objects.using(alias).filter(pk=self.pk, used__lte=F("sms_limit") - n)
        taken = rows.update(used=F("used") + n, updated_at=timezone.now())
        self.refresh_from_db(using=alias, fields=["sms_limit", "used"])
        return bool(taken)


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
        if permanent or self.attempts >= self.max_attempts:
            self._leave(status=self.Status.FAILED, last_error=error)
            return False
        delay = self.RETRY_DELAY * 2 ** (self.attempts - 1)
        self._leave(status=self.Status.QUEUED, last_error=error, scheduled_at=timezone.now() + delay)
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
    """One status that the provider reported of an SMS; written once, by ``SMSDeliveryEvent.objects.record()``."""

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


class SubscriberPreference(models.Model):
    """Whether an address or a phone wants campaigns, by its last word; written by ``opt_in()`` and ``opt_out()``."""

    class Source(models.TextChoices):
        """How the last word came."""

        WEB_FORM = "web_form", "Form on the website"
        BOOKING = "booking", "Booking"
        SMS_KEYWORD = "sms_keyword", "Keyword by SMS"
        EMAIL_LINK = "email_link", "Link in an e-mail"
        PHONE_CALL = "phone_call", "Phone call"
        STAFF = "staff", "Staff"
        IMPORT = "import", "Import"

    # How somebody unsubscribes from a campaign of a channel.
    UNSUBSCRIBED_BY: Mapping[str, str] = {
        Campaign.Channel.EMAIL: Source.EMAIL_LINK,
        Campaign.Channel.SMS: Source.SMS_KEYWORD,
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="subscriber_preferences",
    )
    channel = PgEnumField(enum=Campaign.Channel, type_name="channel", schema="newsletter")
    address = models.CharField(
        max_length=320, help_text="An e-mail address in lower case, or a phone as in +14155550100."
    )
    opted_in = models.BooleanField()
    opted_in_at = models.DateTimeField(null=True, blank=True, help_text="When it agreed last.")
    opted_out_at = models.DateTimeField(null=True, blank=True, help_text="When it refused last; kept after it agrees.")
    source = PgEnumField(enum=Source, type_name="consent_source", schema="newsletter")
    consent_text = models.TextField(default="", blank=True, help_text="The words that were agreed to.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SubscriberPreferenceQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "subscriber_preferences")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"],
                name="subscriber_preferences_channel_address_key",
                violation_error_message="There is a preference for this address already.",
            ),
            models.CheckConstraint(
                condition=Q(opted_in=True, opted_in_at__isnull=False) | Q(opted_in=False, opted_out_at__isnull=False),
                name="ck_subscriber_preferences_times",
                violation_error_message="Who agreed or refused has the time of it.",
            ),
            models.CheckConstraint(
                condition=Q(channel="sms", address__regex=PHONE) | Q(channel="email", address=Lower("address")),
                name="ck_subscriber_preferences_address",
                violation_error_message="An e-mail address is in lower case, a phone has its country code.",
            ),
        ]
        indexes = [Index(fields=["customer"], name="ix_newsletter_subscriber_preferences_customer_id")]

    def __str__(self) -> str:
        return f"{self.channel}, opted {'in' if self.opted_in else 'out'}"

    @property
    def said_at(self) -> datetime:
        """When the last word was said."""
        said = self.opted_in_at if self.opted_in else self.opted_out_at
        return said or self.created_at
