"""Rows that wait for upload: who gets them, and what becomes of them."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agent360_models.agent360.exceptions import LockRefusedError, SalesforceIdError
from agent360_models.agent360.forecasting.factories import ArfRollingForecastFactory
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.support.factories import CaseCommentFactory
from agent360_models.agent360.support.models import CaseComment
from agent360_models.agent360.two_way import SyncStatus, TwoWayModel
from agent360_models.exceptions import StaleRowError
from agent360_models.testing.factories import using
from tests.support.agent360 import MODELS, sf_id
from tests.support.threads import at_once

NEW_ID = sf_id("00a", 77)
TWO_WAY = [model for model in MODELS if issubclass(model, TwoWayModel)]


def state(comment: CaseComment) -> tuple[int, int, int, str | None]:
    """Return how the stored row stands: status, version, failed uploads, error."""
    stored = CaseComment.objects.get(pk=comment.pk)
    return stored.cc_sync_status, stored.cc_version, stored.cc_retry_count, stored.cc_last_sync_error


def lock(limit: int = 200, **options: int) -> list[int]:
    """Lock comments in a transaction of their own, and return their keys."""
    with transaction.atomic():
        return [row.pk for row in CaseComment.objects.lock_for_upload(limit, **options)]


def test_both_models_are_there() -> None:
    """Whatever is edited here says in which columns its upload is kept."""
    assert [model.__name__ for model in TWO_WAY] == ["CaseComment", "ArfRollingForecast"]


@pytest.mark.parametrize("model", TWO_WAY, ids=lambda model: model.__name__)
def test_the_named_columns_exist(model: Any) -> None:
    """Each under the name of its field."""
    names = (
        model.source_id_column,
        model.sync_status_column,
        model.version_column,
        model.retry_count_column,
        model.sync_error_column,
    )

    assert [model._meta.get_field(name).column for name in names] == list(names)


@pytest.mark.django_db
class TestLockForUpload:
    def test_a_moment_that_python_cannot_have_stops_no_other_row(self) -> None:
        """The row that SQL gave such a moment keeps waiting."""
        CaseCommentFactory.create(sync_pending=True)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE case_comments SET cc_created_at = 'infinity'")
        ours = CaseCommentFactory.create(sync_pending=True)

        assert lock() == [ours.pk]

    def test_new_changes_come_first_each_in_the_order_of_keys(self) -> None:
        """What failed does not stand in the way of what is new, and neither synced nor conflicting rows go up."""
        failed = CaseCommentFactory.create_batch(2, sync_failed=True)
        CaseCommentFactory.create(sync_conflict=True)
        CaseCommentFactory.create()
        pending = CaseCommentFactory.create_batch(2, sync_pending=True)

        assert lock() == [row.pk for row in (*pending, *failed)]

    def test_a_limit(self) -> None:
        """The oldest of them."""
        pending = CaseCommentFactory.create_batch(3, sync_pending=True)

        assert lock(2) == [row.pk for row in pending[:2]]

    @pytest.mark.parametrize(("failures", "max_attempts", "is_locked"), [(1, 2, True), (2, 2, False), (0, 0, False)])
    def test_a_row_fails_so_often_and_is_left_alone(self, failures: int, max_attempts: int, is_locked: object) -> None:
        """0 leaves all rows alone that failed."""
        CaseCommentFactory.create(sync_failed=True, cc_retry_count=failures)

        assert bool(lock(max_attempts=max_attempts)) is is_locked

    def test_a_filter_before_it_counts(self) -> None:
        """Also through a relation, and with the related row read along."""
        CaseCommentFactory.create(sync_pending=True)
        mine = CaseCommentFactory.create(sync_pending=True)

        with transaction.atomic():
            locked = mine.cc_case.comments.select_related("cc_case", "cc_agent_created_by").lock_for_upload()

        assert locked == [mine]

    def test_forecasts_too(self) -> None:
        """A step makes a forecast wait."""
        forecast = ArfRollingForecastFactory.create()
        forecast.transition_to("Pending_Approval")

        with transaction.atomic():
            assert ArfRollingForecast.objects.lock_for_upload() == [forecast]


def test_outside_of_a_transaction_nothing_is_locked(transactional_db: None) -> None:
    """The error says what to write."""
    CaseCommentFactory.create(sync_pending=True)

    with pytest.raises(LockRefusedError, match=r"case_comments .* inside atomic\(using='default'\)"):
        CaseComment.objects.lock_for_upload()


def test_two_uploaders_never_get_the_same_row(transactional_db: None) -> None:
    """And together they get all."""
    pending = CaseCommentFactory.create_batch(20, sync_pending=True)
    both_have_locked = threading.Barrier(2, timeout=10)

    def upload() -> list[int]:
        with transaction.atomic():
            locked = CaseComment.objects.lock_for_upload(10)
            both_have_locked.wait()
            for row in locked:
                row.mark_synced(sf_id("00a", row.pk))
            return [row.pk for row in locked]

    first, second = at_once(upload, upload)

    assert isinstance(first, list), first
    assert isinstance(second, list), second
    assert sorted(first + second) == [row.pk for row in pending]
    assert not CaseComment.objects.waiting_for_sync().exists()


def test_what_an_uploader_that_died_had_locked_is_locked_again(transactional_db: None) -> None:
    """The locks went with its transaction."""
    comment = CaseCommentFactory.create(sync_pending=True)

    def die() -> None:
        with transaction.atomic():
            CaseComment.objects.lock_for_upload()[0].mark_synced(NEW_ID)
            raise RuntimeError

    (outcome,) = at_once(die)

    assert isinstance(outcome, RuntimeError)
    assert lock() == [comment.pk]


@pytest.mark.django_db
class TestMarkSynced:
    def test_it_is_synced_with_its_id(self) -> None:
        """The failures before are forgotten; the object has what is stored."""
        comment = CaseCommentFactory.create(sync_failed=True)

        assert comment.mark_synced(NEW_ID[:15])

        stored = CaseComment.objects.get(pk=comment.pk)
        assert state(comment) == (SyncStatus.SYNCED, 1, 0, None)
        assert stored.cc_sf_id == comment.cc_sf_id == NEW_ID
        assert (comment.cc_sync_status, comment.cc_retry_count) == (SyncStatus.SYNCED, 0)
        assert stored.cc_updated_at != comment.cc_updated_at

    def test_a_row_that_has_an_id_needs_none(self) -> None:
        """It was changed, not created."""
        comment = CaseCommentFactory.create(cc_sync_status=SyncStatus.PENDING)

        assert comment.mark_synced()

        assert CaseComment.objects.get(pk=comment.pk).cc_sf_id == comment.cc_sf_id

    def test_a_newer_change_still_goes_up(self) -> None:
        """With the id of the record that was created, so that no second one is."""
        locked = CaseCommentFactory.create(sync_pending=True)
        CaseComment.objects.get(pk=locked.pk).edit(cc_comment_body="Called again.")

        assert not locked.mark_synced(NEW_ID)

        assert state(locked) == (SyncStatus.PENDING, 2, 0, None)
        assert CaseComment.objects.get(pk=locked.pk).cc_sf_id == NEW_ID

    def test_a_row_in_conflict_stays_in_conflict(self) -> None:
        """A download was faster than the uploader."""
        locked = CaseCommentFactory.create(cc_sync_status=SyncStatus.PENDING)
        CaseComment.objects.filter(pk=locked.pk).update(cc_sync_status=SyncStatus.CONFLICT)

        assert not locked.mark_synced()

        assert state(locked)[0] == SyncStatus.CONFLICT

    def test_what_is_no_id_is_refused(self) -> None:
        """Before anything is written, and the value is not repeated."""
        comment = CaseCommentFactory.create(sync_pending=True)

        with pytest.raises(
            SalesforceIdError, match=f"Row {comment.pk} of case_comments got not a Salesforce id for its cc_sf"
        ):
            comment.mark_synced("oops")

        assert state(comment)[0] == SyncStatus.PENDING

    def test_another_record_is_refused(self) -> None:
        """As when the answers of a batch are given to the wrong rows."""
        comment = CaseCommentFactory.create(cc_sync_status=SyncStatus.PENDING)

        with pytest.raises(ValueError, match="is the record"):
            comment.mark_synced(NEW_ID)

        assert state(comment)[0] == SyncStatus.PENDING

    def test_a_record_that_a_download_brought_in_before(self) -> None:
        """The transaction goes on, and with it the other rows."""
        CaseCommentFactory.create(cc_sf_id=NEW_ID)
        comment, other = CaseCommentFactory.create_batch(2, sync_pending=True)

        with transaction.atomic():
            with pytest.raises(IntegrityError):
                comment.mark_synced(NEW_ID)
            assert other.mark_synced()

        assert (state(comment)[0], state(other)[0]) == (SyncStatus.PENDING, SyncStatus.SYNCED)


@pytest.mark.django_db
class TestMarkFailed:
    def test_failures_are_counted(self) -> None:
        """With the last error."""
        comment = CaseCommentFactory.create(sync_pending=True)

        assert comment.mark_failed("UNABLE_TO_LOCK_ROW")
        assert CaseComment.objects.get(pk=comment.pk).mark_failed("REQUEST_LIMIT_EXCEEDED")

        assert state(comment) == (SyncStatus.FAILED, 1, 2, "REQUEST_LIMIT_EXCEEDED")
        assert (comment.cc_sync_status, comment.cc_retry_count) == (SyncStatus.FAILED, 1)

    def test_of_a_long_error_the_beginning(self) -> None:
        """A page of HTML from a proxy, with a byte that PostgreSQL does not take."""
        comment = CaseCommentFactory.create(sync_pending=True)

        comment.mark_failed("\0" + "x" * 10_000)

        assert state(comment)[3] == r"\x00" + "x" * 996

    def test_an_error_about_values_that_are_gone(self) -> None:
        """The newer change has all its attempts before it."""
        locked = CaseCommentFactory.create(sync_failed=True)
        CaseComment.objects.get(pk=locked.pk).edit(cc_comment_body="Shorter.")

        assert not locked.mark_failed("STRING_TOO_LONG")

        assert state(locked) == (SyncStatus.PENDING, 2, 0, None)


@pytest.mark.django_db
class TestEdit:
    def test_a_change_waits_for_upload(self) -> None:
        """With one version more and no failures; the object has what is stored."""
        comment = CaseCommentFactory.create(sync_failed=True)

        comment.edit(cc_comment_body="Called back.", cc_agent_modified_date=timezone.now())

        stored = CaseComment.objects.get(pk=comment.pk)
        assert state(comment) == (SyncStatus.PENDING, 2, 0, None)
        assert stored.cc_comment_body == "Called back."
        names = [field.attname for field in CaseComment._meta.concrete_fields]
        assert {name: getattr(comment, name) for name in names} == {name: getattr(stored, name) for name in names}

    def test_of_two_edits_of_one_version_the_second_is_refused(self) -> None:
        """Nobody overwrites what they have not seen."""
        first = CaseCommentFactory.create()
        second = CaseComment.objects.get(pk=first.pk)
        first.edit(cc_comment_body="First.")

        with pytest.raises(StaleRowError, match=f"Row {first.pk} of case_comments .* version is no longer 1"):
            second.edit(cc_comment_body="Second.")

        assert CaseComment.objects.get(pk=first.pk).cc_comment_body == "First."

    def test_a_row_in_conflict_stays_in_conflict(self) -> None:
        """Else the upload would overwrite what Salesforce has, before anybody looked."""
        comment = CaseCommentFactory.create(sync_conflict=True)

        comment.edit(cc_comment_body="Called back.")

        assert state(comment)[:2] == (SyncStatus.CONFLICT, 3)
        assert lock() == []

    def test_a_step_of_a_forecast_does_the_same(self) -> None:
        """Failures are forgotten, a conflict is not."""
        failed = ArfRollingForecastFactory.create(sync_failed=True)
        conflicting = ArfRollingForecastFactory.create(sync_conflict=True)

        failed.transition_to("Pending_Approval")
        conflicting.transition_to("Pending_Approval")

        assert (failed.arf_sync_status, failed.arf_retry_count, failed.arf_last_sync_error) == (0, 0, None)
        assert (conflicting.arf_sync_status, conflicting.arf_version) == (SyncStatus.CONFLICT, 2)


def test_of_many_who_edit_at_once_one_wins(transactional_db: None) -> None:
    """The others are told."""
    comment = CaseCommentFactory.create()

    def edit(text: str) -> Callable[[], None]:
        mine = CaseComment.objects.get(pk=comment.pk)
        return lambda: mine.edit(cc_comment_body=text)

    outcomes = at_once(*(edit(text) for text in "abcd"))

    assert sorted(str(type(outcome).__name__) for outcome in outcomes) == ["NoneType", *["StaleRowError"] * 3]
    assert state(comment)[:2] == (SyncStatus.PENDING, 2)


@pytest.mark.django_db(databases=["default", "crm"])
def test_a_row_of_another_alias() -> None:
    """It is marked where it came from."""
    with using("crm"):
        comment = CaseCommentFactory.create(sync_pending=True)

    assert comment.mark_failed("UNABLE_TO_LOCK_ROW")
    comment.edit(cc_comment_body="Shorter.")
    assert comment.mark_synced(NEW_ID)

    assert CaseComment.objects.using("crm").get().cc_sf_id == NEW_ID
    assert not CaseComment.objects.exists()
