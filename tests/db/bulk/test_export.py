"""``copy_to``: a queryset as CSV."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models import Count, F, Value
from django.db.models.functions import Concat

from agent360_models.db.bulk import copy_to, upsert
from tests.agent360.helpers import THEN
from tests.bulky.models import Item, Kind, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds() -> None:
    upsert(
        Kind,
        [
            {
                "code": "a",
                "amount": Decimal("1.50"),
                "seen": THEN,
                "data": {"x": 'y"'},
                "tags": ["p", "q"],
                "made": THEN,
            },
            {"code": "b, %s", "amount": None, "seen": None, "data": None, "tags": [], "made": THEN},
        ],
        key="code",
    )


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.usefixtures("kinds")
def test_values_come_as_postgresql_writes_them(tmp_path: Path) -> None:
    """With a header, in the order that is asked for."""
    path = tmp_path / "kinds.csv"

    count = copy_to(Kind.objects.order_by("code"), path, columns=["code", "amount", "seen", "data", "tags"])

    assert count == 2
    assert cells(path.read_text(encoding="utf-8")) == [
        ["code", "amount", "seen", "data", "tags"],
        ["a", "1.50", "2026-05-04 12:00:00+00", '{"x": "y\\""}', "{p,q}"],
        ["b, %s", "", "", "", "{}"],
    ]
    assert [found.name for found in tmp_path.iterdir()] == ["kinds.csv"]


@pytest.mark.usefixtures("kinds")
def test_filters_parameters_slices_and_annotations_hold() -> None:
    """Whatever Django can ask for."""
    text = io.StringIO()
    queryset = Kind.objects.filter(code__contains="%", made__lt=datetime(2027, 1, 1, tzinfo=UTC), tags=[])
    named = queryset.annotate(more=Concat("code", Value("'%"))).values_list("more", "code")

    count = copy_to(named.order_by("code")[:5], text)

    assert (count, cells(text.getvalue())) == (1, [["more", "code"], ["b, %s'%", "b, %s"]])


@pytest.mark.usefixtures("kinds")
@pytest.mark.parametrize(
    ("queryset", "names"),
    [
        (Item.objects.all(), ["key", "text", "age"]),
        (Item.objects.only("text"), ["key", "text"]),
        (Item.objects.defer("text"), ["key", "age"]),
        (Item.objects.values("age", "key"), ["age", "key"]),
        (Item.objects.values_list("age", flat=True), ["age"]),
        (Item.objects.values("text").annotate(n=Count("key")), ["text", "n"]),
        (Item.objects.annotate(double=F("key") * 2), ["key", "text", "age", "double"]),
        (Member.objects.values_list("kind__code", "kind_id"), ["kind__code", "kind_id"]),
        (Item.objects.none(), ["key", "text", "age"]),
    ],
    ids=["all", "only", "defer", "values", "flat", "groups", "annotated", "joined", "none"],
)
def test_the_header_says_what_the_queryset_selects(queryset: Any, names: list[str]) -> None:
    """Attribute names for instances, which ``upsert`` takes again."""
    text = io.StringIO()

    assert copy_to(queryset, text) == 0
    assert text.getvalue() == ",".join(names) + "\n"


def test_into_open_files_without_a_header() -> None:
    """Of text or of bytes; they stay open."""
    upsert(Item, [{"key": 1, "text": "ä"}])
    text, raw = io.StringIO(), io.BytesIO()

    counts = [Item.objects.copy_to(file, columns=["key", "text"], header=False) for file in (text, raw)]

    assert (counts, text.getvalue(), raw.getvalue().decode()) == ([1, 1], "1,ä\n", "1,ä\n")


def test_an_export_goes_back_in() -> None:
    """NULL and the empty text stay apart."""
    upsert(Item, [{"key": 1, "text": None}, {"key": 2, "text": ""}])
    text = io.StringIO()
    copy_to(Item.objects.order_by("key"), text)

    assert text.getvalue() == 'key,text,age\n1,,\n2,"",\n'


def test_an_export_that_breaks_leaves_no_file(tmp_path: Path) -> None:
    """Nor the half of one, and what was there before stays."""
    upsert(Item, [{"key": n} for n in (1, 0)])
    path = tmp_path / "items.csv"
    path.write_text("before", encoding="utf-8")

    with pytest.raises(DatabaseError):
        copy_to(Item.objects.annotate(bad=Value(1) / F("key")).order_by("-key"), path)

    connection.needs_rollback = False
    assert path.read_text(encoding="utf-8") == "before"
    assert [found.name for found in tmp_path.iterdir()] == ["items.csv"]
