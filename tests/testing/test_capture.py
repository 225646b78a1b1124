"""What a job did to the rows of tables."""

import pytest

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.core.models import User
from agent360_models.testing.capture import Changes, capture_sync

pytestmark = pytest.mark.django_db


def test_each_kind_of_change_is_counted() -> None:
    """New, changed, written again as they were, gone, and left alone."""
    user = UserFactory.create()
    changed, touched, gone, _left = AccountFactory.create_batch(4, acc_owner=user)

    with capture_sync() as changes:
        AccountFactory.create_batch(2, acc_owner=user)
        Account.objects.filter(pk=changed.pk).update(acc_name="other")
        touched.save()
        gone.delete()

    assert changes == {Account: Changes(inserted=2, updated=1, touched=1, deleted=1)}


def test_nothing_changed() -> None:
    """The dictionary is empty."""
    AccountFactory.create()

    with capture_sync() as changes:
        list(Account.objects.all())

    assert changes == {}


def test_only_the_named_models_are_watched() -> None:
    """A job that also makes users is none of this test's business."""
    with capture_sync(Account) as changes:
        AccountFactory.create()

    assert changes == {Account: Changes(inserted=1)}


@pytest.mark.django_db(databases=["default", "crm"])
def test_another_alias() -> None:
    """Each model's own alias is looked at, unless one is named."""
    with capture_sync(User, using="crm") as on_crm, capture_sync(User) as on_default:
        UserFactory.create()

    assert (on_crm, on_default) == ({}, {User: Changes(inserted=1)})
