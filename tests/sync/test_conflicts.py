"""What a download does to rows that were changed here: it overwrites none, and says where both sides changed."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Field, Model
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.core.models import User
from agent360_models.agent360.forecasting.factories import ArfRollingForecastFactory
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.support.factories import CaseCommentFactory
from agent360_models.agent360.support.models import CaseComment
from agent360_models.agent360.system.factories import SyncConflictFactory
from agent360_models.agent360.system.models import SyncConflict
from agent360_models.agent360.two_way import SyncStatus
from agent360_models.bulk._stage import Stage
from agent360_models.sync.conflicts import HeldBack, Outcome, hold_back_conflicts
from tests.support.threads import at_once

UNDATED = {"cc_last_modified_date": None}
COMMENT = ("cc_sf_id", "cc_case_id", "cc_comment_body", "cc_is_published", "cc_last_modified_date", "cc_active")
FORECAST = ("arf_sf_id", "arf_draft_quantity", "arf_forecast_date", "arf_owner_id", "arf_active")


def field_of(model: type[Model], name: str) -> Field[Any, Any]:
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def download(model: type[Model], *rows: Mapping[str, Any], newest: str | None = None) -> list[HeldBack]:
    """Load rows as the sync does: stage them, set aside what was changed here, merge the rest."""
    columns = [field_of(model, name) for name in rows[0]]
    age = None if newest is None else field_of(model, newest)
    with transaction.atomic():
        stage = Stage(model, columns, key=columns[0], using="default", newest=age)
        stage.create()
        stage.copy(((line, *row.values()) for line, row in enumerate(rows, 1)), head=["_line"])
        held = hold_back_conflicts(stage)
        stage.settle(stage.count())
    return held


def upstream(row: Model, **changes: Any) -> dict[str, Any]:
    """Return what Salesforce has for a row: the same, but for ``changes``."""
    names = COMMENT if isinstance(row, CaseComment) else FORECAST
    return {**{name: getattr(row, name) for name in names}, **changes}


def modified(row: CaseComment, hours: int) -> datetime:
    """Return a time so many hours after Salesforce's last change of a row, as far as it is known here."""
    assert row.cc_last_modified_date is not None
    return row.cc_last_modified_date + timedelta(hours=hours)


def changed_upstream(row: CaseComment, **changes: Any) -> dict[str, Any]:
    return upstream(row, **{"cc_last_modified_date": modified(row, 1), **changes})


def a_comment(status: SyncStatus = SyncStatus.PENDING, **values: Any) -> CaseComment:
    """Return a comment that Salesforce has too, changed here."""
    values = {"cc_sync_status": status, "cc_comment_body": "Here.", "cc_version": 2, **values}
    return CaseCommentFactory.create(**values)


def stored(comment: CaseComment) -> tuple[str | None, int]:
    row = CaseComment.objects.get(pk=comment.pk)
    return row.cc_comment_body, row.cc_sync_status


def sides(conflict: SyncConflict) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values here and those in Salesforce."""
    return conflict.sc_local_value or {}, conflict.sc_sf_value or {}


def comments(*rows: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Download comments; return line and outcome of those that were held back."""
    held = download(CaseComment, *rows, newest="cc_last_modified_date")
    return sorted((row.line, row.outcome.value) for row in held)


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [SyncStatus.PENDING, SyncStatus.FAILED, SyncStatus.CONFLICT])
def test_a_row_that_both_sides_changed_is_kept_and_recorded(status: SyncStatus) -> None:
    """With all values of both sides; the differences are what a person decides about."""
    comment = a_comment(status)
    theirs = changed_upstream(comment, cc_comment_body="There.")

    assert comments(theirs) == [(1, "conflict")]

    assert stored(comment) == ("Here.", SyncStatus.CONFLICT)
    conflict = SyncConflict.objects.open().get()
    assert (conflict.sc_object_name, conflict.sc_record_sf_id) == ("case_comments", comment.cc_sf_id)
    assert (conflict.sc_record_local_id, conflict.sc_conflict_type) == (comment.pk, "local_pending")
    before, after = (modified(comment, hours).isoformat() for hours in (0, 1))
    assert conflict.sc_local_value == {
        "cc_case_id": comment.cc_case_id,
        "cc_comment_body": "Here.",
        "cc_is_published": False,
        "cc_last_modified_date": before,
        "cc_active": 1,
        "cc_version": 2,
    }
    assert conflict.differences == {
        "cc_comment_body": ("Here.", "There."),
        "cc_last_modified_date": (before, after),
    }


