"""A run's upsert: rows, watermark and counts together, and what was changed here stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from agent360_models.agent360.core.models import UserRole
from agent360_models.agent360.forecasting.factories import ArfRollingForecastFactory
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.support.factories import CaseCommentFactory
from agent360_models.agent360.support.models import CaseComment
from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark
from agent360_models.agent360.two_way import SyncStatus
from agent360_models.bulk import Rejection, UpsertResult, upsert
from agent360_models.exceptions import RejectedRowsError, RunRefusedError
from agent360_models.sync.runs import run

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
NAMES = ("cc_sf_id", "cc_case_id", "cc_comment_body", "cc_is_published", "cc_last_modified_date")
COUNTED = ("inserted", "updated", "skipped", "failed")


def comment(status: SyncStatus, body: str = "Here.") -> CaseComment:
    return CaseCommentFactory.create(cc_sync_status=status, cc_comment_body=body, cc_last_modified_date=NOON)


def upstream(row: CaseComment, body: str, hours: int = 1) -> dict[str, Any]:
    """Return what Salesforce has for a comment, changed there so many hours later."""
    values = {name: getattr(row, name) for name in NAMES}
    return {**values, "cc_comment_body": body, "cc_last_modified_date": NOON + timedelta(hours=hours)}


def sync(rows: Any, **options: Any) -> UpsertResult:
    with run(CaseComment, job="comments", source="CaseComment") as this:
        return this.upsert(rows, newest_by="cc_last_modified_date", **options)


def bodies() -> dict[str | None, str | None]:
    return dict(CaseComment.objects.values_list("cc_sf_id", "cc_comment_body"))


def last_counts() -> list[int]:
    row = SyncLog.objects.latest("pk")
    return [getattr(row, f"sl_records_{name}") for name in COUNTED]


@pytest.fixture(params=["batches", "one transaction"])
def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each way in which rows go in."""
    return {"batch_size": 2, **({"watermark": NOON} if request.param == "one transaction" else {})}


@pytest.mark.django_db(transaction=True)
class TestLocalChanges:
    def test_they_stay_and_what_both_sides_changed_is_recorded(self, options: dict[str, Any]) -> None:
        """The rest goes in; who was held back counts as skipped."""
        pending, failed = comment(SyncStatus.PENDING), comment(SyncStatus.FAILED)
        synced, unread = comment(SyncStatus.SYNCED), comment(SyncStatus.PENDING)
        new = CaseCommentFactory.build(cc_case=synced.cc_case, cc_sf_id="00a000000000009AAA")
        rows = [upstream(row, "There.") for row in (pending, failed, synced, new)]

        result = sync([*rows, upstream(unread, "Before.", hours=0)], **options)

        assert result == UpsertResult(inserted=1, updated=1, unchanged=3)
        assert bodies() == {
            pending.cc_sf_id: "Here.",
            failed.cc_sf_id: "Here.",
            unread.cc_sf_id: "Here.",
            synced.cc_sf_id: "There.",
            new.cc_sf_id: "There.",
        }
        conflicts = SyncConflict.objects.open().order_by("pk")
        assert {row.sc_record_sf_id for row in conflicts} == {pending.cc_sf_id, failed.cc_sf_id}
        assert all(row.differences["cc_comment_body"] == ("Here.", "There.") for row in conflicts)
        statuses = dict(CaseComment.objects.values_list("cc_sf_id", "cc_sync_status"))
        assert [statuses[row.cc_sf_id] for row in (pending, failed, synced, unread)] == [3, 3, 1, 0]
        assert last_counts() == [1, 1, 3, 0]

    def test_beside_bad_rows(self, options: dict[str, Any]) -> None:
        """A batch that is looked at twice records each conflict once."""
        pending, synced = comment(SyncStatus.PENDING), comment(SyncStatus.SYNCED)
        orphan = upstream(synced, "x") | {"cc_sf_id": "00a000000000008AAA", "cc_case_id": "500000000000000AAA"}
        rejected: list[Rejection] = []

        result = sync(
            [upstream(pending, "There."), orphan, upstream(synced, "There.")],
            on_error="reject",
            on_reject=rejected.append,
            **options,
        )

        assert result == UpsertResult(updated=1, unchanged=1, rejected=1)
        assert [(row.number, row.column) for row in rejected] == [(2, "cc_case_id")]
        assert SyncConflict.objects.open().count() == 1
        assert bodies()[pending.cc_sf_id] == "Here."

    def test_nowhere_to_record_it(self, settings: Settings, options: dict[str, Any]) -> None:
        """Then the row is a bad one, and neither written nor silently passed by."""
        settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_system"]}
        pending, synced = comment(SyncStatus.PENDING), comment(SyncStatus.SYNCED)
        rows = [upstream(row, "There.") for row in (pending, synced)]

        with pytest.raises(RejectedRowsError, match="row 1, cc_sf_id: has local changes"):
            sync(rows, **options)
        assert {*bodies().values()} == {"Here."}

        rejected: list[Rejection] = []
        result = sync(rows, on_error="reject", on_reject=rejected.append, **options)

        assert result == UpsertResult(updated=1, rejected=1)
        assert [(row.number, row.column) for row in rejected] == [(1, "cc_sf_id")]
        assert bodies() == {pending.cc_sf_id: "Here.", synced.cc_sf_id: "There."}

    def test_forecasts(self) -> None:
        """The other table that is edited here; a forecast has no date, so any difference is a conflict."""
        forecast = ArfRollingForecastFactory.create(arf_sync_status=SyncStatus.PENDING, arf_draft_quantity=1)
        names = ("arf_sf_id", "arf_forecast_date", "arf_owner_id")
        row = {name: getattr(forecast, name) for name in names} | {"arf_draft_quantity": 2}

        with run(ArfRollingForecast, job="forecasts", source="ARF_Rolling_Forecast__c") as this:
            this.upsert([row])

        forecast.refresh_from_db()
        assert (forecast.arf_draft_quantity, SyncStatus(forecast.arf_sync_status)) == (Decimal(1), SyncStatus.CONFLICT)

    @pytest.mark.parametrize(
        ("row", "key", "message"),
        [
            ({"cc_sf_id": "00a000000000001AAA", "cc_version": 1}, None, "leave out cc_version"),
            ({"cc_id": 1, "cc_comment_body": "x"}, "cc_id", "use cc_sf_id as the key"),
        ],
    )
    def test_rows_that_are_not_what_salesforce_has(self, row: dict[str, Any], key: str | None, message: str) -> None:
        """A download that brought its own version or status would undo local changes."""
        with pytest.raises(RunRefusedError, match=message), run(CaseComment, job="x", source="CaseComment") as this:
            this.upsert([row], key=key)


