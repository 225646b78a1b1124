"""Tests for pytest."""

import pytest
from django.conf import settings
from django.db import IntegrityError
from orders.models import Order
from warehouse.models import Bin

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.testing.assertions import assert_no_drift

from .rows import ALIAS, EMPTY, counts
from .test_unittest import fill

on_our_alias = pytest.mark.django_db(databases=[ALIAS])
committing = pytest.mark.django_db(databases=[ALIAS], transaction=True)


@on_our_alias
def test_rows() -> None:
    """A row in each table."""
    assert counts() == EMPTY
    fill()
    assert Order.objects.get().account.acc_name


@committing
@pytest.mark.parametrize("turn", [1, 2, 3])
def test_nothing_leaks(turn: int) -> None:
    """Rows that are committed are gone before the next test."""
    assert counts() == EMPTY
    fill()


@committing
def test_foreign_keys_are_real() -> None:
    """The project's foreign key into our table is the database's."""
    with pytest.raises(IntegrityError):
        Order.objects.create(account_id="001000000000009AAA", number="A-2")


@on_our_alias
def test_no_drift() -> None:
    """One line."""
    assert_no_drift(ALIAS)


@committing
@pytest.mark.skipif("READ_ONLY" not in settings.AGENT360_MODELS, reason="this run may write")
def test_read_only() -> None:
    """Factories write; the code under test does not."""
    account = AccountFactory.create()
    with pytest.raises(ReadOnlyTableError):
        account.save()


@pytest.mark.django_db(databases=["default", "stock"])
def test_the_second_alias() -> None:
    """The project's own."""
    Bin.objects.create(code="B1")
    assert Bin.objects.count() == 1
