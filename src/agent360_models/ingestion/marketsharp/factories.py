"""Rows of MarketSharp for tests."""

from datetime import UTC, datetime, timedelta

from agent360_models.ingestion.marketsharp.models import Data
from agent360_models.testing.factories import Faker, FamilyFactory, Sequence, Trait

__all__ = ["DataFactory"]


class DataFactory(FamilyFactory[Data]):
    """A lead with an address."""

    id = Sequence(lambda number: f"00000000-0000-4000-8000-{number:012d}")
    lead_id = Sequence(lambda number: f"L-{number + 1}")
    customer_name = Faker("name")
    address = Faker("street_address")
    city = Faker("city")
    state = "AZ"
    zip = Faker("numerify", text="85###")
    phone = Sequence(lambda number: f"(602) 555-{number % 10_000:04d}")
    email = Sequence(lambda number: f"customer{number}@example.com")
    status = "Open"
    created_date = Sequence(lambda number: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number))

    class Meta:
        model = Data

    class Params:
        sold = Trait(status="Sold")
