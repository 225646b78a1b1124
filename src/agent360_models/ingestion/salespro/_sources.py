"""Origins of the customers of SalesPro: rows that belong to the apps of other systems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from agent360_models.ingestion.cross_system import rows_of

if TYPE_CHECKING:
    from agent360_models.ingestion.salespro.models import Customer

# What crm_source says, in lower case, and the model whose key crm_source_id is.
CRM_SOURCES = {
    "genius": "ingestion_genius.Lead",
    "hubspot": "ingestion_hubspot.Contact",
    "marketsharp": "ingestion_marketsharp.Data",
    "salesrabbit": "ingestion_salesrabbit.Lead",
}


def source_records(customers: Iterable[Customer]) -> dict[str, Model | None]:
    """Return the row that each customer came from, by the customer's id; one query for each system."""
    references = {customer.pk: _reference(customer) for customer in customers}
    keys: dict[str, set[Any]] = defaultdict(set)
    for name, key in filter(None, references.values()):
        keys[name].add(key)
    records = {
        (name, key): record for name, wanted in keys.items() for key, record in rows_of(name).in_bulk(wanted).items()
    }
    return {pk: reference and records.get(reference) for pk, reference in references.items()}


def _reference(customer: Customer) -> tuple[str, Any] | None:
    """Return the model and key that a customer names, if it names any that could be there."""
    name = CRM_SOURCES.get((customer.crm_source or "").lower())
    if name is None or customer.crm_source_id is None:
        return None
    try:
        key = rows_of(name).model._meta.pk.clean(customer.crm_source_id, None)
    except ValidationError:
        return None
    # int() takes "007" and "1_000" too, which nobody writes for 7 and 1000.
    return (name, key) if str(key) == customer.crm_source_id else None
