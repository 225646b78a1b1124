"""Rows of ``campaigns`` for tests."""

from datetime import timedelta
from decimal import Decimal

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.campaigns.models import Campaign
from agent360_models.agent360.core.factories import RecordTypeFactory, UserFactory
from agent360_models.agent360.factories import amount, cents, created_date, modified_date, quantity, salesforce_id
from agent360_models.testing.factories import (
    Faker,
    FamilyFactory,
    LazyAttribute,
    Maybe,
    SelfAttribute,
    SubFactory,
    Trait,
)

__all__ = ["CampaignFactory"]


class CampaignFactory(FamilyFactory[Campaign]):
    """A running campaign for an account, owned by the account's owner."""

    cmp_sf_id = salesforce_id("701")
    cmp_name = Faker("catch_phrase")
    cmp_record_type = SubFactory(
        RecordTypeFactory, rt_sobject_type="Campaign", rt_last_modified_by=SelfAttribute("..cmp_owner")
    )
    cmp_type = Faker("random_element", elements=("Advertisement", "Promotion", "Trade Show"))
    cmp_parent = None
    cmp_status = "In Progress"
    cmp_start_date = LazyAttribute(lambda row: row.cmp_sf_created_date.date() + timedelta(days=7))
    cmp_end_date = LazyAttribute(lambda row: row.cmp_start_date and row.cmp_start_date + timedelta(days=90))
    cmp_actual_cost = LazyAttribute(lambda row: cents(row.cmp_budgeted_cost and row.cmp_budgeted_cost * Decimal("0.4")))
    cmp_budgeted_cost = amount(1_000, 50_000)
    cmp_currency_iso_code = "EUR"
    cmp_owner = Maybe("cmp_account", SelfAttribute("cmp_account.acc_owner"), SubFactory(UserFactory))
    cmp_account = SubFactory(AccountFactory)
    cmp_initial_quantity = quantity(500, 1_000)
    cmp_used_quantity = quantity(1, 499)
    cmp_available_budget = LazyAttribute(
        lambda row: row.cmp_budgeted_cost and row.cmp_budgeted_cost - (row.cmp_actual_cost or 0)
    )
    cmp_is_active = True
    cmp_sf_created_date = created_date()
    cmp_last_modified_date = modified_date()
    cmp_last_modified_by_id = SelfAttribute("cmp_owner.usr_sf_id")

    class Meta:
        model = Campaign

    class Params:
        planned = Trait(
            cmp_status="Planned", cmp_is_active=False, cmp_actual_cost=Decimal(0), cmp_used_quantity=Decimal(0)
        )
        completed = Trait(
            cmp_status="Completed",
            cmp_is_active=False,
            cmp_actual_cost=SelfAttribute("cmp_budgeted_cost"),
            cmp_used_quantity=SelfAttribute("cmp_initial_quantity"),
            cmp_sf_created_date=created_date(2025),
        )
        deleted = Trait(cmp_active=0)
