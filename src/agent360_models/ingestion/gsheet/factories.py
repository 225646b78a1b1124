"""Rows of ``gsheet_marketing_lead`` and ``gsheet_marketing_spend`` for tests."""

from datetime import date, timedelta

from agent360_models.ingestion.gsheet.models import MarketingLead, MarketingSpend
from agent360_models.testing.factories import Faker, FamilyFactory, LazyAttribute, Sequence, Trait

__all__ = ["MarketingLeadFactory", "MarketingSpendFactory"]


class MarketingLeadFactory(FamilyFactory[MarketingLead]):
    """A lead, in the next row of the sheet."""

    row_number = Sequence(lambda number: number + 2)
    date = LazyAttribute(lambda lead: date(2026, 3, 1) + timedelta(days=lead.row_number % 90))
    source = "Home show"
    campaign = "Spring 2026"
    first_name = Faker("first_name")
    last_name = Faker("last_name")
    email = Faker("safe_email")
    phone = Sequence(lambda number: f"(555) 010-{number % 10_000:04d}")
    notes = "Asked for a brochure."

    class Meta:
        model = MarketingLead

    class Params:
        empty = Trait(
            date=None,
            source=None,
            campaign=None,
            first_name=None,
            last_name=None,
            email=None,
            phone=None,
            notes=None,
        )


class MarketingSpendFactory(FamilyFactory[MarketingSpend]):
    """A day of a campaign, in the next row of the sheet."""

    row_number = Sequence(lambda number: number + 2)
    date = LazyAttribute(lambda spend: date(2026, 3, 1) + timedelta(days=spend.row_number % 90))
    channel = "Search"
    campaign = "Spring 2026"
    amount = Faker("pydecimal", min_value=50, max_value=900, right_digits=2)
    impressions = Faker("pyint", min_value=1_000, max_value=20_000)
    clicks = Faker("pyint", min_value=10, max_value=400)
    conversions = Faker("pyint", min_value=0, max_value=10)

    class Meta:
        model = MarketingSpend

    class Params:
        offline = Trait(channel="Radio", impressions=None, clicks=None, conversions=None)
