"""Rows of ``arf_rolling_forecasts`` for tests."""

from datetime import date

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.catalog.factories import ProductFactory
from agent360_models.agent360.factories import amount, cents, modified_date, quantity, salesforce_id
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.two_way import SyncStatus
from agent360_models.testing.factories import (
    Faker,
    FamilyFactory,
    LazyAttribute,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)

__all__ = ["ArfRollingForecastFactory"]

_Status = ArfRollingForecast.Status


class ArfRollingForecastFactory(FamilyFactory[ArfRollingForecast]):
    """A draft of the account's owner, already in Salesforce.

    The trait of a status sets the values and version that result from the steps in ``transitions.STEPS``. It can be
    combined with the sync traits.
    """

    arf_sf_id = salesforce_id("a07")
    arf_name = Sequence(lambda number: f"ARF-{number + 1:05d}")
    arf_account = SubFactory(AccountFactory)
    arf_sales_rep = SelfAttribute("arf_account.acc_owner")
    arf_product = SubFactory(ProductFactory)
    arf_forecast_date = Faker("random_element", elements=[date(2026, month, 1) for month in range(7, 13)])
    arf_status = _Status.DRAFT.value
    arf_currency_iso_code = "EUR"
    arf_owner = SelfAttribute("arf_sales_rep")
    arf_draft_quantity = quantity()
    arf_draft_unit_price = amount(1, 200)
    arf_draft_value = LazyAttribute(
        lambda row: cents(row.arf_draft_quantity and row.arf_draft_quantity * (row.arf_draft_unit_price or 0))
    )
    arf_product_formula = SelfAttribute("arf_product.prd_name")
    arf_account_or_user_formula = SelfAttribute("arf_account.acc_name")
    arf_product_family = SelfAttribute("arf_product.prd_family")
    arf_product_brand = SelfAttribute("arf_product.prd_brand")
    arf_sf_created_by = SelfAttribute("arf_owner")
    arf_last_modified_by = SelfAttribute("arf_owner")
    arf_agent360_source = False

    class Meta:
        model = ArfRollingForecast

    class Params:
        pending_approval = Trait(
            arf_status=_Status.PENDING_APPROVAL.value,
            arf_pending_quantity=SelfAttribute("arf_draft_quantity"),
            arf_pending_unit_price=SelfAttribute("arf_draft_unit_price"),
            arf_pending_value=SelfAttribute("arf_draft_value"),
            arf_version=2,
        )
        approved = Trait(
            pending_approval=True,
            arf_status=_Status.APPROVED.value,
            arf_approved_quantity=SelfAttribute("arf_pending_quantity"),
            arf_approved_unit_price=SelfAttribute("arf_pending_unit_price"),
            arf_approved_value=SelfAttribute("arf_pending_value"),
            arf_version=3,
        )
        fixes_needed = Trait(
            pending_approval=True,
            arf_status=_Status.FIXES_NEEDED.value,
            arf_rejection_reason="The unit price is below the price list.",
            arf_version=3,
        )
        frozen = Trait(approved=True, arf_status=_Status.FROZEN.value, arf_version=4)
        sync_pending = Trait(
            arf_sf_id=None,
            arf_sf_created_by=None,
            arf_last_modified_by=None,
            arf_agent_created_by=SelfAttribute("arf_owner"),
            arf_agent_created_date=modified_date(),
            arf_agent360_source=True,
            arf_sync_status=SyncStatus.PENDING,
        )
        sync_failed = Trait(
            sync_pending=True,
            arf_sync_status=SyncStatus.FAILED,
            arf_retry_count=3,
            arf_last_sync_error="UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record",
        )
        sync_conflict = Trait(
            arf_agent_modified_by=SelfAttribute("arf_owner"),
            arf_agent_modified_date=modified_date(),
            arf_sync_status=SyncStatus.CONFLICT,
        )
        deleted = Trait(arf_active=0)
