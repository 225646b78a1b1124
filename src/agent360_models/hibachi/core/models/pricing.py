"""Pricing tiers, and the totals that follow from them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agent360_models.fields import PgEnumField
from agent360_models.hibachi.core.querysets import PricingTierQuerySet
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["PricingTier"]


class PricingTier(models.Model):
    """A price for parties of certain sizes; written by the administrators.

    The document names the table, and the original lacks it: the setting ``ABSENT`` says so of a database without it.
    The columns are those of a younger version of the platform.
    """

    class Level(models.TextChoices):
        """Labels of ``public.pricing_tier_level``: the kind of offer."""

        STANDARD = "standard", "Standard"
        PREMIUM = "premium", "Premium"
        DELUXE = "deluxe", "Deluxe"
        CUSTOM = "custom", "Custom"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    level = PgEnumField(enum=Level, type_name="pricing_tier_level", schema="public", default=Level.STANDARD)
    description = models.TextField(null=True, blank=True)
    base_price = models.IntegerField(help_text="Cents; what a party costs however few come.")
    price_per_guest = models.IntegerField(help_text="Cents, on top of the base price.")
    min_guests = models.IntegerField(default=1)
    max_guests = models.IntegerField()
    is_active = models.BooleanField(default=True, help_text="Whether it is offered.")
    tier_metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PricingTierQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "pricing_tiers")
        constraints = [
            models.CheckConstraint(
                condition=Q(base_price__gte=0),
                name="check_base_price_positive",
                violation_error_message="The base price is not below zero.",
            ),
            models.CheckConstraint(
                condition=Q(min_guests__gt=0),
                name="check_min_guests_positive",
                violation_error_message="At least one guest comes.",
            ),
            models.CheckConstraint(
                condition=Q(max_guests__gte=F("min_guests")),
                name="check_max_guests_valid",
                violation_error_message="The most guests are not fewer than the fewest.",
            ),
        ]
        indexes = [
            Index(fields=["level"], name="idx_pricing_tiers_level"),
            Index(fields=["is_active"], name="idx_pricing_tiers_active"),
        ]

    def __str__(self) -> str:
        return self.name

    def total_for(self, guests: int) -> int:
        """Return what a party of ``guests`` costs, in cents.

        Raises ``InvalidValueError`` for more or fewer guests than the tier is for.
        """
        if not self.min_guests <= guests <= self.max_guests:
            raise InvalidValueError(
                f"Pricing tier {self.pk} is for {self.min_guests} to {self.max_guests} guests, not for {guests}."
                " Choose another tier."
            )
        return self.base_price + guests * self.price_per_guest
