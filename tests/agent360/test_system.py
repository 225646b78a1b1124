import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, transaction

from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark
from agent360_models.agent360.system.runs import SyncLogRun
from agent360_models.sync.runs import RunResult, run_log
from tests.support.agent360 import sf_id
from tests.support.threads import at_once

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_watermark(name: str, **values: object) -> SyncWatermark:
    return SyncWatermark.objects.create(sw_object_name=name, sw_sf_object_api=name.title(), **values)


def a_run(name: str, status: str, started: datetime) -> SyncLog:
    row = SyncLog.objects.create(sl_job_name="load", sl_direction="inbound", sl_object_name=name, sl_status=status)
    SyncLog.objects.filter(pk=row.pk).update(sl_started_at=started)
    return row


def start(name: str = "accounts") -> SyncLogRun:
    return SyncLogRun.start(job="load", direction="inbound", object_name=name, source="Account", using="default")


def watermark(name: str = "accounts") -> datetime | None:
    return SyncWatermark.objects.get(sw_object_name=name).sw_last_sync_ts


@pytest.mark.django_db
class TestDue:
    @pytest.mark.parametrize(
        ("frequency", "age", "is_due"),
        [
            ("hourly", None, True),
            ("weekly", None, True),
            ("hourly", HOUR, True),
            ("hourly", HOUR - timedelta(microseconds=1), False),
            ("daily", HOUR * 24, True),
            ("daily", HOUR * 23, False),
            ("weekly", HOUR * 24 * 7, True),
            ("weekly", HOUR * 24 * 6, False),
            ("hourly", -HOUR, False),
        ],
    )
    def test_due_by_frequency(self, frequency: str, age: timedelta | None, is_due: object) -> None:
        last = None if age is None else NOW - age
        a_watermark("accounts", sw_sync_frequency=frequency, sw_last_sync_ts=last)
        assert SyncWatermark.objects.due(NOW).exists() is is_due

    def test_what_is_switched_off_is_never_due(self) -> None:
        a_watermark("accounts", sw_sync_enabled=False)
        assert not SyncWatermark.objects.due(NOW).exists()

    def test_in_the_order_in_which_to_sync(self) -> None:
        for name, order in (("tasks", 2), ("users", 0), ("cases", 2), ("accounts", 1)):
            a_watermark(name, sw_sync_order=order)
        assert [row.sw_object_name for row in SyncWatermark.objects.due()] == [
            "users",
            "accounts",
            "cases",
            "tasks",
        ]

    def test_now_is_the_default(self) -> None:
        a_watermark("accounts", sw_last_sync_ts=datetime.now(tz=UTC) - HOUR / 2)
        a_watermark("cases", sw_last_sync_ts=datetime.now(tz=UTC) - HOUR * 2)
        assert [row.sw_object_name for row in SyncWatermark.objects.due()] == ["cases"]


@pytest.mark.django_db
class TestNewest:
    def test_newest_per_object(self) -> None:
        a_run("cases", "success", NOW - HOUR)
        cases = a_run("cases", "failed", NOW)
        accounts = a_run("accounts", "running", NOW)
        a_run("accounts", "success", NOW - HOUR)
        assert list(SyncLog.objects.newest_per_object()) == [accounts, cases]

    def test_newest_success_per_object(self) -> None:
        a_run("cases", "success", NOW - HOUR * 2)
        cases = a_run("cases", "success", NOW - HOUR)
        a_run("cases", "partial", NOW)
        a_run("accounts", "failed", NOW)
        assert list(SyncLog.objects.newest_success_per_object()) == [cases]

    def test_of_two_at_one_time_the_later_row(self) -> None:
        a_run("cases", "success", NOW)
        assert SyncLog.objects.newest_per_object().get() != (second := a_run("cases", "success", NOW))
        assert SyncLog.objects.newest_per_object().get() == second


def test_open_conflicts_oldest_first(db: None) -> None:
    first, done, second = (
        SyncConflict.objects.create(
            sc_object_name="accounts",
            sc_record_sf_id=sf_id("001", number),
            sc_conflict_type=SyncConflict.ConflictType.LOCAL_PENDING,
            sc_resolved_at=resolved,
        )
        for number, resolved in ((1, None), (2, NOW), (3, None))
    )
    assert done.sc_resolved_at
    assert list(SyncConflict.objects.open()) == [first, second]


