"""Tests for Django's own runner."""

from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.test import TestCase, TransactionTestCase
from ledger.models import Entry
from orders.models import Order, Shipment
from warehouse.models import Bin

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.testing.assertions import assert_no_drift

from .rows import ALIAS, EMPTY, counts, one


def fill() -> None:
    """Put a row into every table."""
    account = AccountFactory.create()
    order = Order.objects.create(account=account, number="A-1")
    Shipment.objects.create(order=order)
    Entry.objects.create(account=account, amount=Decimal(5))


class TablesTests(TestCase):
    """The tables are there, and are the real ones."""

    databases = {ALIAS}

    def test_rows(self) -> None:
        """A row in each, and the project's foreign key is a real one."""
        self.assertEqual(counts(), EMPTY)
        fill()
        self.assertEqual(Account.objects.get().orders.get().number, "A-1")
        with self.assertRaises(IntegrityError), transaction.atomic(using=ALIAS):
            Order.objects.create(account_id="001000000000009AAA", number="A-2")
            connections[ALIAS].check_constraints()

    def test_the_database_deletes_as_declared(self) -> None:
        """Foreign keys have the actions of the reference DDL."""
        fill()
        kinds = one("SELECT confdeltype FROM pg_constraint WHERE conrelid = 'account_plans'::regclass AND contype='f'")
        self.assertEqual(kinds, "c")

    def test_triggers(self) -> None:
        """Triggers are there."""
        self.assertGreater(one("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"), 10)

    def test_no_drift(self) -> None:
        """One line."""
        assert_no_drift(ALIAS)

    def test_read_only(self) -> None:
        """Factories write; the code under test does not."""
        account = AccountFactory.create()
        if not settings.AGENT360_MODELS.get("READ_ONLY"):
            self.skipTest("this run may write")
        with self.assertRaises(ReadOnlyTableError), transaction.atomic(using=ALIAS):
            account.save()


class WarehouseTests(TestCase):
    """The project's own second alias."""

    databases = {"default", "stock"}

    def test_bin(self) -> None:
        """Is as it was."""
        Bin.objects.create(code="B1")
        self.assertEqual(Bin.objects.count(), 1)


class FirstLeakTests(TransactionTestCase):
    """Commits rows; whoever of the two comes second must not see them."""

    databases = {ALIAS}

    def test_rows(self) -> None:
        """Every table is empty before it."""
        self.assertEqual(counts(), EMPTY)
        fill()


class SecondLeakTests(FirstLeakTests):
    """The same again."""
