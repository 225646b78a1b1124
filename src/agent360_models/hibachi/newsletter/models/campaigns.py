"""Campaigns, their events and their limits."""

import uuid
from collections.abc import Mapping

from django.db import models, router
from django.db.models import F, Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.hibachi.newsletter.querysets import CampaignEventQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["Campaign", "CampaignEvent", "CampaignSMSLimit"]


class Campaign(models.Model):
    """One mailing to many; written by who plans it, and counted by ``CampaignEvent.objects.get_or_record()``."""

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
    """What one recipient did; written once, by ``CampaignEvent.objects.get_or_record()``, never changed."""

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

        Raises ``InvalidValueError`` for less than one, ``CampaignSMSLimit.DoesNotExist`` where the row is gone.
        """
        if n < 1:
            raise InvalidValueError(f"{n} SMS cannot be taken from limit {self.pk}: take one or more.")
        alias = router.db_for_write(CampaignSMSLimit, instance=self)
        rows = CampaignSMSLimit.objects.using(alias).filter(pk=self.pk, used__lte=F("sms_limit") - n)
        taken = rows.update(used=F("used") + n, updated_at=timezone.now())
        self.refresh_from_db(using=alias, fields=["sms_limit", "used"])
        return bool(taken)
