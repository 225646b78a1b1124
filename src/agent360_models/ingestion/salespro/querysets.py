"""Customers, and the rows of other systems that they came from."""

from typing import TYPE_CHECKING, Self

from django.db.models import Model

from agent360_models.ingestion.querysets import IngestedQuerySet
from agent360_models.ingestion.salespro._sources import CRM_SOURCES, source_records

if TYPE_CHECKING:
    # In a string below, where ruff does not look.
    from agent360_models.ingestion.salespro.models import Customer  # noqa: F401


class CustomerQuerySet(IngestedQuerySet["Customer"]):
    """Customers of SalesPro."""

    def source_records(self) -> dict[str, Model | None]:
        """Return by ``customer_id`` what ``source_record()`` returns of each, in one query for each system."""
        return source_records(self.only("crm_source", "crm_source_id"))

    def came_from(self, record: Model) -> Self:
        """Return the customers that came from a row of another system.

        Raises ``TypeError`` for a row of a model that customers do not come from.
        """
        label = record._meta.label
        sources = [source for source, known in CRM_SOURCES.items() if known == label]
        if not sources:
            raise TypeError(f"No customer of SalesPro comes from {label}, but from {', '.join(CRM_SOURCES.values())}.")
        return self.filter(crm_source_id=str(record.pk), crm_source__iexact=sources[0])
