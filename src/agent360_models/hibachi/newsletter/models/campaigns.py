"""Campaigns, their events and their limits."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import models, router
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Least, NullIf, Round
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.hibachi.newsletter.querysets import CampaignEventQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["Campaign", "CampaignEvent", "CampaignSMSLimit"]


class Campaign(models.Model):
    """One mailing to many people; its planner writes it, and recording a ``CampaignEvent`` updates its totals."""

    class Channel(models.TextChoices):
        """Channel of the mailing."""

        EMAIL = "email", "E-mail"
        SMS = "sms", "SMS"
        BOTH = "both", "Both"

    class Status(models.TextChoices):
        """Progress of the campaign."""

        DRAFT = "draft", "Draft"
        SCHEDULED = "scheduled", "Scheduled"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    name = models.CharField(verbose_name="Name", max_length=200)
    channel = PgEnumField(
        verbose_name="Channel",
        enum=Channel,
        type_name="campaign_channel",
        schema="public",
        help_text="By what it reaches people: e-mail, SMS or both.",
    )
    subject = models.TextField(verbose_name="Subject", null=True, blank=True, help_text="Of an e-mail.")
    content = models.JSONField(
        verbose_name="Content", default=dict, help_text="What is sent, as the platform's editor stores it."
    )
    segment_filter = models.JSONField(
        verbose_name="Segment filter",
        default=dict,
        null=True,
        blank=True,
        help_text="Whom it goes to, as the platform's query of subscribers has it.",
    )
    scheduled_at = models.DateTimeField(verbose_name="Scheduled at", null=True, blank=True)
    sent_at = models.DateTimeField(verbose_name="Sent at", null=True, blank=True)
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="campaign_status",
        schema="public",
        default=Status.DRAFT,
        help_text="The queue sends nothing of a campaign that was cancelled.",
    )
    total_recipients = models.IntegerField(verbose_name="Total recipients", default=0)
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    created_by = models.CharField(verbose_name="Created by", max_length=100, help_text="Whoever the platform names.")
    total_sent = models.IntegerField(
        verbose_name="Total sent",
        default=0,
        editable=False,
        help_text="Counts people, once each, by the events of the type sent.",
    )
    total_delivered = models.IntegerField(
        verbose_name="Total delivered",
        default=0,
        editable=False,
        help_text="Counts people, once each, by the events of the type delivered.",
    )
    total_opened = models.IntegerField(
        verbose_name="Total opened",
        default=0,
        editable=False,
        help_text="Counts people, once each, by the events of the type opened.",
    )
    total_clicked = models.IntegerField(
        verbose_name="Total clicked",
        default=0,
        editable=False,
        help_text="Counts people, once each, by the events of the type clicked.",
    )
    total_unsubscribed = models.IntegerField(
        verbose_name="Total unsubscribed",
        default=0,
        editable=False,
        help_text="Counts people, once each, by the events of the type unsubscribed.",
    )
    total_failed = models.IntegerField(
        verbose_name="Total failed",
        default=0,
        editable=False,
        help_text="Counts people, once each, by the events of the type bounced.",
    )
    delivery_rate_cached = models.DecimalField(
        verbose_name="Delivery rate",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text="Percent of what was sent; empty where nothing was.",
    )
    open_rate_cached = models.DecimalField(
        verbose_name="Open rate",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text="Percent of what arrived; empty where nothing did.",
    )
    click_rate_cached = models.DecimalField(
        verbose_name="Click rate",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text="Percent of what arrived; empty where nothing did.",
    )
    unsubscribe_rate_cached = models.DecimalField(
        verbose_name="Unsubscribe rate",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text="Percent of what arrived; empty where nothing did.",
    )
    last_metrics_updated = models.DateTimeField(
        verbose_name="Rates updated at", null=True, blank=True, editable=False, help_text="Written by update_rates()."
    )

    # Each rate, with the two totals whose quotient it is.
    RATES: Mapping[str, tuple[str, str]] = {
        "delivery_rate_cached": ("total_delivered", "total_sent"),
        "open_rate_cached": ("total_opened", "total_delivered"),
        "click_rate_cached": ("total_clicked", "total_delivered"),
        "unsubscribe_rate_cached": ("total_unsubscribed", "total_delivered"),
    }

    units = {
        "delivery_rate_cached": "%",
        "open_rate_cached": "%",
        "click_rate_cached": "%",
        "unsubscribe_rate_cached": "%",
    }
    personal_fields = ("created_by",)

    objects = BulkQuerySet["Campaign"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "campaigns")
        indexes = [
            Index(fields=["last_metrics_updated"], name="ix_campaigns_last_metrics_updated"),
            Index(fields=["sent_at"], name="ix_newsletter_campaigns_sent"),
            Index(fields=["status"], name="ix_newsletter_campaigns_status"),
        ]

    def __str__(self) -> str:
        return self.name

    def update_rates(self) -> None:
        """Compute the rates from the stored totals, in one UPDATE; a rate whose divisor is 0 becomes NULL."""
        alias = router.db_for_write(Campaign, instance=self)
        written: dict[str, Any] = {rate: _percent(*totals) for rate, totals in self.RATES.items()}
        written["last_metrics_updated"] = timezone.now()
        Campaign.objects.using(alias).filter(pk=self.pk).update(**written)
        self.refresh_from_db(using=alias, fields=[*written])


def _percent(part: str, whole: str) -> Any:
    number = models.DecimalField(max_digits=20, decimal_places=4)
    quotient = Cast(part, number) * 100 / Cast(NullIf(whole, 0), number)
    # Capped at the column's maximum: missing delivery events can make the quotient larger.
    return Case(
        When(Q(**{f"{whole}__gt": 0}), then=Least(Round(quotient, 2, output_field=number), Value(Decimal("999.99")))),
        output_field=number,
    )


class CampaignEvent(models.Model):
    """One event of a subscriber; written once, by ``CampaignEvent.objects.get_or_record()``, never changed."""

    class Type(models.TextChoices):
        """Kind of event."""

        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        OPENED = "opened", "Opened"
        CLICKED = "clicked", "Clicked"
        REPLIED = "replied", "Replied"
        BOUNCED = "bounced", "Bounced"
        UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
        COMPLAINED = "complained", "Complained"

    # The campaign's column that counts each type; the other types are not counted.
    TOTAL_OF: Mapping[str, str] = {
        Type.SENT: "total_sent",
        Type.DELIVERED: "total_delivered",
        Type.OPENED: "total_opened",
        Type.CLICKED: "total_clicked",
        Type.BOUNCED: "total_failed",
        Type.UNSUBSCRIBED: "total_unsubscribed",
    }
    REFUSALS = (Type.UNSUBSCRIBED, Type.COMPLAINED)

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    campaign = models.ForeignKey(
        "hibachi_newsletter.Campaign",
        verbose_name="Campaign",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="events",
        help_text="Counts the event in its totals; takes it along when it is deleted.",
    )
    subscriber = models.ForeignKey(
        "hibachi_newsletter.Subscriber",
        verbose_name="Subscriber",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="campaign_events",
        help_text="Has each type once for a campaign; takes the event along when deleted.",
    )
    type = PgEnumField(
        verbose_name="Type",
        enum=Type,
        type_name="campaign_event_type",
        schema="public",
        help_text="What happened; who unsubscribed or complained gets nothing more.",
    )
    payload = models.JSONField(
        verbose_name="Payload",
        default=dict,
        null=True,
        blank=True,
        help_text="JSON of whoever stores the event; it may have personal data.",
    )
    occurred_at = models.DateTimeField(
        verbose_name="Occurred at",
        default=timezone.now,
        help_text="The time of the insert, where nobody gives another.",
    )

    personal_fields = ("payload",)

    objects = CampaignEventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "campaign_events")
        indexes = [
            Index(fields=["campaign", "type"], name="ix_newsletter_events_campaign"),
            Index(fields=["subscriber", "occurred_at"], name="ix_newsletter_events_subscriber"),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}, {moment(self.occurred_at)}"


class CampaignSMSLimit(models.Model):
    """The maximum number of SMS for one campaign, per month and in total; ``take()`` uses it up."""

    campaign = models.OneToOneField(
        "hibachi_newsletter.Campaign",
        verbose_name="Campaign",
        on_delete=models.CASCADE,
        db_constraint=False,
        primary_key=True,
        related_name="sms_limit",
        help_text="The key; a campaign has one such row, and takes it along when it is deleted.",
    )
    monthly_sms_limit = models.IntegerField(
        verbose_name="SMS limit of a month",
        default=1000,
        help_text="How many take() gives in a month; 1000 where nobody sets another number.",
    )
    monthly_sms_used = models.IntegerField(
        verbose_name="SMS used in the month",
        default=0,
        help_text="Taken in the current month; take() begins a new month at 0.",
    )
    current_month = models.CharField(verbose_name="Current month", max_length=7, help_text="Such as 2026-03, of UTC.")
    campaign_sms_limit = models.IntegerField(
        verbose_name="SMS limit of the campaign", null=True, blank=True, help_text="Empty for any number."
    )
    campaign_sms_sent = models.IntegerField(
        verbose_name="SMS sent", default=0, help_text="Of all months; counted by settle()."
    )
    campaign_sms_queued = models.IntegerField(
        verbose_name="SMS queued", default=0, help_text="Taken, and neither sent nor failed yet."
    )
    campaign_sms_failed = models.IntegerField(
        verbose_name="SMS failed", default=0, help_text="Of all months; counted by settle(), and may be taken again."
    )
    cost_per_sms_cents = models.IntegerField(
        verbose_name="Cost of an SMS in cents",
        default=75,
        help_text="What settle() adds for each that was sent; 75 by default.",
    )
    total_cost_cents = models.IntegerField(
        verbose_name="Total cost in cents", default=0, help_text="Of those that were sent; added up by settle()."
    )
    monthly_limit_exceeded_at = models.DateTimeField(
        verbose_name="Limit of a month exceeded at",
        null=True,
        blank=True,
        help_text="Of the first refusal of take(); emptied by the next month.",
    )
    campaign_limit_exceeded_at = models.DateTimeField(
        verbose_name="Limit of the campaign exceeded at",
        null=True,
        blank=True,
        help_text="Of the first refusal of take(); empty before it.",
    )
    limit_exceeded_action = models.CharField(
        verbose_name="Action where the limit is exceeded",
        max_length=50,
        null=True,
        blank=True,
        default="pause",
        help_text="What the platform does then; pause by default.",
    )
    alert_at_percentage = models.IntegerField(
        verbose_name="Alert at percentage",
        null=True,
        blank=True,
        default=80,
        help_text="80 by default; when the platform alerts is its own business.",
    )
    alert_sent_at = models.DateTimeField(
        verbose_name="Alert sent at", null=True, blank=True, help_text="Written by the platform."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        null=True,
        blank=True,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at",
        auto_now=True,
        null=True,
        help_text="Set by each save(); update() and raw SQL have to name it.",
    )

    units = {"cost_per_sms_cents": "US cents", "total_cost_cents": "US cents", "alert_at_percentage": "%"}

    objects = BulkQuerySet["CampaignSMSLimit"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "campaign_sms_limits")
        verbose_name = "campaign SMS limit"
        indexes = [
            Index(fields=["monthly_limit_exceeded_at"], name="idx_campaign_sms_limits_exceeded"),
            Index(fields=["current_month"], name="idx_campaign_sms_limits_month"),
        ]

    def __str__(self) -> str:
        return f"{self.monthly_sms_used} of {self.monthly_sms_limit} SMS in {self.current_month}"

    def take(self, n: int = 1, *, at: datetime | None = None) -> bool:
        """Use up ``n`` more SMS, all or nothing, and tell whether they were available; they count as queued.

        One UPDATE does it, so concurrent senders never exceed the limit. The first call in a new month starts at 0. A
        refusal stores when the limit was first exceeded. The instance is refreshed afterwards.

        Raises ``InvalidValueError`` for ``n`` below 1, ``CampaignSMSLimit.DoesNotExist`` if the row was deleted.
        """
        if n < 1:
            raise InvalidValueError(f"{n} SMS cannot be taken from campaign limit {self.pk}: take at least one.")
        now = timezone.now()
        month = f"{(at or now).astimezone(UTC):%Y-%m}"
        alias = router.db_for_write(CampaignSMSLimit, instance=self)
        row = CampaignSMSLimit.objects.using(alias).filter(pk=self.pk)
        is_this_month = Q(current_month__gte=month)
        left = Q(campaign_sms_limit__isnull=True) | Q(
            campaign_sms_limit__gte=F("campaign_sms_sent") + F("campaign_sms_queued") + n
        )
        fits = Q(is_this_month, monthly_sms_limit__gte=F("monthly_sms_used") + n) | Q(
            ~is_this_month, monthly_sms_limit__gte=n
        )
        taken = row.filter(left, fits).update(
            monthly_sms_used=Case(When(is_this_month, then=F("monthly_sms_used") + n), default=Value(n)),
            monthly_limit_exceeded_at=Case(When(is_this_month, then=F("monthly_limit_exceeded_at"))),
            current_month=Case(When(is_this_month, then=F("current_month")), default=Value(month)),
            campaign_sms_queued=F("campaign_sms_queued") + n,
            updated_at=now,
        )
        if not taken:
            row.exclude(left).update(campaign_limit_exceeded_at=Coalesce("campaign_limit_exceeded_at", now))
            row.exclude(fits).update(monthly_limit_exceeded_at=Coalesce("monthly_limit_exceeded_at", now))
        self.refresh_from_db(using=alias)
        return bool(taken)

    def settle(self, *, sent: int = 0, failed: int = 0) -> None:
        """Count the outcome of taken SMS: sent ones add their cost, failed ones no longer use up the total limit."""
        alias = router.db_for_write(CampaignSMSLimit, instance=self)
        CampaignSMSLimit.objects.using(alias).filter(pk=self.pk).update(
            campaign_sms_queued=F("campaign_sms_queued") - sent - failed,
            campaign_sms_sent=F("campaign_sms_sent") + sent,
            campaign_sms_failed=F("campaign_sms_failed") + failed,
            total_cost_cents=F("total_cost_cents") + F("cost_per_sms_cents") * sent,
            updated_at=timezone.now(),
        )
        self.refresh_from_db(using=alias)
