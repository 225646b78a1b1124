"""Queryset of calls by phone number."""

from typing import Any, Self, TypeVar

from django.db.models import Model

from agent360_models.ingestion.phones import HasPhoneNumbers, NormalizedPhone
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["CallQuerySet"]

_Row = TypeVar("_Row", bound=Model)


class CallQuerySet(IngestedQuerySet[_Row]):
    """Calls."""

    def of_numbers(self, *numbers: Any) -> Self:
        """Return the calls from and to these phone numbers, each in the form of ``normalize_phone``."""
        return self.alias(customer=NormalizedPhone("customer_phone_number")).filter(customer__in=numbers)

    def of_contact(self, contact: HasPhoneNumbers) -> Self:
        """Return the calls from and to a HubSpot contact."""
        return self.of_numbers(*contact.phone_numbers())
