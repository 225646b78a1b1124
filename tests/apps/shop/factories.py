"""Rows of the downstream project: one factory over ours, as the how-to page tells."""

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.testing.factories import FamilyFactory, Sequence, SubFactory
from tests.apps.shop.models import Order


class OrderFactory(FamilyFactory[Order]):
    account = SubFactory(AccountFactory)
    number = Sequence(lambda number: f"O-{number}")

    class Meta:
        model = Order


class LargeOrderFactory(OrderFactory):
    """A second factory for the same model."""
