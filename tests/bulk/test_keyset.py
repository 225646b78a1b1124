"""Big tables, a batch at a time."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.system.factories import SyncWatermarkFactory
from agent360_models.agent360.system.models import SyncLog, SyncWatermark
from agent360_models.bulk import iterate_by_key

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [0, 1, 4, 5, 6, 11])
def test_every_row_once_in_the_order_of_the_key(number: int) -> None:
    """Whatever the number of rows, and with no more queries than batches, and one where the last is full."""
    made = {row.pk for row in AccountFactory.create_batch(number, acc_owner=UserFactory.create())}

    with CaptureQueriesContext(connections["default"]) as captured:
        found = [row.pk for row in iterate_by_key(Account.objects.order_by("-acc_name"), batch_size=5)]

    assert (set(found), found) == (made, sorted(found))
    assert len(captured) == number // 5 + 1
    assert not any("OFFSET" in query["sql"] for query in captured)


def test_filters_and_prefetches_are_those_of_the_queryset() -> None:
    """One prefetch for each batch."""
    for name in ("a", "b") * 4:
        AccountFactory.create(acc_name=name)
    accounts = Account.objects.filter(acc_name="a").prefetch_related("acc_owner")

    with CaptureQueriesContext(connections["default"]) as captured:
        owners = {row.acc_owner.usr_name for row in iterate_by_key(accounts, batch_size=3)}

    assert len(owners) == 4
    assert len(captured) == 4


def test_another_unique_key_and_dicts() -> None:
    """``values()`` that hold the key do."""
    for name in ("b", "c", "a"):
        SyncWatermarkFactory.create(sw_object_name=name)
    rows = SyncWatermark.objects.values("sw_object_name")

    found = list(iterate_by_key(rows, key="sw_object_name", batch_size=1))

    assert found == [{"sw_object_name": name} for name in "abc"]


def test_rows_may_be_written_meanwhile() -> None:
    """One behind the place is seen, and deleting what was read skips nothing."""
    user = UserFactory.create()
    first = AccountFactory.create_batch(4, acc_owner=user)
    seen = []

    for row in iterate_by_key(Account.objects.all(), batch_size=2):
        seen.append(row.pk)
        if len(seen) == 1:
            late = AccountFactory.create(acc_owner=user)
        row.delete()

    assert seen == sorted([*(row.pk for row in first), late.pk])


@pytest.mark.parametrize("key", ["sl_job_name", "sl_completed_at"])
def test_a_key_has_to_identify_a_row(key: str) -> None:
    """Else rows would be lost between two batches."""
    with pytest.raises(TypeError, match="has to be unique, and never NULL"):
        next(iterate_by_key(SyncLog.objects.all(), key=key))


def test_rows_have_to_hold_the_key() -> None:
    """Said as soon as it is needed."""
    AccountFactory.create_batch(2, acc_owner=UserFactory.create())

    with pytest.raises(TypeError, match="Rows need 'pk'"):
        list(iterate_by_key(Account.objects.values("acc_name"), batch_size=1))


def test_a_slice_is_refused() -> None:
    """By Django itself."""
    with pytest.raises(TypeError, match="slice"):
        list(iterate_by_key(Account.objects.all()[:5]))
