"""Origins of SalesPro's customers: rows in the apps of other systems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from agent360_models.ingestion.cross_system import key_of, rows_of

if TYPE_CHECKING:
    from agent360_models.ingestion.salespro.models import Customer

# Values of crm_source in lower case, with the model whose key crm_source_id contains.
CRM_SOURCES = {
    "genius": "ingestion_genius.Lead",
    "hubspot": "ingestion_hubspot.Contact",
    "marketsharp": "ingestion_marketsharp.Data",
    "salesrabbit": "ingestion_salesrabbit.Lead",
}


def source_records(customers: Iterable[Customer]) -> dict[str, Model | None]:
    """Return each customer's original row, by the customer's id; one query per system."""
    references = {customer.pk: _reference(customer) for customer in customers}
    keys: dict[str, set[Any]] = defaultdict(set)
    for name, key in filter(None, references.values()):
        keys[name].add(key)
    records = {
        (name, key): record for name, wanted in keys.items() for key, record in rows_of(name).in_bulk(wanted).items()
    }
    return {pk: reference and records.get(reference) for pk, reference in references.items()}


def _reference(customer: Customer) -> tuple[str, Any] | None:
    name = CRM_SOURCES.get((customer.crm_source or "").lower())
    key = None if name is None else key_of(rows_of(name).model, customer.crm_source_id)
    return None if name is None or key is None else (name, key)