def test_a_synced_row_is_overwritten() -> None:
    """And a new one goes in: nothing is to be decided there."""
    synced, other = a_comment(SyncStatus.SYNCED), CaseCommentFactory.build(cc_case=CaseCommentFactory.create().cc_case)

    assert comments(changed_upstream(synced, cc_comment_body="There."), upstream(other)) == []

    assert stored(synced) == ("There.", SyncStatus.SYNCED)
    assert CaseComment.objects.filter(cc_sf_id=other.cc_sf_id).exists()
    assert not SyncConflict.objects.exists()


def test_the_rest_of_the_batch_goes_in() -> None:
    """Only the row itself is held back."""
    pending, synced = a_comment(), a_comment(SyncStatus.SYNCED)

    held = comments(
        changed_upstream(synced, cc_comment_body="There."), changed_upstream(pending, cc_comment_body="There.")
    )

    assert held == [(2, "conflict")]
    assert (stored(pending)[0], stored(synced)[0]) == ("Here.", "There.")


def test_equal_values_are_no_conflict() -> None:
    """Somebody made the same change on both sides, or an upload has not been confirmed."""
    comment = a_comment()

    assert comments(upstream(comment)) == []

    assert stored(comment) == ("Here.", SyncStatus.PENDING)
    assert not SyncConflict.objects.exists()


@pytest.mark.parametrize("age", [0, -1])
def test_what_the_local_change_was_made_on_is_no_conflict(age: int) -> None:
    """A whole export brings the old text again, which is no news; the row waits for upload as before."""
    comment = a_comment()

    theirs = upstream(comment, cc_comment_body="Before.", cc_last_modified_date=modified(comment, age))

    assert comments(theirs) == [(1, "nothing new")]
    assert stored(comment) == ("Here.", SyncStatus.PENDING)
    assert not SyncConflict.objects.exists()


@pytest.mark.parametrize("side", ["here", "there"])
def test_without_a_date_a_difference_is_a_conflict(side: str) -> None:
    """Nobody can tell which side changed."""
    comment = a_comment()
    theirs = changed_upstream(comment, cc_comment_body="There.", **({} if side == "here" else UNDATED))
    if side == "here":
        CaseComment.objects.update(**UNDATED)

    assert comments(theirs) == [(1, "conflict")]


def test_a_deletion_is_a_conflict_whatever_its_date() -> None:
    """The row stays active until somebody decides."""
    comment = a_comment()

    assert comments(upstream(comment, cc_active=0)) == [(1, "conflict")]

    conflict = SyncConflict.objects.get()
    assert (conflict.sc_conflict_type, conflict.differences) == ("sf_deleted", {"cc_active": (1, 0)})
    assert CaseComment.objects.get().cc_active == 1


def test_numbers_and_dates_of_a_forecast() -> None:
    """No digit is lost in JSON."""
    quantity = Decimal("99999999999999.98")
    forecast = ArfRollingForecastFactory.create(
        arf_sync_status=SyncStatus.PENDING, arf_draft_quantity=quantity, arf_draft_value=None
    )
    theirs = upstream(forecast, arf_draft_quantity=Decimal("99999999999999.99"))

    (held,) = download(ArfRollingForecast, theirs)

    assert held == HeldBack(1, str(forecast.arf_sf_id), Outcome.CONFLICT)
    conflict = SyncConflict.objects.get()
    assert conflict.differences == {"arf_draft_quantity": ("99999999999999.98", "99999999999999.99")}
    assert sides(conflict)[1]["arf_forecast_date"] == forecast.arf_forecast_date.isoformat()


def test_the_same_conflict_is_recorded_once() -> None:
    """A second download of the same values changes nothing."""
    comment = a_comment()
    theirs = changed_upstream(comment, cc_comment_body="There.")
    comments(theirs)
    before = list(SyncConflict.objects.values())

    assert comments(theirs) == [(1, "conflict")]

    assert list(SyncConflict.objects.values()) == before


