"""Random rows: afterwards the table is what a dictionary would be."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent360_models.bulk import Rejection, UpsertResult, upsert
from tests.apps.bulky.models import Item, Member
from tests.support.endurance import trials

pytestmark = pytest.mark.django_db

# The same examples in every run, and few enough for every day; ten times as many in a trial of endurance.
examples = settings(
    derandomize=True,
    database=None,
    max_examples=trials(daily=12, endurance=120),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

keys = st.integers(0, 6)
texts = st.one_of(st.none(), st.sampled_from(["", "a", "A", "ä", "x\\", "\t\n", "5 ch."]))
bad_texts = st.sampled_from(["6 char", "\0", "\udc80"])
ages = st.one_of(st.none(), st.integers(-2, 2))
good_rows = st.fixed_dictionaries({"key": keys, "text": texts, "age": ages})
any_rows = st.fixed_dictionaries(
    {"key": st.one_of(keys, keys, st.none(), st.just(2**31)), "text": st.one_of(texts, texts, bad_texts), "age": ages}
)
options = st.fixed_dictionaries(
    {
        "batch_size": st.integers(1, 9),
        "atomic": st.booleans(),
        "newest_by": st.sampled_from([None, "age"]),
    }
)


@pytest.fixture(autouse=True)
def in_the_end_nothing() -> Iterator[None]:
    """Give each test one transaction; each example takes back its own."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_good(row: dict[str, Any]) -> bool:
    text = row["text"]
    return row["key"] in range(7) and (text is None or (len(text) <= 5 and text.isprintable() | (text in "\t\n")))


def put(table: dict[int, dict[str, Any]], row: dict[str, Any], newest_by: str | None) -> str:
    """Do with one row what an upsert does with it; say what became of it."""
    stored = table.get(row["key"])
    if stored is None:
        table[row["key"]] = row
        return "inserted"
    if newest_by and stored["age"] is not None and (row["age"] is None or row["age"] < stored["age"]):
        return "superseded"
    if stored == row:
        return "unchanged"
    table[row["key"]] = row
    return "updated"


def stored() -> dict[int, dict[str, Any]]:
    return {row["key"]: dict(row) for row in Item.objects.values("key", "text", "age")}


def total(result: UpsertResult) -> int:
    return result.inserted + result.updated + result.unchanged + result.superseded + result.rejected


@examples
@given(before=st.lists(good_rows, max_size=5), rows=st.lists(good_rows, max_size=25), chosen=options)
def test_the_table_is_what_a_dictionary_would_be(
    before: list[dict[str, Any]], rows: list[dict[str, Any]], chosen: dict[str, Any]
) -> None:
    """Whatever the keys, orders, repetitions and nulls, and however the batches fall."""
    table: dict[int, dict[str, Any]] = {}
    with transaction.atomic():
        for row in before:
            put(table, row, None)
        upsert(Item, before)
        known = set(table)
        for row in rows:
            put(table, row, chosen["newest_by"])

        result = upsert(Item, iter(rows), **chosen)
        again = upsert(Item, list(table.values()), **chosen)

        assert stored() == table
        assert total(result) == len(rows)
        assert (result.inserted, result.rejected) == (len(set(table) - known), 0)
        assert again == UpsertResult(unchanged=len(table))
        transaction.set_rollback(True)


@examples
@given(before=st.lists(good_rows, max_size=5), rows=st.lists(any_rows, max_size=25), chosen=options)
def test_the_good_rows_go_in_as_if_the_bad_were_not_there(
    before: list[dict[str, Any]], rows: list[dict[str, Any]], chosen: dict[str, Any]
) -> None:
    """And exactly the bad ones are handed over, each with its number."""
    table: dict[int, dict[str, Any]] = {}
    found: list[Rejection] = []
    with transaction.atomic():
        for row in before:
            put(table, row, None)
        upsert(Item, before)
        for row in filter(is_good, rows):
            put(table, row, chosen["newest_by"])

        result = upsert(Item, rows, on_error="reject", on_reject=found.append, **chosen)

        assert stored() == table
        assert total(result) == len(rows)
        assert [(one.number, one.row) for one in found] == [(n, r) for n, r in enumerate(rows, 1) if not is_good(r)]
        transaction.set_rollback(True)


@examples
@given(rows=st.lists(st.tuples(st.integers(1, 12), st.one_of(st.none(), st.integers(1, 15))), unique_by=lambda r: r[0]))
def test_of_a_family_those_go_in_whose_parents_are_there(rows: list[tuple[int, int | None]]) -> None:
    """In any order within a batch; circles are no harm."""
    table = dict(rows)
    while orphans := [child for child, parent in table.items() if parent is not None and parent not in table]:
        for child in orphans:
            del table[child]
    members = [{"id": n, "team": "a", "number": n, "name": "x", "leader_id": leader} for n, leader in rows]
    with transaction.atomic():
        result = upsert(Member, members, on_error="reject")

        assert dict(Member.objects.values_list("id", "leader_id")) == table
        assert result == UpsertResult(inserted=len(table), rejected=len(rows) - len(table))
        transaction.set_rollback(True)
