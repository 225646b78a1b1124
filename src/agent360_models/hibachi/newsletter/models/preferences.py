"""Subscribers' opt-ins and opt-outs."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from agent360_models.fields.known_values import KnownCharField
from agent360_models.hibachi.newsletter.querysets import PHONE, SubscriberPreferenceQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["SubscriberPreference"]


class SubscriberPreference(models.Model):
    """The last opt-in or opt-out of an address or phone number; written by ``opt_in()`` and ``opt_out()``.

    Inferred: the document names this table, but the original lacks it.
    """

    class Channel(models.TextChoices):
        """Channel of the address."""

        EMAIL = "email", "E-mail"
        SMS = "sms", "SMS"

    class Source(models.TextChoices):
        """Source of the last opt-in or opt-out."""

        WEB_FORM = "web_form", "Form on the website"
        BOOKING = "booking", "Booking"
        SMS_KEYWORD = "sms_keyword", "Keyword by SMS"
        EMAIL_LINK = "email_link", "Link in an e-mail"
        PHONE_CALL = "phone_call", "Phone call"
        STAFF = "staff", "Staff"
        IMPORT = "import", "Import"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    # The database's own rule applies: Django must not look for rows in a table that may be absent.
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        verbose_name="Customer",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="subscriber_preferences",
        help_text="Empty where the address is of nobody known; emptied when the customer is deleted.",
    )
    channel = models.CharField(
        verbose_name="Channel",
        max_length=10,
        choices=Channel,
        help_text="By what the address is reached: e-mail or SMS.",
    )
    address = models.CharField(
        verbose_name="Address",
        max_length=320,
        help_text="An e-mail address in lower case, or a phone as in +14155550100.",
    )
    opted_in = models.BooleanField(
        verbose_name="Opted in", help_text="The last word: true after opt_in(), false after opt_out()."
    )
    opted_in_at = models.DateTimeField(
        verbose_name="Opted in at", null=True, blank=True, help_text="When it agreed last."
    )
    opted_out_at = models.DateTimeField(
        verbose_name="Opted out at", null=True, blank=True, help_text="When it refused last; kept after it agrees."
    )
    source = KnownCharField(
        verbose_name="Source",
        max_length=50,
        choices=Source,
        help_text="How the last word came, such as a form on the website or a keyword by SMS.",
    )
    consent_text = models.TextField(
        verbose_name="Consent text", default="", blank=True, help_text="The words that were agreed to."
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

    personal_fields = ("address",)

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
        return f"{self.get_channel_display()}, opted {'in' if self.opted_in else 'out'}"

    @property
    def said_at(self) -> datetime:
        """Time of the last opt-in or opt-out."""
        said = self.opted_in_at if self.opted_in else self.opted_out_at
        return said or self.created_at
