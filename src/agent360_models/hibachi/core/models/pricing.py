"""Pricing tiers, and the totals computed from them."""

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
    """A price for parties of certain sizes; administrators write it.

    The document names this table, but the original database lacks it. List it in the setting ``ABSENT`` for such a
    database. The columns come from a later version of the platform.
    """

    class Level(models.TextChoices):
        """Labels of ``public.pricing_tier_level``: the kind of offer."""

        STANDARD = "standard", "Standard"
        PREMIUM = "premium", "Premium"
        DELUXE = "deluxe", "Deluxe"
        CUSTOM = "custom", "Custom"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    name = models.CharField(verbose_name="Name", max_length=100)
    level = PgEnumField(
        verbose_name="Level",
        enum=Level,
        type_name="pricing_tier_level",
        schema="public",
        default=Level.STANDARD,
        help_text="The kind of offer: standard, premium, deluxe or custom.",
    )
    description = models.TextField(verbose_name="Description", null=True, blank=True)
    base_price = models.IntegerField(verbose_name="Base price", help_text="Cents; what a party costs however few come.")
    price_per_guest = models.IntegerField(verbose_name="Price per guest", help_text="Cents, on top of the base price.")
    min_guests = models.IntegerField(
        verbose_name="Minimum of guests", default=1, help_text="The smallest party that it is for; 1 by default."
    )
    max_guests = models.IntegerField(verbose_name="Maximum of guests", help_text="The largest party that it is for.")
    is_active = models.BooleanField(verbose_name="Active", default=True, help_text="Whether it is offered.")
    tier_metadata = models.JSONField(
        verbose_name="Metadata", default=dict, blank=True, help_text="JSON of the platform; no code here reads it."
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

    units = {"base_price": "US cents", "price_per_guest": "US cents"}

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
        """Return the price of a party of ``guests``, in cents.

        Raises ``InvalidValueError`` if the number of guests is outside the tier's range.
        """
        if not self.min_guests <= guests <= self.max_guests:
            raise InvalidValueError(
                f"Pricing tier {self.pk} is for {self.min_guests} to {self.max_guests} guests, not for {guests}."
                " Choose another tier."
            )
        return self.base_price + guests * self.price_per_guest
