"""The network between client and server fails."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connections, transaction

from agent360_models.agent360.catalog.models import ProductBrand
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.system.models import SyncLog
from agent360_models.bulk import UpsertResult, upsert
from agent360_models.exceptions import RunLostError
from agent360_models.sync.runs import run
from tests.faults.database import Database
from tests.faults.proxy import Proxy
from tests.faults.rows import brand, content, pages, stored, write_export

ROWS = [brand(number) for number in range(6000)]
LOST = (OperationalError, InterfaceError)


@pytest.fixture
def network(db: Database) -> Iterator[Proxy]:
    """Put a network between the alias and its server, which works again after the test."""
    entry = connections[db.alias].settings_dict
    direct = entry["HOST"]
    connections[db.alias].close()
    with Proxy(db.server.url) as proxy:
        entry["HOST"] = str(proxy.folder)
        try:
            yield proxy
        finally:
            connections[db.alias].close()
            entry["HOST"] = direct


@pytest.mark.parametrize(("for_good", "state"), [(False, "failed"), (True, "dead")], ids=["a moment", "for good"])
def test_load(db: Database, network: Proxy, tmp_path: Path, *, for_good: bool, state: str) -> None:
    """Nothing of it went in; the run says that it failed, or is found dead if it could not say so."""
    path = write_export(tmp_path, ROWS)

    (report,) = load([path], using=db.alias, progress=lambda *_: network.cut(for_good=for_good))

    assert report.refused == "the connection to the database was lost"
    network.is_down = False
    assert stored(db.alias) == {}
    assert db.status() == (1, state)
    assert db.left() == []
    (report,) = load([path], using=db.alias)
    assert report.inserted == 6000
    assert stored(db.alias) == content(ROWS)
    assert (db.runs(), db.status()) == (["failed", "success"], (0, "ok"))


def test_upsert_at_a_commit(db: Database, network: Proxy) -> None:
    """The third batch is in though nobody was told so; the rerun finds it unchanged."""
    options: dict[str, Any] = {"using": db.alias, "batch_size": 100}
    network.commits = 3

    with pytest.raises(LOST):
        upsert(ProductBrand, ROWS[:500], **options)

    assert db.left() == []
    assert stored(db.alias) == content(ROWS[:300])
    assert upsert(ProductBrand, ROWS[:500], **options) == UpsertResult(inserted=200, unchanged=300)
    assert stored(db.alias) == content(ROWS[:500])


def test_load_at_its_commit(db: Database, network: Proxy, tmp_path: Path) -> None:
    """The rows are in though the load thinks they are not: it is no success, and the rerun finds them unchanged."""
    path = write_export(tmp_path, ROWS[:100])
    network.commits = 1

    (report,) = load([path], using=db.alias)

    assert report.refused == "the connection to the database was lost"
    assert db.left() == []
    assert stored(db.alias) == content(ROWS[:100])
    assert (db.runs(), db.status()) == (["failed"], (1, "failed"))
    (report,) = load([path], using=db.alias)
    assert (report.unchanged, report.changed) == (100, 0)
    assert db.status() == (0, "ok")


@pytest.mark.parametrize("counted", [True, False], ids=["counted", "not yet counted"])
def test_between_two_pages(db: Database, network: Proxy, *, counted: bool) -> None:
    """The page before is in, and in the numbers of the run, which fails; a cut after the last page does no harm."""

    def sync(*, cut_after: int, counted: bool = True) -> None:
        with run(ProductBrand, job="nightly", source="Product_Brand__c", using=db.alias) as this:
            for number, page in enumerate(pages(ROWS[:300], 100), 1):
                with transaction.atomic(using=db.alias):
                    result = upsert(ProductBrand, page, using=db.alias)
                    this.move_watermark(page[-1]["pb_last_modified_date"])
                if number == cut_after and not counted:
                    network.cut()
                this.count(result)
                if number == cut_after and counted:
                    network.cut()

    with pytest.raises(LOST if counted else RunLostError):
        sync(cut_after=1, counted=counted)

    assert stored(db.alias) == content(ROWS[:100])
    assert (db.runs(), db.status(), db.left()) == (["failed"], (1, "failed"), [])
    assert SyncLog.objects.using(db.alias).get().sl_records_inserted == 100
    sync(cut_after=3)
    assert stored(db.alias) == content(ROWS[:300])
    assert (db.runs(), db.status(), db.left()) == (["failed", "success"], (0, "ok"), [])
