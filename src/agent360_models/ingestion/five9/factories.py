"""Rows of Five9 for tests."""

from datetime import UTC, datetime, timedelta

from agent360_models.ingestion.five9.models import Contact
from agent360_models.testing.factories import Faker, FamilyFactory, Sequence, Trait

__all__ = ["ContactFactory"]


class ContactFactory(FamilyFactory[Contact]):
    """A contact who was not called yet."""

    id = Sequence(lambda number: str(3_000_000_000 + number))
    first_name = Faker("first_name")
    last_name = Faker("last_name")
    email = Sequence(lambda number: f"contact{number}@example.com")
    phone = Sequence(lambda number: f"602555{number % 10_000:04d}")
    division = "Phoenix"
    status = "New"
    created_date = Sequence(lambda number: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number))

    class Meta:
        model = Contact

    class Params:
        do_not_call = Trait(status="Do not call")
