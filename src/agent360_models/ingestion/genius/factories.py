"""Rows of Genius for tests; the words in ``status``, ``role`` and ``source`` are inferred."""

from datetime import UTC, date, datetime, time, timedelta

from agent360_models.ingestion.genius.models import (
    Appointment,
    Contact,
    Division,
    DivisionGroup,
    Lead,
    MarketingSource,
    Prospect,
    User,
)
from agent360_models.testing.factories import (
    Faker,
    FamilyFactory,
    LazyAttribute,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)

__all__ = [
    "AppointmentFactory",
    "ContactFactory",
    "DivisionFactory",
    "DivisionGroupFactory",
    "LeadFactory",
    "MarketingSourceFactory",
    "ProspectFactory",
    "UserFactory",
]

_GONE = 999_999_999  # the id of a row that does not exist


class DivisionGroupFactory(FamilyFactory[DivisionGroup]):
    """A region."""

    id = Sequence(lambda number: number + 1)
    group_label = Sequence(lambda number: f"Region {number + 1}")
    is_active = True

    class Meta:
        model = DivisionGroup


class DivisionFactory(FamilyFactory[Division]):
    """A division of a region."""

    id = Sequence(lambda number: number + 1)
    label = Sequence(lambda number: f"Division {number + 1}")
    abbreviation = Sequence(lambda number: f"D{number + 1:03d}")
    group = SubFactory(DivisionGroupFactory)
    is_inactive = 0

    class Meta:
        model = Division

    class Params:
        closed = Trait(is_inactive=1)
        dangling = Trait(group=None, group_id=_GONE)


class UserFactory(FamilyFactory[User]):
    """An agent of a division."""

    user_id = Sequence(lambda number: number + 1)
    email = Sequence(lambda number: f"agent{number}@example.com")
    firstname = Faker("first_name")
    lastname = Faker("last_name")
    division = SubFactory(DivisionFactory)
    is_active = True
    role = "Agent"

    class Meta:
        model = User

    class Params:
        inactive = Trait(is_active=False)
        dangling = Trait(division=None, division_id=_GONE)


class ContactFactory(FamilyFactory[Contact]):
    """A person with an address."""

    contact_id = Sequence(lambda number: number + 1)
    firstname = Faker("first_name")
    lastname = Faker("last_name")
    email = Sequence(lambda number: f"contact{number}@example.com")
    phone = Sequence(lambda number: f"(602) 555-{number % 10_000:04d}")
    address1 = Faker("street_address")
    city = Faker("city")
    state = "AZ"
    zipcode = Faker("numerify", text="85###")
    created = Sequence(lambda number: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number))
    modified = LazyAttribute(lambda contact: contact.created + timedelta(days=1))

    class Meta:
        model = Contact


class MarketingSourceFactory(FamilyFactory[MarketingSource]):
    """An active source."""

    id = Sequence(lambda number: number + 1)
    label = Sequence(lambda number: f"Source {number + 1}")
    type_id = 3
    is_active = True

    class Meta:
        model = MarketingSource

    class Params:
        retired = Trait(is_active=False)


class LeadFactory(FamilyFactory[Lead]):
    """A new lead of a contact, for an agent of the lead's division."""

    lead_id = Sequence(lambda number: number + 1)
    contact = SubFactory(ContactFactory)
    division = SubFactory(DivisionFactory)
    agent = SubFactory(UserFactory, division=SelfAttribute("..division"))
    status = "New"
    address1 = SelfAttribute("contact.address1", default=None)
    city = SelfAttribute("contact.city", default=None)
    state = SelfAttribute("contact.state", default=None)
    zipcode = SelfAttribute("contact.zipcode", default=None)
    firstname = SelfAttribute("contact.firstname", default=None)
    lastname = SelfAttribute("contact.lastname", default=None)
    email = SelfAttribute("contact.email", default=None)
    phone = SelfAttribute("contact.phone", default=None)
    source = "Website"
    created = Sequence(lambda number: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number))
    modified = LazyAttribute(lambda lead: lead.created + timedelta(days=1))
    raw_data = LazyAttribute(lambda lead: {"lead_id": lead.lead_id, "status": lead.status})

    class Meta:
        model = Lead

    class Params:
        unassigned = Trait(agent=None)
        sold = Trait(status="Sold")
        dangling = Trait(agent=None, agent_id=_GONE)


class ProspectFactory(FamilyFactory[Prospect]):
    """A prospect who was not called yet."""

    prospect_id = Sequence(lambda number: number + 1)
    division = SubFactory(DivisionFactory)
    address = Faker("street_address")
    city = Faker("city")
    state = "AZ"
    zip = Faker("numerify", text="85###")
    firstname = Faker("first_name")
    lastname = Faker("last_name")
    email = Sequence(lambda number: f"prospect{number}@example.com")
    phone = Sequence(lambda number: f"(480) 555-{number % 10_000:04d}")
    status = "New"
    source = "Home show"

    class Meta:
        model = Prospect

    class Params:
        converted = Trait(status="Converted")
        dangling = Trait(division=None, division_id=_GONE)


class AppointmentFactory(FamilyFactory[Appointment]):
    """A visit of the lead's agent."""

    appointment_id = Sequence(lambda number: number + 1)
    lead = SubFactory(LeadFactory)
    user = SelfAttribute("lead.agent", default=None)
    appointment_date = Sequence(lambda number: date(2026, 4, 1) + timedelta(days=number % 28))
    appointment_time = time(14, 30)
    status = "Scheduled"
    notes = Faker("sentence")

    class Meta:
        model = Appointment

    class Params:
        cancelled = Trait(status="Cancelled")
        dangling = Trait(lead=None, lead_id=_GONE)