def role(number: int = 1, name: str = "Sales") -> dict[str, Any]:
    dates = {"ur_last_modified_date": NOON, "ur_system_modstamp": NOON}
    return {"ur_sf_id": f"00E{number:012d}AAA", "ur_name": name, **dates}


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_rows_watermark_and_counts(self) -> None:
        """Page after page."""
        with run(UserRole, job="roles", source="UserRole") as this:
            this.upsert([role(1), role(2)], watermark=NOON)
            this.upsert([role(2, "Sales North"), role(3)], watermark=NOON + timedelta(hours=1))

        log = SyncLog.objects.get()
        assert last_counts() == [3, 1, 0, 0]
        assert (log.sl_status, log.sl_hwm_after) == ("success", NOON + timedelta(hours=1))

    def test_a_page_that_fails_moves_nothing(self) -> None:
        """Its first batch neither."""
        bad = role(2, "x" * 300)

        with pytest.raises(RejectedRowsError), run(UserRole, job="roles", source="UserRole") as this:
            this.upsert([role(1), bad], batch_size=1, watermark=NOON)

        assert not UserRole.objects.exists()
        assert not SyncWatermark.objects.exists()
        assert last_counts() == [0, 0, 0, 0]

    def test_batches_that_were_committed_before_a_bad_one_are_counted(self) -> None:
        """Without a watermark each batch is on its own."""
        bad = role(2, "x" * 300)

        with pytest.raises(RejectedRowsError), run(UserRole, job="roles", source="UserRole") as this:
            this.upsert([role(1), bad], batch_size=1)

        assert UserRole.objects.count() == 1
        assert SyncLog.objects.get().sl_status == "failed"
        assert last_counts() == [1, 0, 0, 0]

    def test_not_inside_atomic(self) -> None:
        """What is counted there may still be rolled back."""
        with (
            run(UserRole, job="roles", source="UserRole") as this,
            pytest.raises(RunRefusedError, match="outside atomic"),
            transaction.atomic(),
        ):
            this.upsert([role()])

        assert not UserRole.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_beside_a_load_that_has_the_table() -> None:
    """Who writes several batches in a transaction waits for nobody who waits for it; else the server gives one up."""
    before = deadlocks()
    rows = [comment(SyncStatus.SYNCED) for _ in range(20)]
    errors: list[BaseException] = []

    def in_thread(job: Callable[[], object]) -> threading.Thread:
        def work() -> None:
            try:
                job()
            except BaseException as error:  # noqa: BLE001  # told to the test
                errors.append(error)
            finally:
                connection.close()

        return threading.Thread(target=work)

    def plain() -> None:
        for hours in range(1, 11):
            values = [upstream(row, f"plain {hours}", hours) for row in reversed(rows)]
            upsert(CaseComment, values, key="cc_sf_id", batch_size=3, atomic=True, on_error="reject")

    def held() -> None:
        with run(CaseComment, job="comments", source="CaseComment") as this:
            for hours in range(1, 11):
                this.upsert([upstream(row, f"run {hours}", hours) for row in rows], batch_size=3)

    threads = [in_thread(plain), in_thread(held)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (errors, deadlocks()) == ([], before)


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
