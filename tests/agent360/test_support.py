import pytest

from agent360_models.agent360.support.factories import CaseFactory
from agent360_models.agent360.support.models import Case, CaseComment, Task
from agent360_models.agent360.two_way import SyncStatus
from tests.support.agent360 import sf_id


@pytest.mark.parametrize(
    ("what_id", "name"),
    [
        (sf_id("001", 1), "Account"),
        (sf_id("500", 1), "Case"),
        (sf_id("701", 1), "Campaign"),
        (sf_id("a0B", 1), None),
        ("", None),
        (None, None),
    ],
)
def test_what_object_tells_the_kind_of_record(what_id: str | None, name: str | None) -> None:
    assert Task(tsk_what_id=what_id).what_object == name


def test_active_leaves_out_what_salesforce_deleted(db: None) -> None:
    kept, gone = CaseFactory.create_batch(2)
    Case.objects.filter(pk=gone.pk).update(cs_active=0)
    assert list(Case.objects.active()) == [kept]


def test_waiting_for_sync_returns_pending_comments_in_order(db: None) -> None:
    case = CaseFactory.create()
    comments = [CaseComment.objects.create(cc_case=case, cc_sync_status=status) for status in (0, 1, 2, 3, 0)]
    assert list(CaseComment.objects.waiting_for_sync()) == [comments[0], comments[4]]
    assert list(case.comments.active().waiting_for_sync()) == [comments[0], comments[4]]


def test_a_comment_counts_as_synced_until_somebody_says_otherwise(db: None) -> None:
    comment = CaseComment.objects.create(cc_case=CaseFactory.create())
    assert (comment.cc_sync_status, comment.cc_version, comment.cc_retry_count) == (SyncStatus.SYNCED, 1, 0)


def test_comments_without_a_salesforce_id_live_side_by_side(db: None) -> None:
    case = CaseFactory.create()
    assert len({CaseComment.objects.create(cc_case=case).pk for _ in range(2)}) == 2


def test_a_case_takes_its_history_and_comments_with_it(db: None) -> None:
    case = CaseFactory.create()
    CaseComment.objects.create(cc_case=case)
    case.delete()
    assert not CaseComment.objects.exists()
