"""The run of each object: its counts, its watermark, its conflicts, and what is left when it breaks."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.core.models import User, UserRole
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.support.factories import CaseFactory
from agent360_models.agent360.support.models import CaseComment
from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark
from agent360_models.agent360.two_way import SyncStatus
from tests.agent360.salesforce.lines import ACCOUNT_HEADER, account_line, counts, rejected
from tests.support.agent360 import THEN, a_user, sf_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def comments(export: Callable[..., Path]) -> Path:
    """Return an export of two comments, the first of which waits here for its upload."""
    case = CaseFactory.create()
    CaseComment.objects.create(
        cc_sf_id=sf_id("00a", 1), cc_case=case, cc_comment_body="Ours", cc_sync_status=SyncStatus.PENDING
    )
    header = "Id,ParentId,CommentBody,IsPublished,CreatedDate,LastModifiedDate"
    lines = [f"{sf_id('00a', n)},{case.pk},Theirs,1,2026-05-04,2026-05-04" for n in (1, 2)]
    return export("CaseComment.csv", header, *lines)


def test_a_local_change_is_not_overwritten_but_becomes_a_conflict(comments: Path) -> None:
    """With both texts, for somebody to decide; the run counts it as skipped, and a second load adds none."""
    for inserted, unchanged in ((1, 0), (0, 1)):
        (report,) = load([comments])

        expected = {"read": 2, "inserted": inserted, "unchanged": unchanged, "conflicts": 1}
        assert counts(report) == {name: number for name, number in expected.items() if number}
    waiting = CaseComment.objects.get(cc_sf_id=sf_id("00a", 1))
    conflict = SyncConflict.objects.get()
    run = SyncLog.objects.latest("pk")
    assert (waiting.cc_comment_body, waiting.cc_sync_status) == ("Ours", SyncStatus.CONFLICT)
    assert conflict.sc_local_value["cc_comment_body"] == "Ours"  # type: ignore[index]
    assert conflict.sc_sf_value["cc_comment_body"] == "Theirs"  # type: ignore[index]
    assert (run.sl_status, run.sl_records_skipped) == ("success", 2)


def test_a_local_change_is_rejected_where_no_conflict_can_be_recorded(
    comments: Path, tmp_path: Path, settings: Settings
) -> None:
    """The comment stays as it is, and the row says so."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_system"]}

    (report,) = load([comments], rejects=tmp_path / "r.csv")

    waiting = CaseComment.objects.get(cc_sf_id=sf_id("00a", 1))
    assert counts(report) == {"read": 2, "inserted": 1, "rejected": 1}
    assert (waiting.cc_comment_body, waiting.cc_sync_status) == ("Ours", SyncStatus.PENDING)
    assert rejected(tmp_path / "r.csv")[0][3] == "has local changes that the source does not have yet"


def test_each_object_leaves_a_run_with_its_counts(export: Callable[..., Path]) -> None:
    """And moves its watermark to the newest ``SystemModstamp`` that went in."""
    a_user()
    late = {"SystemModstamp": "2026-06-01T00:00:00Z", "Credit_Limit__c": "nonsense"}
    path = export("Account.csv", ACCOUNT_HEADER, account_line(1), account_line(2), account_line(3, **late))

    (report,) = load([path])

    run = SyncLog.objects.get()
    stamp = datetime(2026, 5, 4, 13, tzinfo=UTC)
    assert report.logged
    assert (run.sl_object_name, run.sl_sf_object_api, run.sl_status) == ("accounts", "Account", "partial")
    assert (run.sl_records_queried, run.sl_records_inserted, run.sl_records_failed) == (3, 2, 1)
    assert (run.sl_hwm_before, run.sl_hwm_after) == (None, stamp)
    assert SyncWatermark.objects.get(sw_object_name="accounts").sw_last_sync_ts == stamp


def test_a_progress_callback_may_query(export: Callable[..., Path]) -> None:
    """On the same alias, and write too; it is called while rows are read."""
    a_user()
    path = export("Account.csv", ACCOUNT_HEADER, *(account_line(n) for n in range(1, 10_001)))
    seen = []

    def progress(_table: str, rows: int) -> None:
        with transaction.atomic():
            seen.append((rows, User.objects.count(), UserRole.objects.count()))
            UserRole.objects.create(
                ur_sf_id=sf_id("00E", rows), ur_name="x", ur_last_modified_date=THEN, ur_system_modstamp=THEN
            )

    (report,) = load([path], progress=progress)

    assert counts(report) == {"read": 10_000, "inserted": 10_000}
    assert seen == [(5_000, 1, 0), (10_000, 1, 1)]


def test_a_run_that_breaks_leaves_nothing_behind(export: Callable[..., Path]) -> None:
    """Half-way through the file, whatever the cause; the run is logged as failed."""
    a_user()
    path = export("Account.csv", ACCOUNT_HEADER, *(account_line(n) for n in range(1, 12_000)))

    def pull_the_plug(_table: str, rows: int) -> None:
        if rows >= 10_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(load([path], progress=pull_the_plug))

    assert not Account.objects.exists()
    assert not SyncWatermark.objects.exists()
    assert SyncLog.objects.get().sl_status == "failed"


def test_without_a_run_log_it_loads_and_says_so(export: Callable[..., Path], settings: Settings) -> None:
    """Here the app that holds it may not be written."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_system"]}
    a_user()

    (report,) = load([export("Account.csv", ACCOUNT_HEADER, account_line(1))])

    assert (counts(report), report.logged) == ({"read": 1, "inserted": 1}, False)
