"""Pricing tiers, and the totals and deposits that follow from them."""

import uuid
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agent360_models.fields import PgEnumField
from agent360_models.hibachi.core.querysets import PricingTierQuerySet
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.names import qualified

__all__ = ["PricingTier"]

_CENT = Decimal("0.01")


class PricingTier(models.Model):
    """What a guest costs, and how much of the price is the deposit; written by the administrators."""

    class Level(models.TextChoices):
        """Which of the four kinds of offer it is."""

        STANDARD = "standard", "Standard"
        PREMIUM = "premium", "Premium"
        DELUXE = "deluxe", "Deluxe"
        CUSTOM = "custom", "Custom"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    level = PgEnumField(enum=Level, type_name="pricing_level", schema="core", default=Level.STANDARD)
    name = models.CharField(max_length=100, unique=True)
    description = models.TextField(default="", blank=True)
    price_per_adult = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True, help_text="Empty where each offer has its own price."
    )
    price_per_child = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    minimum_total = models.DecimalField(
        max_digits=10, decimal_places=2, default=0, help_text="What a party costs however few come."
    )
    deposit_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    deposit_minimum = models.DecimalField(
        max_digits=10, decimal_places=2, default=0, help_text="The deposit is no less, unless the whole price is."
    )
    is_active = models.BooleanField(default=True, help_text="Whether it is offered; bookings keep it in any case.")
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PricingTierQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "pricing_tiers")
        constraints = [
            models.CheckConstraint(
                condition=Q(price_per_adult__gte=0)
                & Q(price_per_child__gte=0)
                & Q(minimum_total__gte=0)
                & Q(deposit_minimum__gte=0),
                name="ck_pricing_tiers_amounts",
                violation_error_message="No amount is below zero.",
            ),
            models.CheckConstraint(
                condition=Q(deposit_percent__gte=0, deposit_percent__lte=100),
                name="ck_pricing_tiers_deposit_percent",
                violation_error_message="The deposit is between 0 and 100 percent.",
            ),
            models.CheckConstraint(
                condition=Q(level="custom") | Q(price_per_adult__isnull=False, price_per_child__isnull=False),
                name="ck_pricing_tiers_prices",
                violation_error_message="Only a custom tier has no price for adults and children.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def total_for(self, guests: int, children: int = 0) -> Decimal:
        """Return what a party of ``guests`` costs, ``children`` of them at the price of children.

        Raises ``InvalidValueError`` for a custom tier that has no prices.
        """
        if self.price_per_adult is None or self.price_per_child is None:
            raise InvalidValueError(f"Pricing tier {self.pk} has no price per guest: agree on the total, and give it.")
        price = (guests - children) * self.price_per_adult + children * self.price_per_child
        return max(price, self.minimum_total).quantize(_CENT, ROUND_HALF_UP)

    def deposit_for(self, total: Decimal) -> Decimal:
        """Return the deposit on a total: ``deposit_percent`` of it, half a cent rounded up.

        It is no less than ``deposit_minimum``, and no more than the total.
        """
        percent = (total * self.deposit_percent / 100).quantize(_CENT, ROUND_HALF_UP)
        return min(max(percent, self.deposit_minimum), total)
