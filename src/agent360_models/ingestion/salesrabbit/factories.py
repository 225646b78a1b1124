"""Rows of SalesRabbit for tests."""

from datetime import UTC, datetime, timedelta

from agent360_models.ingestion.salesrabbit.models import Lead, User
from agent360_models.testing.factories import Faker, FamilyFactory, LazyAttribute, Sequence, Trait

__all__ = ["LeadFactory", "UserFactory"]


class UserFactory(FamilyFactory[User]):
    """A rep of a team."""

    id = Sequence(lambda number: number + 1)
    email = Sequence(lambda number: f"rep{number}@example.com")
    first_name = Faker("first_name")
    last_name = Faker("last_name")
    phone = Sequence(lambda number: f"+1480555{number % 10_000:04d}")
    active = True
    team_id = 7

    class Meta:
        model = User

    class Params:
        inactive = Trait(active=False)


class LeadFactory(FamilyFactory[Lead]):
    """A door with an interested person; the id does not fit into 32 bits."""

    id = Sequence(lambda number: 2**31 + number)
    lead_hash = Sequence(lambda number: f"{number:032x}")
    disposition_id = 3
    prospect_name = Faker("name")
    prospect_phone = Sequence(lambda number: f"+1602555{number % 10_000:04d}")
    prospect_email = Sequence(lambda number: f"prospect{number}@example.com")
    prospect_address = Faker("address")
    latitude = 33.44837709999999
    longitude = -112.07403720000002
    created_by = Faker("name")
    source_created_at = Sequence(lambda number: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number))
    last_modified = LazyAttribute(lambda lead: lead.source_created_at + timedelta(days=1))
    custom_fields = LazyAttribute(lambda _lead: {"roofAge": 12})
    files = LazyAttribute(lambda _lead: [])

    class Meta:
        model = Lead

    class Params:
        with_appointment = Trait(
            appointment_type="Estimate",
            appointment=LazyAttribute(lambda _lead: {"start": "2026-04-02T17:00:00Z", "end": "2026-04-02T18:00:00Z"}),
        )
        with_files = Trait(files=LazyAttribute(lambda _lead: [{"name": "roof.jpg"}]))
