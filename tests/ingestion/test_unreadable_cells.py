"""Cells of all sources that no column can hold: each is a value, or a reason to reject its row, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Field

from agent360_models.agent360.salesforce.cells import converter as salesforce_converter
from agent360_models.agent360.salesforce.mapping import salesforce_objects
from agent360_models.bulk._rows import field_of
from agent360_models.ingestion.callrail.mapping import KINDS as CALLRAIL
from agent360_models.ingestion.gsheet.mapping import KINDS as GSHEET
from agent360_models.ingestion.hubspot.mapping import KINDS as HUBSPOT
from agent360_models.ingestion.hubspot.models import Deal
from agent360_models.loading.cells import CellError
from agent360_models.loading.values import converter
from tests.support.exports import Folder, counts

LONG = "9" * 1_000_000
NUMBERS = [LONG, f"-{LONG}", f"0.{LONG}", f"{LONG}.5", f"{LONG}%", f"({LONG})", f"${LONG}", f"{LONG}e99", f"{LONG}.0"]
NUMBERS += [
    "1e999999",
    "1E99999999999999999999",
    "-1E-99999999999999999999",
    "1e400",
    f"[{LONG}]",
    '{"a": 1e99999999999999999999}',
]
NUMBERS += ["9,999,999,999,999,999,999,999,999,999,999.99", "1E+999999999999%", "NaN", "-Infinity", "inf", "sNaN"]
TIMES = ["24:00", "2026-01-01T24:00:00Z", "infinity", "-infinity", "now", "today", "10000-01-01", "0000-01-01", "-1"]
TIMES += ["2026-02-30", "9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+05:00", "99999999999999999999", "1e30"]
OF_JSON = [Decimal(LONG), Decimal("1E+999999999999"), Decimal("NaN"), float("inf"), float("nan"), 10**5000, -(10**5000)]
CELLS: list[object] = [*NUMBERS, *TIMES, *OF_JSON, [Decimal("1E+999999")], {"a": float("nan")}, [10**5000]]


def fields_of(model: Any) -> list[Field[Any, Any]]:
    """Return one column of each kind of a model."""
    found = {(type(field), field.null, field.primary_key): field for field in model._meta.concrete_fields}
    return [field for field in found.values() if not field.is_relation]


INGESTED = [
    (kind.name, field_of(kind.model_class, name))
    for kind in (*HUBSPOT, *CALLRAIL, *GSHEET)
    for name in kind.fields.values()
]
SYNCED = [(target.name, field) for target in salesforce_objects() for field in fields_of(target.model_class)]


def kinds(columns: list[tuple[str, Field[Any, Any]]]) -> list[Any]:
    """Return one column of each kind and limits."""
    found = {
        (type(field), field.null, field.primary_key, field.max_length, getattr(field, "max_digits", 0)): (name, field)
        for name, field in columns
    }
    return [pytest.param(field, id=f"{name}.{field.name}") for name, field in found.values()]


def looked_at(convert: Any, field: Field[Any, Any]) -> None:
    for cell in CELLS:
        try:
            value = convert(cell)
        except CellError:
            continue
        if isinstance(value, datetime):
            assert value.astimezone(UTC).year
        if isinstance(value, Decimal | float):
            assert isfinite(value), field


@pytest.mark.parametrize("field", kinds(INGESTED))
def test_cells_of_the_warehouses_sources(field: Field[Any, Any]) -> None:
    """Of every kind of column."""
    looked_at(converter(field), field)


@pytest.mark.parametrize("field", kinds(SYNCED))
def test_cells_of_salesforce(field: Field[Any, Any]) -> None:
    """Of every kind of column."""
    looked_at(salesforce_converter(field), field)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12345678901234567890123456789012345678.5%", "123456789012345678901234567890123456.785"),
        ("(12345678901234567890123456789012345678.25)", "-12345678901234567890123456789012345678.25"),
    ],
)
def test_long_numbers_keep_their_digits(cell: str, value: str) -> None:
    """A percentage is moved by two places, and a sign turned, without rounding."""
    from django.db.models import DecimalField

    field: Any = DecimalField(max_digits=60, decimal_places=3, null=True)

    assert converter(field)(cell) == Decimal(value)


@pytest.mark.django_db
@pytest.mark.parametrize("cell", [LONG, "1E99999999999999999999", f"{LONG}%", "NaN", "Infinity"])
@pytest.mark.parametrize("kind", ["csv", "json", "jsonl"])
def test_one_bad_number_is_one_reject(tmp_path: Path, cell: str, kind: str) -> None:
    """And not the end of the load, in whatever a source sends."""
    folder = Folder(tmp_path, "hubspot")
    if kind == "csv":
        lines = ["id,amount", f"1,{cell}", "2,5"]
    else:
        is_number = cell[-1].isdigit()
        records = [f'{{"id": "1", "properties": {{"amount": {cell if is_number else chr(34) + cell + chr(34)}}}}}']
        records.append('{"id": "2", "properties": {"amount": 5}}')
        lines = records if kind == "jsonl" else ["[", ",".join(records), "]"]
    folder.write(f"deals.{kind}", *lines)

    reports = folder.load()

    assert counts(*reports) == {"deals": {"read": 2, "inserted": 1, "rejected": 1}}
    assert Deal.objects.get().pk == "2"


@pytest.mark.django_db
def test_a_progress_callback_may_query(tmp_path: Path) -> None:
    """On the same alias."""
    folder = Folder(tmp_path, "hubspot")
    folder.write("deals.csv", "id,amount", *(f"{n},5" for n in range(5_000)))
    seen: list[int] = []

    folder.load(progress=lambda _table, _rows: seen.append(Deal.objects.count()))

    assert seen == [0]
