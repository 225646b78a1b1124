"""The models of the family, and rows of them."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Model

from agent360_models.families import labels
from agent360_models.testing.factories import FamilyFactory, factory_of

# In a fixed order, so that all workers of xdist collect the same tests.
MODELS = [model for label in labels("ingestion") for model in apps.get_app_config(label).get_models()]


def factory(model: type[Model]) -> type[FamilyFactory[Any]]:
    return factory_of(model)


def values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