def test_a_later_download_brings_an_open_conflict_up_to_date() -> None:
    """With what both sides have now: text, deletion, and a change made here meanwhile."""
    comment = a_comment()
    comments(changed_upstream(comment, cc_comment_body="There."))
    comment.refresh_from_db()
    comment.edit(cc_comment_body="Here again.")

    held = comments(upstream(comment, cc_active=0, cc_last_modified_date=modified(comment, 2)))

    assert held == [(1, "conflict")]
    conflict = SyncConflict.objects.get()
    assert (conflict.sc_conflict_type, sides(conflict)[1]["cc_active"]) == ("sf_deleted", 0)
    assert (sides(conflict)[0]["cc_comment_body"], sides(conflict)[0]["cc_version"]) == ("Here again.", 3)


def test_an_older_file_does_not_set_an_open_conflict_back() -> None:
    """In whatever order files arrive."""
    comment = a_comment()
    comments(changed_upstream(comment, cc_comment_body="Newest.", cc_last_modified_date=modified(comment, 2)))

    held = comments(changed_upstream(comment, cc_comment_body="Newer.", cc_last_modified_date=modified(comment, 1)))

    assert held == [(1, "conflict")]
    assert sides(SyncConflict.objects.get())[1]["cc_comment_body"] == "Newest."


def test_a_conflict_that_dissolved_says_so() -> None:
    """Salesforce has by now what is here: there is nothing to choose any more, and still somebody to confirm it."""
    comment = a_comment()
    comments(changed_upstream(comment, cc_comment_body="There."))

    comments(changed_upstream(comment, cc_comment_body="Here.", cc_last_modified_date=modified(comment, 2)))

    assert "cc_comment_body" not in SyncConflict.objects.get().differences


def test_a_conflict_somebody_else_wrote_is_taken_over() -> None:
    """Whatever its JSON looks like."""
    comment = a_comment(SyncStatus.CONFLICT)
    SyncConflictFactory.create(
        sc_record_sf_id=comment.cc_sf_id, sc_local_value=["text"], sc_sf_value={"cc_last_modified_date": "?"}
    )

    assert comments(changed_upstream(comment, cc_comment_body="There.")) == [(1, "conflict")]

    SyncConflict.objects.update(sc_sf_value="text")
    comments(changed_upstream(comment, cc_comment_body="There."))
    assert SyncConflict.objects.get().differences["cc_comment_body"] == ("Here.", "There.")


class TestAfterAResolution:
    def resolved(self, resolution: str, **options: Any) -> tuple[CaseComment, dict[str, Any]]:
        """Return a comment whose conflict was resolved, and the values of Salesforce that the conflict was about."""
        comment = a_comment()
        theirs = changed_upstream(comment, cc_comment_body="There.")
        comments(theirs)
        SyncConflict.objects.get().resolve(resolution, **options)
        comment.refresh_from_db()
        return comment, theirs

    @pytest.mark.parametrize(
        ("resolution", "options"), [("local_wins", {}), ("manual", {"values": {"cc_comment_body": "Both."}})]
    )
    def test_the_same_values_are_no_conflict_again(self, resolution: str, options: dict[str, Any]) -> None:
        """Until the upload has changed them; fewer columns are the same values too."""
        comment, theirs = self.resolved(resolution, **options)
        fewer = {name: theirs[name] for name in ("cc_sf_id", "cc_comment_body", "cc_last_modified_date")}

        assert comments(theirs) == comments(fewer) == [(1, "nothing new")]

        assert stored(comment) == (comment.cc_comment_body, SyncStatus.PENDING)
        assert not SyncConflict.objects.open().exists()

    def test_other_values_are_a_new_conflict(self) -> None:
        """Beside the one that is resolved."""
        comment, theirs = self.resolved("local_wins")

        held = comments({**theirs, "cc_comment_body": "There again.", "cc_last_modified_date": modified(comment, 2)})

        assert held == [(1, "conflict")]
        assert [row.sc_conflict_type for row in SyncConflict.objects.order_by("pk")] == ["local_pending"] * 2

    def test_a_change_after_it_was_not_decided_about(self) -> None:
        """The version is another one."""
        comment, theirs = self.resolved("local_wins")
        comment.edit(cc_comment_body="Here again.")

        assert comments(theirs) == [(1, "conflict")]

        assert SyncConflict.objects.open().get().sc_conflict_type == "version_mismatch"

    def test_after_salesforce_won_rows_are_as_everywhere(self) -> None:
        """The next change there comes in."""
        comment, theirs = self.resolved("sf_wins")

        assert comments(theirs) == []
        held = comments({**theirs, "cc_comment_body": "There again.", "cc_last_modified_date": modified(comment, 2)})

        assert held == []
        assert stored(comment) == ("There again.", SyncStatus.SYNCED)


