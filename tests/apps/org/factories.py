"""Rows with the org's own columns."""

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.testing.factories import FamilyFactory, SubFactory
from tests.apps.org.models import OrgAccount


class OrgAccountFactory(FamilyFactory[OrgAccount]):
    """An account in the north."""

    account = SubFactory(AccountFactory)
    acc_region = "North"
    acc_tier = 2

    class Meta:
        model = OrgAccount
