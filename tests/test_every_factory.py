"""Traits: what the factories of every family offer beside a plain row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from agent360_models import conf
from agent360_models.testing.factories import FamilyFactory, Trait, factories
from tests.support.families import LABELS

Factory = type[FamilyFactory[Any]]

FACTORIES = {model: found for model, found in factories().items() if model._meta.app_label in LABELS}
TRAITS = [
    (factory, name)
    for factory in FACTORIES.values()
    for name, parameter in factory._meta.parameters.items()
    if isinstance(parameter, Trait)
]


@pytest.mark.parametrize(("model", "factory"), FACTORIES.items(), ids=[model._meta.label for model in FACTORIES])
def test_the_readme_lists_the_traits(model: type[Model], factory: Factory) -> None:
    """So that nobody has to read the code."""
    readme = Path(apps.get_app_config(model._meta.app_label).path, "README.md").read_text(encoding="utf-8")

    row = re.search(rf"^\| `{factory.__name__}`.* \|(.*)\|$", readme, re.MULTILINE)

    assert row is not None
    assert set(re.findall(r"`(\w+)`", row[1])) == {name for other, name in TRAITS if other is factory}


@pytest.mark.django_db(databases=sorted({"default", *map(conf.alias_for, LABELS)}))
@pytest.mark.parametrize(
    ("factory", "trait"), TRAITS, ids=[f"{f._meta.model._meta.label}-{name}" for f, name in TRAITS]
)
def test_a_trait_gives_a_valid_row(factory: Factory, trait: str) -> None:
    """As the admin would take it; but for a row whose parent is to be missing, which is found as such."""
    row = factory.create(**{trait: True})

    if trait == "dangling":
        assert list(type(row)._default_manager.dangling()) == [row]
    else:
        row.full_clean()
