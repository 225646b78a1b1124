"""Rows of SalesPro for tests; ids have ten letters and digits, as SalesPro's do."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from agent360_models.ingestion.salespro.models import CreditApplication, Customer, Estimate, LeadResult
from agent360_models.testing.factories import (
    Faker,
    FamilyFactory,
    LazyAttribute,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)

__all__ = ["CreditApplicationFactory", "CustomerFactory", "EstimateFactory", "LeadResultFactory"]

_GONE = "Gone000000"  # the id of a row that does not exist


class CustomerFactory(FamilyFactory[Customer]):
    """A customer from HubSpot; ``crm_source_id`` is the id of a row that need not exist."""

    customer_id = Sequence(lambda number: f"Cu{number:08d}")
    company_id = "Co00000001"
    customer_first_name = Faker("first_name")
    customer_last_name = Faker("last_name")
    crm_source = "hubspot"
    crm_source_id = Sequence(lambda number: str(3_000_000_000 + number))
    created_at = Sequence(lambda number: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number))
    updated_at = LazyAttribute(lambda customer: customer.created_at + timedelta(days=1))

    class Meta:
        model = Customer

    class Params:
        walk_in = Trait(crm_source=None, crm_source_id=None)
        dangling = Trait(estimate_id=_GONE)


class EstimateFactory(FamilyFactory[Estimate]):
    """An offer that the customer is considering."""

    estimate_id = Sequence(lambda number: f"Es{number:08d}")
    customer = SubFactory(CustomerFactory)
    total_amount = Decimal("18450.00")
    status = "Open"
    created_at = Sequence(lambda number: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number))
    updated_at = LazyAttribute(lambda estimate: estimate.created_at + timedelta(days=1))

    class Meta:
        model = Estimate

    class Params:
        sold = Trait(status="Sold")
        dangling = Trait(customer=None, customer_id=_GONE)


class CreditApplicationFactory(FamilyFactory[CreditApplication]):
    """An approved application for the full amount of an estimate."""

    id = Sequence(lambda number: f"Ca{number:08d}")
    customer = SelfAttribute("estimate.customer", default=None)
    estimate = SubFactory(EstimateFactory)
    credit_app_vendor = "Example Bank"
    credit_app_status = "Approved"
    credit_limit = SelfAttribute("estimate.total_amount", default=None)
    created_at = Sequence(lambda number: datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=number))
    updated_at = LazyAttribute(lambda application: application.created_at + timedelta(hours=1))

    class Meta:
        model = CreditApplication

    class Params:
        declined = Trait(credit_app_status="Declined", credit_limit=None)
        dangling = Trait(estimate=None, estimate_id=_GONE)


class LeadResultFactory(FamilyFactory[LeadResult]):
    """A visit that ended with a sale."""

    id = Sequence(lambda number: f"Lr{number:08d}")
    lead_id = Sequence(lambda number: str(number + 1))
    result_type = "Sale"
    result_date = Sequence(lambda number: datetime(2026, 3, 1, 19, tzinfo=UTC) + timedelta(days=number))
    notes = Faker("sentence")
    created_at = SelfAttribute("result_date")
    updated_at = SelfAttribute("result_date")

    class Meta:
        model = LeadResult

    class Params:
        not_home = Trait(result_type="Not home")
