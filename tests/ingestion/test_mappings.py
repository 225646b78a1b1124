"""Each app's ``mapping.py`` against its models: no column is forgotten, and none is misspelled."""

from __future__ import annotations

import pytest
from django.db.models import AutoField

from agent360_models.agent360.salesforce.mapping import salesforce_objects
from agent360_models.bulk._rows import field_of
from agent360_models.ingestion.callrail.mapping import KINDS as CALLRAIL
from agent360_models.ingestion.gsheet.mapping import KINDS as GSHEET
from agent360_models.ingestion.hubspot.mapping import ASSOCIATIONS
from agent360_models.ingestion.hubspot.mapping import KINDS as HUBSPOT
from agent360_models.loading.mapping import Kind, Kinds

KINDS = (*HUBSPOT, *CALLRAIL, *GSHEET)
WRITTEN_HERE = {"raw_data", "sync_created_at", "sync_updated_at"}

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.model.partition("_")[2])


@every_kind
def test_every_column_is_filled_in_its_order(kind: Kind) -> None:
    """From the source, but for those that are written here."""
    model = kind.model_class
    columns = [
        field.attname
        for field in model._meta.concrete_fields
        if field.name not in WRITTEN_HERE and not isinstance(field, AutoField)
    ]

    filled = list(dict.fromkeys(field_of(model, name).attname for name in kind.fields.values()))

    assert filled == columns


@every_kind
def test_what_tells_rows_apart_is_filled(kind: Kind) -> None:
    """The key, and the time by which the newer of two versions is known."""
    needed = {*(field.attname for field in kind.key_fields()), *([kind.newest_by] if kind.newest_by else [])}

    assert needed <= {*kind.fields.values()}


@pytest.mark.parametrize("kinds", [HUBSPOT, CALLRAIL, GSHEET], ids=["hubspot", "callrail", "gsheet"])
def test_every_kind_is_found_by_its_names(kinds: tuple[Kind, ...]) -> None:
    """Its own, and its table's, and by the fields that no other kind has."""
    known = Kinds(kinds)

    for kind in kinds:
        names = (kind.name, f"{kind.name}_data_2026-05-01", kind.model_class._meta.db_table, *kind.also)
        assert [known.named(name) for name in names] == [kind] * len(names)
        assert [known.recognised([name.upper()]) for name in kind.known_by] == [kind] * len(kind.known_by)


def test_pairs_lead_to_kinds_and_their_keys() -> None:
    """From both sides."""
    kinds = Kinds(HUBSPOT)

    assert {name: {own, other} for name, own, other in ASSOCIATIONS.values()} == {
        name: {*kinds[name].key} for name, _, _ in ASSOCIATIONS.values()
    }
    assert {name for kind, other in ASSOCIATIONS for name in (kind, other)} <= {kind.name for kind in HUBSPOT}


def test_the_load_of_salesforce_knows_its_own_objects_only() -> None:
    """A mapping of another source is none of its business."""
    assert {known.model.partition("_")[0] for known in salesforce_objects()} == {"agent360"}
