"""Every column of every family: a label that a person would say, and a text that adds to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from agent360_models.dictionary.words import adds
from agent360_models.families import family_of
from tests.support.families import LABELS

# Families whose columns are not described yet.
PENDING: set[str] = set()
# Columns of agent360 without a text, and why.
NOTHING_KNOWN = {
    "agent360_ai_assistant.AiSchemaConfig.asc_version": "the documents do not say who raises it, nor when",
    "agent360_campaigns.Campaign.cmp_initial_quantity": "the documents do not say what is counted, in which unit",
    "agent360_campaigns.Campaign.cmp_used_quantity": "the documents do not say what is counted, in which unit",
    "agent360_catalog.Product.prd_classification": "the documents name no class, and do not say who sets it",
}
DESCRIBED = {"agent360": 1.0}  # of the columns that are not in NOTHING_KNOWN
OTHERS_DESCRIBED = 0.7

FAMILIES = sorted({str(family_of(label)) for label in LABELS} - PENDING)
COLUMNS: dict[str, list[Any]] = {
    family: [
        field
        for label in LABELS
        if family_of(label) == family
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.concrete_fields
        if not (field.auto_created and field.remote_field)  # of multi-table inheritance
    ]
    for family in FAMILIES
}

every_family = pytest.mark.parametrize("family", FAMILIES)


def says_more(field: Any) -> bool:
    meta = field.model._meta
    return adds(field.help_text, field.name, field.column, str(field.verbose_name), meta.object_name, meta.verbose_name)


def is_label(field: Any) -> bool:
    """Tell whether the label is one that a person would say: "Credit limit", not "acc credit limit"."""
    label = str(field.verbose_name)
    first, *others = (other.name for other in field.model._meta.concrete_fields)
    prefix = first.split("_")[0]
    has_prefix = "_" in first and others and all(name.startswith(f"{prefix}_") for name in others)
    spoken = label.lower().split()
    return (
        label[0].isupper()
        and "_" not in label
        and not label.endswith(".")
        and "sf" not in spoken
        and not (has_prefix and spoken[0] == prefix)
    )


@every_family
def test_a_column_has_a_label_that_a_person_would_say(family: str) -> None:
    assert [str(field) for field in COLUMNS[family] if not is_label(field)] == []


@every_family
def test_no_two_columns_of_a_model_have_one_label(family: str) -> None:
    """A form would show two boxes of one name."""
    seen: set[tuple[str, str]] = set()
    double = []
    for field in COLUMNS[family]:
        key = field.model._meta.label, str(field.verbose_name).lower()
        double += [str(field)] if key in seen else []
        seen.add(key)
    assert double == []


@every_family
def test_a_text_says_more_than_the_name(family: str) -> None:
    described = [field for field in COLUMNS[family] if field.help_text]
    assert [str(field) for field in described if not says_more(field)] == []
    assert [str(field) for field in described if not str(field.help_text).endswith(".")] == []


@every_family
def test_most_columns_have_a_text(family: str) -> None:
    """All of agent360's but for a short list that says why."""
    known = [field for field in COLUMNS[family] if str(field) not in NOTHING_KNOWN]
    bare = [str(field) for field in known if not field.help_text]
    assert len(bare) <= len(known) * (1 - DESCRIBED.get(family, OTHERS_DESCRIBED)), bare


@pytest.mark.skipif("agent360" not in FAMILIES, reason="The list is of agent360.")
def test_the_list_of_columns_without_a_text_is_up_to_date() -> None:
    bare = {str(field): field.help_text for field in COLUMNS["agent360"] if str(field) in NOTHING_KNOWN}
    assert bare == dict.fromkeys(NOTHING_KNOWN, "")
