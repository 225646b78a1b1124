"""Customers."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from agent360_models.hibachi.core.querysets import StationCustomerQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["Customer"]


class Customer(models.Model):
    """A person who asks for a chef. The platform writes the row and encrypts the e-mail address and phone number.

    A row-level security policy shows a row to the active users of its station, and to admins.
    """

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    first_name = models.CharField(verbose_name="First name", max_length=100)
    last_name = models.CharField(verbose_name="Last name", max_length=100)
    email_encrypted = models.TextField(
        verbose_name="Encrypted e-mail", help_text="As the platform encrypts it, with a key that is the platform's."
    )
    phone_encrypted = models.TextField(
        verbose_name="Encrypted phone", help_text="As the platform encrypts it, with a key that is the platform's."
    )
    consent_sms = models.BooleanField(
        verbose_name="Consent to SMS", default=False, help_text="Whether advertising may be sent by SMS."
    )
    consent_email = models.BooleanField(
        verbose_name="Consent to e-mail", default=False, help_text="Whether newsletters may be sent."
    )
    consent_updated_at = models.DateTimeField(verbose_name="Consent updated at", null=True, blank=True)
    timezone = models.CharField(verbose_name="Time zone", max_length=50, help_text="Such as America/Los_Angeles.")
    tags = ArrayField(
        models.CharField(max_length=50),
        verbose_name="Tags",
        null=True,
        blank=True,
        help_text="Up to 50 characters each; the platform chooses them.",
    )
    notes = models.TextField(verbose_name="Notes", null=True, blank=True)
    created_at = models.DateTimeField(
        verbose_name="Created at", default=now, editable=False, help_text="Written once, and not changed after that."
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )
    deleted_at = models.DateTimeField(
        verbose_name="Deleted at",
        null=True,
        blank=True,
        help_text="The row stays in all queries; live() leaves it out.",
    )
    station = models.ForeignKey(
        "hibachi_identity.Station",
        verbose_name="Station",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="customers",
        help_text="Its active users are shown the row; it cannot be deleted while rows refer to it.",
    )

    secret_fields = ("email_encrypted", "phone_encrypted")
    personal_fields = ("first_name", "last_name", "notes")

    expected_settings = ("app.current_user_id",)  # the policy reads it

    objects = StationCustomerQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "customers")
        constraints = [
            models.UniqueConstraint(
                fields=["station", "email_encrypted"],
                name="idx_customer_station_email",
                violation_error_message="The station has a customer with this e-mail address already.",
            ),
            models.UniqueConstraint(
                fields=["email_encrypted"],
                condition=Q(deleted_at__isnull=True),
                name="ix_core_customers_email_active",
                violation_error_message="There is a customer with this e-mail address already.",
            ),
        ]
        indexes = [Index(fields=["station", "created_at"], name="idx_customer_station_created")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
