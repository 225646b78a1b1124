"""Subscribers of campaigns, and their consents."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, router
from django.db.models import Q
from django.utils import timezone

from agent360_models.hibachi.newsletter.querysets import SubscriberQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["Subscriber"]


class Subscriber(models.Model):
    """A person who gets campaigns. The platform writes the row; only the platform can decrypt the addresses.

    ``agree()`` and ``unsubscribe()`` also write the consents.
    """

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        verbose_name="Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="subscribers",
        help_text="Empty where the address is of nobody known; emptied when the customer is deleted.",
    )
    email_enc = models.BinaryField(verbose_name="E-mail", help_text="Encrypted by the platform, which has the key.")
    phone_enc = models.BinaryField(verbose_name="Phone", null=True, blank=True, help_text="Encrypted by the platform.")
    subscribed = models.BooleanField(
        verbose_name="Subscribed",
        default=True,
        help_text="Nobody else gets campaigns; written by agree() and unsubscribe().",
    )
    source = models.CharField(
        verbose_name="Source", max_length=50, null=True, blank=True, help_text="Such as web_form."
    )
    sms_consent = models.BooleanField(
        verbose_name="Consent to SMS",
        default=False,
        help_text="Whether campaigns may be sent by it; written by agree().",
    )
    email_consent = models.BooleanField(
        verbose_name="Consent to e-mail",
        default=False,
        help_text="Whether campaigns may be sent by it; written by agree().",
    )
    consent_updated_at = models.DateTimeField(
        verbose_name="Consent updated at", null=True, blank=True, help_text="When the last word was said."
    )
    consent_ip_address = models.CharField(
        verbose_name="IP address of the consent",
        max_length=45,
        null=True,
        blank=True,
        help_text="Where it was given from: IPv4 or IPv6, as text.",
    )
    tags = ArrayField(
        models.CharField(max_length=50),
        verbose_name="Tags",
        null=True,
        blank=True,
        default=list,
        help_text="Up to 50 characters each; the platform chooses them.",
    )
    engagement_score = models.IntegerField(verbose_name="Engagement score", default=0, help_text="From 0 to 100.")
    total_emails_sent = models.IntegerField(
        verbose_name="Total e-mails sent", default=0, help_text="Of all campaigns; counted by the platform."
    )
    total_emails_opened = models.IntegerField(
        verbose_name="Total e-mails opened", default=0, help_text="Of all campaigns; counted by the platform."
    )
    total_clicks = models.IntegerField(
        verbose_name="Total clicks", default=0, help_text="Of all campaigns; counted by the platform."
    )
    last_email_sent_date = models.DateTimeField(
        verbose_name="Last e-mail sent at",
        null=True,
        blank=True,
        help_text="A date with its time; written by the platform.",
    )
    last_opened_date = models.DateTimeField(
        verbose_name="Last opened at", null=True, blank=True, help_text="A date with its time; written by the platform."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    unsubscribed_at = models.DateTimeField(
        verbose_name="Unsubscribed at",
        null=True,
        blank=True,
        help_text="Written by unsubscribe(); emptied by whoever agrees again.",
    )
    total_sms_sent = models.IntegerField(
        verbose_name="Total SMS sent", default=0, help_text="Of all campaigns; counted by the platform."
    )
    total_sms_delivered = models.IntegerField(
        verbose_name="Total SMS delivered", default=0, help_text="Of all campaigns; counted by the platform."
    )
    total_sms_failed = models.IntegerField(
        verbose_name="Total SMS failed", default=0, help_text="Of all campaigns; counted by the platform."
    )
    last_sms_sent_date = models.DateTimeField(
        verbose_name="Last SMS sent at",
        null=True,
        blank=True,
        help_text="A date with its time; written by the platform.",
    )
    last_sms_delivered_date = models.DateTimeField(
        verbose_name="Last SMS delivered at",
        null=True,
        blank=True,
        help_text="A date with its time; written by the platform.",
    )

    secret_fields = ("email_enc", "phone_enc")
    personal_fields = ("consent_ip_address",)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "subscribers")
        constraints = [
            models.CheckConstraint(
                condition=Q(engagement_score__gte=0, engagement_score__lte=100),
                name="check_engagement_score_range",
                violation_error_message="The score is from 0 to 100.",
            )
        ]
        indexes = [
            Index(fields=["customer"], name="ix_newsletter_subscribers_customer"),
            Index(fields=["engagement_score"], name="ix_newsletter_subscribers_engagement"),
            Index(fields=["subscribed"], name="ix_newsletter_subscribers_subscribed"),
            Index(fields=["last_sms_sent_date"], name="ix_subscribers_last_sms_sent_date"),
            Index(fields=["sms_consent", "subscribed"], name="ix_subscribers_sms_consent"),
        ]

    def __str__(self) -> str:
        return f"Subscriber since {moment(self.created_at)}"

    def agree(
        self, *, sms: bool | None = None, email: bool | None = None, at: datetime | None = None, ip_address: str = ""
    ) -> bool:
        """Record a consent, unless a later statement is stored; tell whether it was written.

        ``None`` leaves a channel unchanged. Consent to any channel also subscribes the person again.
        """
        columns: dict[str, Any] = {"sms_consent": sms, "email_consent": email, "consent_ip_address": ip_address or None}
        given = {name: value for name, value in columns.items() if value is not None}
        if sms or email:
            given |= {"subscribed": True, "unsubscribed_at": None}
        return self._say(at or timezone.now(), given)

    def unsubscribe(self, *, at: datetime | None = None) -> bool:
        """Record an unsubscription, unless a later statement is stored; tell whether it was written."""
        moment = at or timezone.now()
        return self._say(moment, {"subscribed": False, "unsubscribed_at": moment})

    def _say(self, moment: datetime, given: dict[str, Any]) -> bool:
        """Write a statement unless a later one is stored; one UPDATE, so the later of two concurrent ones wins."""
        alias = router.db_for_write(Subscriber, instance=self)
        row = Subscriber.objects.using(alias).filter(pk=self.pk)
        earlier = row.filter(Q(consent_updated_at__isnull=True) | Q(consent_updated_at__lte=moment))
        is_written = bool(earlier.update(**given, consent_updated_at=moment))
        self.refresh_from_db(using=alias, fields=[*given, "consent_updated_at"])
        return is_written
