"""Rows of ``accounts``, ``account_plans``, ``frame_agreements`` and ``targets`` for tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from agent360_models.agent360.accounts.models import Account, AccountPlan, FrameAgreement, Target
from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.factories import amount, cents, created_date, modified_date, quantity, salesforce_id
from agent360_models.testing.factories import (
    Faker,
    FamilyFactory,
    LazyAttribute,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)

__all__ = ["AccountFactory", "AccountPlanFactory", "FrameAgreementFactory", "TargetFactory"]


class AccountFactory(FamilyFactory[Account]):
    """A customer within its credit limit."""

    acc_sf_id = salesforce_id("001")
    acc_name = Faker("company")
    acc_owner = SubFactory(UserFactory)
    acc_credit_limit = amount(20_000, 100_000)
    acc_invoice_open_amount = amount(0, 9_000)
    acc_order_open_amount = amount(0, 9_000)
    acc_account_number = Sequence(lambda number: str(100_001 + number))
    acc_currency_iso_code = "EUR"
    acc_last_modified_date = modified_date()
    acc_last_modified_by_id = SelfAttribute("acc_owner.usr_sf_id")

    class Meta:
        model = Account

    class Params:
        deleted = Trait(acc_active=0)


class AccountPlanFactory(FamilyFactory[AccountPlan]):
    """A plan for 2026; with ``expired``, for 2024."""

    ap_sf_id = salesforce_id("a01")
    ap_name = Sequence(lambda number: f"AP-{number + 1:05d}")
    ap_account = SubFactory(AccountFactory)
    ap_plan_name = Faker("catch_phrase")
    ap_status = "Active"
    ap_start_date = date(2026, 1, 1)
    ap_end_date = LazyAttribute(lambda row: row.ap_start_date and date(row.ap_start_date.year, 12, 31))
    ap_sf_created_date = created_date()
    ap_last_modified_date = modified_date()
    ap_last_modified_by_id = SelfAttribute("ap_account.acc_owner_id")

    class Meta:
        model = AccountPlan

    class Params:
        expired = Trait(ap_status="Expired", ap_start_date=date(2024, 1, 1), ap_sf_created_date=created_date(2024))
        deleted = Trait(ap_active=0)


class FrameAgreementFactory(FamilyFactory[FrameAgreement]):
    """Terms for 2026; with ``expired``, for 2024. That 0.05 means a rebate of 5 per cent is inferred."""

    fa_sf_id = salesforce_id("a02")
    fa_account = SubFactory(AccountFactory)
    fa_agreement_type = Faker("random_element", elements=("Annual rebate", "Quarterly rebate"))
    fa_start_date = date(2026, 1, 1)
    fa_end_date = LazyAttribute(lambda row: date(row.fa_start_date.year, 12, 31))
    fa_start_year = LazyAttribute(lambda row: row.fa_start_date.year)
    fa_status = "Active"
    fa_is_active = True
    fa_total_sales_ty = LazyAttribute(lambda row: sum(getattr(row, f"fa_total_sales_q{n}") or 0 for n in (1, 2, 3, 4)))
    fa_total_sales_ly = amount(10_000, 200_000)
    fa_total_sales_q1 = quantity(1_000, 50_000)
    fa_total_sales_q2 = quantity(1_000, 50_000)
    fa_total_sales_q3 = quantity(1_000, 50_000)
    fa_total_sales_q4 = quantity(1_000, 50_000)
    fa_rebate_achieved = Faker("random_element", elements=(Decimal("0.0200"), Decimal("0.0350"), Decimal("0.0500")))
    fa_total_rebate_achieved = LazyAttribute(
        lambda row: cents(row.fa_rebate_achieved and row.fa_rebate_achieved * (row.fa_total_sales_ty or 0))
    )
    fa_last_modified_date = modified_date()
    fa_last_modified_by = SelfAttribute("fa_account.acc_owner")

    class Meta:
        model = FrameAgreement

    class Params:
        expired = Trait(fa_start_date=date(2024, 1, 1), fa_status="Expired", fa_is_active=False)
        deleted = Trait(fa_active=0)


class TargetFactory(FamilyFactory[Target]):
    """A target whose agreement and account match, whichever of the two is given."""

    tgt_sf_id = salesforce_id("a03")
    tgt_account = SelfAttribute("tgt_frame_agreement.fa_account")
    tgt_frame_agreement = SubFactory(FrameAgreementFactory)
    tgt_quarter = Faker("random_element", elements=("Q1", "Q2", "Q3", "Q4"))
    tgt_net_turnover_target = amount(5_000, 50_000)
    tgt_rebate_rate = Faker("random_element", elements=(Decimal("0.0200"), Decimal("0.0350"), Decimal("0.0500")))
    tgt_rebate_if_achieved = LazyAttribute(lambda row: cents(row.tgt_net_turnover_target * row.tgt_rebate_rate))
    tgt_total_rebate = SelfAttribute("tgt_rebate_if_achieved")
    tgt_last_modified_date = modified_date()
    tgt_last_modified_by_id = SelfAttribute("tgt_account.acc_owner_id")

    class Meta:
        model = Target

    class Params:
        deleted = Trait(tgt_active=0)

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> Target:
        if "tgt_account" in params:
            params = {"tgt_frame_agreement__fa_account": SelfAttribute("..tgt_account"), **params}
        return super()._generate(strategy, params)
