"""Customers."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from agent360_models.fields import PgEnumField
from agent360_models.hibachi.core.querysets import StationCustomerQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["Customer"]


class Customer(models.Model):
    """Somebody who asks for a chef; written when the first request arrives, and by the people of the station."""

    class Channel(models.TextChoices):
        """How the customer wants to hear from us."""

        EMAIL = "email", "E-mail"
        SMS = "sms", "SMS"
        PHONE = "phone", "Phone"
        SOCIAL = "social", "Social media"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    station = models.ForeignKey(
        "hibachi_identity.Station",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="customers",
    )
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, default="", blank=True)
    email = models.EmailField(max_length=254, null=True, blank=True)
    phone = models.CharField(max_length=32, null=True, blank=True, help_text="As dialled from abroad: +15551234567.")
    preferred_channel = PgEnumField(enum=Channel, type_name="contact_channel", schema="core", default=Channel.EMAIL)
    preferences = models.JSONField(
        default=dict, blank=True, help_text="Allergies, favourite proteins and the like, as the forms ask for them."
    )
    notes = models.TextField(default="", blank=True)
    email_opt_in = models.BooleanField(default=False, help_text="Whether newsletters may be sent.")
    sms_opt_in = models.BooleanField(default=False, help_text="Whether advertising may be sent by SMS.")
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = StationCustomerQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "customers")
        constraints = [
            models.UniqueConstraint(
                "station",
                Lower("email"),
                name="uq_customers_station_email",
                violation_error_message="The station has a customer with this e-mail address already.",
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False),
                name="ck_customers_reachable",
                violation_error_message="A customer has an e-mail address or a phone number.",
            ),
        ]
        indexes = [
            Index(fields=["phone"], name="ix_core_customers_phone"),
            Index(fields=["last_name", "first_name"], name="ix_core_customers_name"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
