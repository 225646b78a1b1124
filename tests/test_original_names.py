"""Names of two families whose tables are ours, held against the databases behind their documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from agent360_models.families import labels
from agent360_models.names import split
from tests.automate.test_documented import COLUMNS as DOCUMENTED
from tests.support.originals import facts_of, needs_originals

pytestmark = needs_originals

FAMILIES = ("ingestion", "automate")
# Tables that the original lacks; the document names them, but for the last two, whose original name holds a dot.
NOT_THERE = {
    "ingestion": {
        "hubspot_deal",
        "hubspot_company",
        "hubspot_lineitem",
        "hubspot_contacttodealassociation",
        "hubspot_contacttocompanyassociation",
        "genius_user",
        "genius_contact",
        "arrivy_template",
        "marketsharp_data",
        "alerts_rule",
        "alerts_alert",
    },
    "automate": {
        f"automate_governance_{name}" for name in ("rulespec", "connectionprofile", "storedsecret", "throttlebucket")
    },
}
# Columns of automate that neither the document nor the original has; each is needed by a method of the document.
INFERRED = {
    "core.Execution": {"status_changed_at"},
    "core.StepRun": {"status_changed_at"},
    "core.Job": {"status_changed_at", "claim", "started_at", "ended_at", "progress", "cancel_requested"},
    "datachat.ChatEmbed": {"key_prefix"},
    "modal.ModalEndpoint": {"app_name"},
    "modal.ModalJob": {"status_changed_at", "function_call_id"},
    "providers.MCPServer": {"status_changed_at"},
    "providers.MCPTool": {"removed_at"},
    "providers.PromptVersion": {"engine"},
    "rag.KnowledgeSource": {"synced_at", "document_count", "sync_error"},
}


def models(family: str) -> Iterator[type[Model]]:
    for label in labels(family):
        yield from apps.get_app_config(label).get_models()


def original_name(model: type[Model]) -> str:
    schema, table = split(model._meta.db_table)
    return f"{schema or 'public'}.{table}"


def columns(model: type[Model]) -> set[str]:
    return {str(field.column) for field in model._meta.concrete_fields}


def shared(family: str) -> Iterator[tuple[type[Model], dict[str, Any]]]:
    """Yield the models whose table the original has, with what it has of it."""
    facts = facts_of(family)
    for model in models(family):
        if original := facts.get(original_name(model)):
            yield model, original


@pytest.mark.parametrize("family", FAMILIES)
def test_a_table_is_called_as_the_original_calls_it(family: str) -> None:
    """Unless the document names it."""
    facts = facts_of(family)

    assert {
        split(model._meta.db_table)[1] for model in models(family) if original_name(model) not in facts
    } == NOT_THERE[family]


@pytest.mark.parametrize("family", FAMILIES)
def test_no_column_has_a_guessed_name_where_the_original_has_another(family: str) -> None:
    """A name that the document gives stays."""
    by_table = {original_name(model): columns(model) for model in models(family)}
    renamed = [
        (place.partition("=")[0], ours, theirs.removeprefix("!"))
        for place, names in facts_of("naming")[family].items()
        for ours, theirs, who in names
        if who == "guess"
    ]

    assert len(renamed) > 5
    assert [
        (table, ours, theirs)
        for table, ours, theirs in renamed
        if ours in by_table[table] or theirs not in by_table[table]
    ] == []


def test_the_lead_of_a_contact_has_the_original_columns() -> None:
    """All of them, and no other."""
    ((contact, original),) = (each for each in shared("ingestion") if each[0]._meta.db_table == "hubspot_contact")

    assert {name for name in columns(contact) if name.startswith("lead_")} == {
        name for name, *_ in original["columns"] if name.startswith("lead_")
    }


@pytest.mark.parametrize("table", ["division", "division_group", "marketing_source"])
def test_a_table_of_genius_that_the_document_only_mentions_has_original_columns(table: str) -> None:
    """But for the record as it was sent."""
    ((model, original),) = (each for each in shared("ingestion") if each[0]._meta.db_table == f"genius_{table}")

    assert columns(model) - {name for name, *_ in original["columns"]} == {"raw_data"}
    assert model._meta.pk is not None
    assert [model._meta.pk.column] == original["primary_key"]


def test_keys_of_automate_are_the_original_ones() -> None:
    """The document names one of them."""
    kinds = {"UUIDField": "uuid", "BigAutoField": "bigint", "SlugField": "character varying(50)"}

    found, originals = {}, {}
    for model, original in shared("automate"):
        key = model._meta.pk
        assert key is not None
        found[model._meta.label] = ([key.column], kinds[type(key).__name__])
        types = {name: kind for name, kind, *_ in original["columns"]}
        originals[model._meta.label] = (original["primary_key"], types[original["primary_key"][0]])
    assert len(found) == 31
    assert found == originals


def test_a_column_of_automate_is_documented_original_or_needed() -> None:
    """And what is needed is named as inferred where the app is described."""
    invented = {}
    for model, original in shared("automate"):
        name = f"{model._meta.app_label.removeprefix('automate_')}.{model.__name__}"
        known = {column for column, *_ in original["columns"]}
        documented = {str(model._meta.get_field(column).column) for column in DOCUMENTED[name]}  # type: ignore[union-attr]
        if rest := columns(model) - known - documented:
            invented[name] = rest

    assert invented == INFERRED
    for name, names in INFERRED.items():
        folder = apps.get_app_config(f"automate_{name.partition('.')[0]}").path
        text = Path(folder, "README.md").read_text(encoding="utf-8")
        assert [column for column in names if f"`{column}`" not in text and f".{column}`" not in text] == []
