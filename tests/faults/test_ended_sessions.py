"""Sessions that end while a process does something else: what it does next costs nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agent360_models.agent360.catalog.models import ProductBrand
from agent360_models.agent360.salesforce.load import load
from agent360_models.bulk import upsert
from agent360_models.sync.runs import run
from tests.faults.database import Database
from tests.faults.rows import brand, content, stored, write_export
from tests.support.endurance import trials


@pytest.mark.parametrize("what", ["run", "load", "upsert"])
def test_a_loop_goes_on(db: Database, tmp_path: Path, what: str) -> None:
    """Without requests, whose ends would close what is lost, and without an error to be caught."""
    rows = [brand(number) for number in range(10)]
    path = write_export(tmp_path, rows)

    def in_a_run() -> None:
        with run(ProductBrand, job="nightly", source="Brand__c", using=db.alias) as this:
            this.upsert(rows)

    def in_a_load() -> None:
        (report,) = load([path], using=db.alias)
        assert report.refused == ""

    calls: dict[str, Callable[[], object]] = {
        "run": in_a_run,
        "load": in_a_load,
        "upsert": lambda: upsert(ProductBrand, rows, using=db.alias),
    }
    turns = trials(3, 20)
    for _ in range(turns):
        calls[what]()
        db.terminate(db.backend())

    calls[what]()
    assert stored(db.alias) == content(rows)
    assert db.runs() == ([] if what == "upsert" else ["success"] * (turns + 1))
