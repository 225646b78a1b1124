"""Where the customers of SalesPro came from: rows that belong to the apps of other systems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model

from agent360_models.families import APPS

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
    keys: dict[type[Model], set[Any]] = defaultdict(set)
    for model, key in filter(None, references.values()):
        keys[model].add(key)
    rows = {
        (model, key): row for model in keys for key, row in model._default_manager.in_bulk(list(keys[model])).items()
    }
    return {pk: reference and rows.get(reference) for pk, reference in references.items()}


def _reference(customer: Customer) -> tuple[type[Model], Any] | None:
    """Return the model and key that a customer names, if it names any that could be there."""
    label = CRM_SOURCES.get((customer.crm_source or "").lower())
    if label is None or customer.crm_source_id is None:
        return None
    model = _model(label)
    try:
        key = model._meta.pk.clean(customer.crm_source_id, None)
    except ValidationError:
        return None
    # int() takes "007" and "1_000" too, which nobody writes for 7 and 1000.
    return (model, key) if str(key) == customer.crm_source_id else None


def _model(label: str) -> type[Model]:
    try:
        return apps.get_model(label)
    except LookupError as error:
        module = APPS[label.partition(".")[0]].module
        raise ImproperlyConfigured(
            f"Customers of SalesPro came from {label}, whose app is not installed. Add {module!r} to INSTALLED_APPS."
        ) from error
