"""Two write the same rows at the same time."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections, transaction

from agent360_models.agent360.catalog.models import ProductBrand
from agent360_models.agent360.salesforce.ids import to_18
from agent360_models.agent360.salesforce.load import load
from agent360_models.bulk import UpsertResult, upsert
from agent360_models.loading import _parts
from agent360_models.loading.report import Report
from tests.faults.database import SECONDS, Database
from tests.faults.rows import brand, content, stored, trap, write_export

ONE, OTHER = range(1200), range(600, 1800)
SHUFFLED = Random(20261122).sample(range(600, 1800), 1200)  # noqa: S311  # no secret


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads, each over a connection of its own; return what each returned or raised."""
    outcomes: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            outcomes[place] = call()
        except Exception as error:  # noqa: BLE001  # an outcome to look at
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=item, daemon=True) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return outcomes


@pytest.mark.parametrize("atomic", [(False, False), (True, True), (True, False)], ids=["batches", "atomic", "mixed"])
@pytest.mark.parametrize("other", [ONE[::-1], OTHER[::-1], SHUFFLED], ids=["same", "crossing", "shuffled"])
def test_upserts_in_opposite_orders(db: Database, other: Any, *, atomic: tuple[bool, bool]) -> None:
    """Both succeed, and of each row the newest version stands: the one's where the number is even, else the other's."""
    meeting = Barrier(2, timeout=SECONDS)

    def rows(numbers: Any, newer: int) -> Iterator[dict[str, Any]]:
        for place, number in enumerate(numbers):
            if place in (0, 500):
                meeting.wait()  # with some batches written or copied, and some to come
            yield brand(number, version=1 + (number % 2 == newer))

    def loader(numbers: Any, newer: int, *, atomic: bool) -> Callable[[], UpsertResult]:
        return lambda: upsert(
            ProductBrand,
            rows(numbers, newer),
            using=db.alias,
            newest_by="pb_last_modified_date",
            batch_size=100,
            atomic=atomic,
        )

    results = at_once(loader(ONE, 0, atomic=atomic[0]), loader(other, 1, atomic=atomic[1]))

    assert [sum(counts_of(result)) for result in results] == [1200, 1200]
    both = {*ONE, *other}
    assert sum(result.inserted for result in results) == len(both)
    newest = [brand(n, 2 if (n in ONE and n % 2 == 0) or (n in other and n % 2 == 1) else 1) for n in both]
    assert stored(db.alias) == content(newest)
    assert db.left() == []


@pytest.mark.parametrize("on_error", ["raise", "reject"])
def test_several_upserts_in_each_transaction(db: Database, on_error: Any) -> None:
    """In opposite orders, which makes others deadlock: the table is written by one after the other."""
    meeting = Barrier(2, timeout=SECONDS)

    def loader(*parts: range, version: int) -> UpsertResult:
        result = UpsertResult()
        meeting.wait()
        with transaction.atomic(using=db.alias):
            for part in parts:
                rows = [brand(number, version) for number in part]
                result += upsert(ProductBrand, rows, using=db.alias, batch_size=50, on_error=on_error)
        return result

    low, high = range(300), range(300, 600)
    results = at_once(lambda: loader(low, high, version=1), lambda: loader(high, low, version=2))

    assert sorted(map(counts_of, results)) == [(0, 600, 0, 0, 0), (600, 0, 0, 0, 0)]
    last = 1 if results[0].updated else 2
    assert stored(db.alias) == content(brand(number, last) for number in range(600))
    assert db.left() == []


def test_two_loads_of_one_object(db: Database, tmp_path: Path) -> None:
    """The second is refused and recorded as skipped; the first is not disturbed."""
    rows = [*(brand(number) for number in range(500)), trap(500)]
    path = write_export(tmp_path, rows)

    def second() -> Report:
        db.wait_for_lock()  # the first is in the middle
        (report,) = load([path], using=db.alias)
        trapped.close()
        return report

    with db.connect() as trapped:
        trapped.execute("SELECT pg_advisory_lock(1)")
        (first,), refused = at_once(lambda: list(load([path], using=db.alias)), second)

    assert (first.refused, first.inserted) == ("", 501)
    assert "Another run of product_brands" in refused.refused
    assert stored(db.alias) == content(rows)
    assert (sorted(db.runs()), db.status(), db.left()) == (["skipped", "success"], (0, "ok"), [])


def counts_of(result: UpsertResult) -> tuple[int, ...]:
    return (result.inserted, result.updated, result.unchanged, result.superseded, result.rejected)


def test_files_that_do_not_depend_on_each_other(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are loaded at the same time, each by a run of its own."""
    monkeypatch.setattr(_parts, "ROWS_AT_ONCE", 100)
    rows = [brand(number) for number in range(100)]
    write_export(tmp_path, rows)
    roles = [f"{to_18(f'00E{number:012d}')},Role,2026-05-04,2026-05-04" for number in range(100)]
    header = "Id,Name,LastModifiedDate,SystemModstamp"
    (tmp_path / "UserRole.csv").write_text("\n".join([header, *roles]), encoding="utf-8")
    meeting = Barrier(2, timeout=SECONDS)

    reports = list(load([tmp_path], using=db.alias, jobs=2, progress=lambda *_: meeting.wait()))

    assert {report.table: (report.inserted, report.refused) for report in reports} == {
        "user_roles": (100, ""),
        "product_brands": (100, ""),
    }
    assert stored(db.alias) == content(rows)
    assert (db.runs(), db.left()) == (["success"], [])  # those of the brands
    db.execute("DELETE FROM user_roles")