def test_a_model_that_is_not_edited_here_has_no_conflicts() -> None:
    """And costs nothing."""
    user = UserFactory.create()
    names = ("usr_sf_id", "usr_name")
    columns = [field_of(User, name) for name in names]

    with CaptureQueriesContext(connection) as queries:
        assert hold_back_conflicts(Stage(User, columns, key=columns[0], using="default")) == []

    assert len(queries) == 0
    assert user.usr_sf_id


def test_where_conflicts_cannot_be_recorded_the_row_is_held_back(settings: Settings) -> None:
    """It still waits for upload: nobody could take it out of a conflict that stands nowhere."""
    comment = a_comment()
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_system"]}

    assert comments(changed_upstream(comment, cc_comment_body="There.")) == [(1, "unrecorded")]

    assert stored(comment) == ("Here.", SyncStatus.PENDING)
    assert not SyncConflict.objects.exists()


def test_all_or_nothing() -> None:
    """A load that fails afterwards leaves no conflict behind."""
    comment = a_comment()

    with transaction.atomic():
        comments(changed_upstream(comment, cc_comment_body="There."))
        transaction.set_rollback(True)

    assert stored(comment) == ("Here.", SyncStatus.PENDING)
    assert not SyncConflict.objects.exists()


def test_as_many_statements_for_many_rows_as_for_few() -> None:
    """New conflicts, open ones, and rows that are let pass."""

    def statements(count: int) -> int:
        rows = [a_comment() for _ in range(2 * count)]
        known = [changed_upstream(row, cc_comment_body="There.") for row in rows[:count]]
        comments(*known)
        with CaptureQueriesContext(connection) as queries:
            comments(*(changed_upstream(row, cc_comment_body="Elsewhere.") for row in rows))
        return len(queries)

    assert statements(1) == statements(20)
    assert SyncConflict.objects.open().count() == 42


def test_an_uploader_first_then_the_download(transactional_db: None) -> None:
    """The download waits for the claimed row, and finds it synced: no conflict."""
    comment = a_comment()
    theirs = changed_upstream(comment, cc_comment_body="Here.")
    found: list[Any] = []
    loading = threading.Thread(target=lambda: found.extend(at_once(lambda: comments(theirs))))

    with transaction.atomic():
        (claimed,) = CaseComment.objects.lock_for_upload()
        loading.start()
        loading.join(0.3)
        assert loading.is_alive()
        assert claimed.mark_synced()
    loading.join(30)

    assert found == [[]]
    assert stored(comment) == ("Here.", SyncStatus.SYNCED)


def test_a_change_made_during_the_download_is_not_lost(transactional_db: None) -> None:
    """It waits until the download is done, and is told that the row is another one; or it comes first."""
    comment = a_comment(SyncStatus.SYNCED)
    theirs = changed_upstream(comment, cc_comment_body="There.")

    def edit() -> None:
        comment.edit(cc_comment_body="Here.")

    held, edited = at_once(lambda: comments(theirs), edit)

    assert edited is None
    assert stored(comment) == (
        ("Here.", SyncStatus.CONFLICT) if held == [(1, "conflict")] else ("Here.", SyncStatus.PENDING)
    )


def test_two_downloads_of_the_same_rows_record_each_conflict_once(transactional_db: None) -> None:
    """In whatever order their files are, and neither waits for ever."""
    rows = [a_comment() for _ in range(20)]
    theirs = [changed_upstream(row, cc_comment_body="There.") for row in rows]

    first, second = at_once(lambda: comments(*theirs), lambda: comments(*reversed(theirs)))

    assert first == second == [(line, "conflict") for line in range(1, 21)]
    assert SyncConflict.objects.open().count() == 20


def test_a_download_and_a_resolution_at_once(transactional_db: None) -> None:
    """Neither waits for ever, and the decision stands over the values it was about."""
    comment = a_comment()
    theirs = changed_upstream(comment, cc_comment_body="There.")
    comments(theirs)
    conflict = SyncConflict.objects.get()

    held, resolved = at_once(lambda: comments(theirs), lambda: conflict.resolve("local_wins"))

    assert held in ([(1, "conflict")], [(1, "nothing new")])
    assert resolved is None
    assert stored(comment) == ("Here.", SyncStatus.PENDING)
    assert not SyncConflict.objects.open().exists()
