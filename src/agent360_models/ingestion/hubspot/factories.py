"""Rows of HubSpot for tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from agent360_models.ingestion.hubspot.models import (
    Appointment,
    Company,
    Contact,
    ContactToCompanyAssociation,
    ContactToDealAssociation,
    Deal,
    Division,
    GeniusUser,
    LineItem,
    Zipcode,
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
    "CompanyFactory",
    "ContactFactory",
    "ContactToCompanyAssociationFactory",
    "ContactToDealAssociationFactory",
    "DealFactory",
    "DivisionFactory",
    "GeniusUserFactory",
    "LineItemFactory",
    "ZipcodeFactory",
]

# The id of a row that does not exist.
_GONE = "404"


def _id(first: int) -> Sequence:
    return Sequence(lambda number: str(first + number))


def _hourly() -> Sequence:
    return Sequence(lambda number: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number))


class CompanyFactory(FamilyFactory[Company]):
    """A company with a web site."""

    id = _id(18_000_000_001)
    name = Faker("company")
    domain = Faker("domain_name")
    website = LazyAttribute(lambda company: f"https://{company.domain}")
    industry = "CONSTRUCTION"
    city = Faker("city")
    state = Faker("state_abbr")
    country = "United States"
    annualrevenue = Decimal("10000000.0000")
    numberofemployees = 45
    hs_object_id = SelfAttribute("id")
    createdate = _hourly()
    hs_lastmodifieddate = LazyAttribute(lambda company: company.createdate + timedelta(days=1))

    class Meta:
        model = Company

    class Params:
        deleted = Trait(archived=True)


class ContactFactory(FamilyFactory[Contact]):
    """A person who found the web site through an ad, with a unique phone number."""

    id = _id(51_000_001)
    email = Sequence(lambda number: f"ada{number}@example.com")
    firstname = Faker("first_name")
    lastname = Faker("last_name")
    phone = Sequence(lambda number: f"(303) {number // 10_000 % 1000:03d}-{number % 10_000:04d}")
    address = Faker("street_address")
    city = Faker("city")
    state = Faker("state_abbr")
    zip = Faker("zipcode")
    division = Faker("random_element", elements=("Denver", "Omaha", "Tulsa"))
    createdate = _hourly()
    lastmodifieddate = LazyAttribute(lambda contact: contact.createdate + timedelta(days=1))
    lifecyclestage = "lead"
    hs_object_id = SelfAttribute("id")
    campaign_name = "Roofs 2026"
    adgroupid = "1423008"
    search_terms = "roof repair"

    class Meta:
        model = Contact

    class Params:
        deleted = Trait(archived=True)
        with_lead = Trait(
            lead_id=LazyAttribute(lambda contact: str(contact.lead_salesrabbit_lead_id)),
            lead_salesrabbit_lead_id=Sequence(lambda number: 3_000_000_001 + number),
            lead_status="3",
            lead_agent_id="90210",
            lead_agent_name=Faker("name"),
            lead_address1=SelfAttribute("address"),
            lead_city=SelfAttribute("city"),
            lead_state=SelfAttribute("state"),
            lead_zip=SelfAttribute("zip"),
            lead_phone1=SelfAttribute("phone"),
            lead_sourced_on=SelfAttribute("createdate"),
            lead_is_estimate_set=1,
        )


class DealFactory(FamilyFactory[Deal]):
    """An open deal."""

    id = _id(3_996_000_001)
    dealname = Sequence(lambda number: f"Roof {number}")
    amount = Decimal("18250.0000")
    dealstage = "appointmentscheduled"
    closedate = LazyAttribute(lambda deal: deal.createdate + timedelta(days=30))
    pipeline = "default"
    createdate = _hourly()
    hs_lastmodifieddate = LazyAttribute(lambda deal: deal.createdate + timedelta(days=1))
    company = SubFactory(CompanyFactory)
    hs_is_closed = False
    hs_is_closed_won = False
    hs_object_id = SelfAttribute("id")

    class Meta:
        model = Deal

    class Params:
        deleted = Trait(archived=True)
        won = Trait(dealstage="closedwon", hs_is_closed=True, hs_is_closed_won=True)
        lost = Trait(dealstage="closedlost", hs_is_closed=True)
        dangling = Trait(company=None, company_id=_GONE)


class GeniusUserFactory(FamilyFactory[GeniusUser]):
    """An active user of Genius."""

    id = _id(7_100_001)
    email = Sequence(lambda number: f"grace{number}@example.com")
    division_name = "Denver"
    firstname = Faker("first_name")
    lastname = Faker("last_name")
    is_active = True
    hs_object_id = SelfAttribute("id")
    user_id = Sequence(lambda number: str(number + 1))
    hs_createdate = _hourly()

    class Meta:
        model = GeniusUser

    class Params:
        deleted = Trait(archived=True)
        inactive = Trait(is_active=False)


class DivisionFactory(FamilyFactory[Division]):
    """A division with a manager."""

    id = _id(7_200_001)
    name = Sequence(lambda number: f"Division {number}")
    code = Sequence(lambda number: f"D{number}")
    manager_email = "grace@example.com"
    hs_object_id = SelfAttribute("id")
    genius_division_id = Sequence(lambda number: str(number + 1))
    hs_createdate = _hourly()

    class Meta:
        model = Division

    class Params:
        deleted = Trait(archived=True)


class ZipcodeFactory(FamilyFactory[Zipcode]):
    """A zipcode that a division serves."""

    id = _id(7_300_001)
    zipcode = Sequence(lambda number: f"{80_000 + number % 10_000}")
    city = "Denver"
    state = "CO"
    division = "Denver"
    hs_object_id = SelfAttribute("id")
    hs_createdate = _hourly()

    class Meta:
        model = Zipcode

    class Params:
        deleted = Trait(archived=True)


class AppointmentFactory(FamilyFactory[Appointment]):
    """An appointment of an hour with a contact, about a deal."""

    id = _id(3_416_000_001)
    subject = "Inspection"
    start_time = LazyAttribute(lambda appointment: appointment.createdate + timedelta(days=3))
    end_time = LazyAttribute(lambda appointment: appointment.start_time + timedelta(hours=1))
    attendees = [{"email": "ada@example.com", "response": "accepted"}]
    meeting_outcome = "SCHEDULED"
    createdate = _hourly()
    contact = SubFactory(ContactFactory)
    deal = SubFactory(DealFactory)
    hs_object_id = SelfAttribute("id")

    class Meta:
        model = Appointment

    class Params:
        deleted = Trait(archived=True)
        held = Trait(meeting_outcome="COMPLETED")
        dangling = Trait(contact=None, contact_id=_GONE)


class LineItemFactory(FamilyFactory[LineItem]):
    """A line item of a deal, with a quantity of two."""

    id = _id(9_100_001)
    deal = SubFactory(DealFactory)
    name = "Shingles"
    quantity = Decimal("2.0000")
    price = Decimal("9125.0000")
    amount = LazyAttribute(lambda item: (item.quantity * item.price).quantize(Decimal("0.0001")))
    hs_line_item_currency_code = "USD"
    hs_object_id = SelfAttribute("id")
    createdate = _hourly()

    class Meta:
        model = LineItem

    class Params:
        deleted = Trait(archived=True)
        dangling = Trait(deal=None, deal_id=_GONE)


class ContactToDealAssociationFactory(FamilyFactory[ContactToDealAssociation]):
    """A contact with a deal."""

    contact = SubFactory(ContactFactory)
    deal = SubFactory(DealFactory)
    type_id = 4
    category = "HUBSPOT_DEFINED"

    class Meta:
        model = ContactToDealAssociation

    class Params:
        dangling = Trait(deal=None, deal_id=_GONE)


class ContactToCompanyAssociationFactory(FamilyFactory[ContactToCompanyAssociation]):
    """A contact with a company."""

    contact = SubFactory(ContactFactory)
    company = SubFactory(CompanyFactory)
    type_id = 279
    category = "HUBSPOT_DEFINED"

    class Meta:
        model = ContactToCompanyAssociation

    class Params:
        dangling = Trait(company=None, company_id=_GONE)
