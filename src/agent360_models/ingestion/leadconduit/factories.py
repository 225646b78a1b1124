"""Rows of LeadConduit for tests."""

from datetime import UTC, datetime, timedelta

from agent360_models.ingestion.leadconduit.models import Lead
from agent360_models.testing.factories import Faker, FamilyFactory, Sequence, Trait

__all__ = ["LeadFactory"]


class LeadFactory(FamilyFactory[Lead]):
    """An accepted lead; its id has 24 hexadecimal digits, as LeadConduit's ids do."""

    id = Sequence(lambda number: f"{number:024x}")
    lead_id = Sequence(lambda number: f"EXT-{number + 1}")
    email = Sequence(lambda number: f"lead{number}@example.com")
    phone = Sequence(lambda number: f"602555{number % 10_000:04d}")
    first_name = Faker("first_name")
    last_name = Faker("last_name")
    address = Faker("street_address")
    city = Faker("city")
    state = "AZ"
    zip = Faker("numerify", text="85###")
    source = "Example Media"
    campaign = "roofing-2026"
    created_at = Sequence(lambda number: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number))
    accepted = True

    class Meta:
        model = Lead

    class Params:
        rejected = Trait(accepted=False)