@pytest.mark.django_db
class TestRun:
    def test_the_loader_finds_it(self) -> None:
        assert run_log("agent360_accounts") is SyncLogRun

    def test_start_is_visible_at_once(self) -> None:
        a_watermark("accounts", sw_last_sync_ts=NOW)
        start()
        row = SyncLog.objects.get()
        assert (row.sl_status, row.sl_direction, row.sl_object_name) == ("running", "inbound", "accounts")
        assert (row.sl_sf_object_api, row.sl_job_name, row.sl_hwm_before) == ("Account", "load", NOW)
        assert (row.sl_completed_at, row.sl_hwm_after, row.sl_records_queried) == (None, None, 0)

    def test_finish_records_counts_and_watermarks(self) -> None:
        run = start()
        run.move_watermark(NOW)
        run.finish(
            RunResult(
                status="partial",
                queried=21,
                inserted=1,
                updated=2,
                deleted=3,
                skipped=4,
                failed=11,
                error="11 rows",
                details={"rejected": 11},
            )
        )
        row = SyncLog.objects.get()
        assert (row.sl_status, row.sl_hwm_before, row.sl_hwm_after) == ("partial", None, NOW)
        counts = [row.sl_records_queried, row.sl_records_inserted, row.sl_records_updated]
        assert [*counts, row.sl_records_deleted, row.sl_records_skipped, row.sl_records_failed] == [
            21,
            1,
            2,
            3,
            4,
            11,
        ]
        assert (row.sl_error_message, row.sl_error_details) == ("11 rows", {"rejected": 11})
        assert row.sl_completed_at is not None
        assert row.sl_completed_at >= row.sl_started_at

    def test_finish_refuses_an_unknown_status(self) -> None:
        with pytest.raises(ValueError, match="done"):
            start().finish(RunResult(status="done"))

    def test_nothing_is_cut(self) -> None:
        with pytest.raises(DataError), transaction.atomic():
            start("x" * 51)


@pytest.mark.django_db
class TestWatermark:
    def test_a_missing_row_is_made_with_defaults(self) -> None:
        start().move_watermark(NOW)
        row = SyncWatermark.objects.get()
        assert (row.sw_object_name, row.sw_sf_object_api, row.sw_last_sync_ts) == ("accounts", "Account", NOW)
        assert (row.sw_sync_frequency, row.sw_sync_enabled, row.sw_sync_order) == ("hourly", True, 0)

    @pytest.mark.parametrize("value", [NOW - HOUR, NOW])
    def test_never_backwards(self, value: datetime) -> None:
        before = a_watermark("accounts", sw_last_sync_ts=NOW)
        start().move_watermark(value)
        after = SyncWatermark.objects.get()
        assert (after.sw_last_sync_ts, after.sw_updated_at) == (NOW, before.sw_updated_at)

    def test_forward_keeps_what_operators_set(self) -> None:
        a_watermark("accounts", sw_sync_frequency="weekly", sw_sync_enabled=False, sw_sync_order=7)
        start().move_watermark(NOW)
        row = SyncWatermark.objects.get()
        assert (row.sw_last_sync_ts, row.sw_sf_object_api) == (NOW, "Accounts")
        assert (row.sw_sync_frequency, row.sw_sync_enabled, row.sw_sync_order) == ("weekly", False, 7)

    def test_belongs_to_the_callers_transaction(self) -> None:
        run = start()
        with transaction.atomic():
            run.move_watermark(NOW)
            transaction.set_rollback(True)
        assert not SyncWatermark.objects.exists()


@pytest.mark.parametrize("old", [None, NOW - HOUR])
def test_the_furthest_of_several_at_once_stands(transactional_db: None, old: datetime | None) -> None:
    if old:
        a_watermark("accounts", sw_last_sync_ts=old)
    values = [NOW + HOUR * number for number in (3, 1, 4, 2)]
    outcomes = at_once(*(lambda value=value: start().move_watermark(value) for value in values))
    assert outcomes == [None] * 4
    assert watermark() == NOW + HOUR * 4


def test_the_second_run_waits_for_the_first(transactional_db: None) -> None:
    def late() -> None:
        outcomes.extend(at_once(lambda: start().move_watermark(NOW - HOUR)))

    outcomes: list[object] = []
    second = threading.Thread(target=late)
    with transaction.atomic():
        start().move_watermark(NOW)
        second.start()
        second.join(0.3)
        assert second.is_alive()
    second.join(30)
    assert outcomes == [None]
    assert watermark() == NOW
