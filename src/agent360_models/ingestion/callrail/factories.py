"""Rows of CallRail for tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from agent360_models.ingestion.callrail.models import (
    Account,
    Call,
    Company,
    FormSubmission,
    Tag,
    TextMessage,
    Tracker,
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
    "AccountFactory",
    "CallFactory",
    "CompanyFactory",
    "FormSubmissionFactory",
    "TagFactory",
    "TextMessageFactory",
    "TrackerFactory",
    "UserFactory",
]


def _id(prefix: str) -> Sequence:
    return Sequence(lambda number: f"{prefix}{number + 1:032x}")


def _hourly() -> Sequence:
    return Sequence(lambda number: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number))


def _phone(area_code: int) -> Sequence:
    return Sequence(lambda number: f"+1{area_code}{number % 10_000_000:07d}")


class AccountFactory(FamilyFactory[Account]):
    """An account of an agency."""

    id = _id("ACC")
    name = Faker("company")
    numeric_id = Sequence(lambda number: 227_799_611 + number)
    outbound_recording_enabled = True
    hipaa_account = False
    created_at = _hourly()

    class Meta:
        model = Account


class CompanyFactory(FamilyFactory[Company]):
    """An active company within an account."""

    id = _id("COM")
    name = Faker("company")
    status = "active"
    created_at = _hourly()
    time_zone = "America/New_York"
    account = SubFactory(AccountFactory)
    dni_active = True
    swap_cookie_duration = 365

    class Meta:
        model = Company

    class Params:
        disabled = Trait(status="disabled", disabled_at=LazyAttribute(lambda row: row.created_at + timedelta(days=90)))
        dangling = Trait(account=None, account_id="ACC404")


class TrackerFactory(FamilyFactory[Tracker]):
    """An active number printed in an ad."""

    id = _id("TRK")
    name = "Google Ads"
    company = SubFactory(CompanyFactory)
    tracking_number = _phone(720)
    destination_number = _phone(970)
    status = Tracker.Status.ACTIVE
    source = "google_ad_extension"
    type = "source"
    api_created_at = _hourly()

    class Meta:
        model = Tracker

    class Params:
        inactive = Trait(
            status=Tracker.Status.INACTIVE,
            disabled_at=LazyAttribute(lambda tracker: tracker.api_created_at + timedelta(days=90)),
        )
        dangling = Trait(company=None, company_id="COM404")


class CallFactory(FamilyFactory[Call]):
    """An answered call of two minutes from a customer."""

    id = _id("CAL")
    customer_phone_number = _phone(303)
    tracking_phone_number = LazyAttribute(lambda call: call.tracker and call.tracker.tracking_number)
    duration = 120
    start_time = _hourly()
    answered = True
    company = SubFactory(CompanyFactory)
    direction = Call.Direction.INBOUND
    recording_url = LazyAttribute(lambda call: f"https://api.example.com/calls/{call.id}/recording.json")
    tags = ["Sales"]
    value = Decimal("100.0000")
    lead_status = "good_lead"
    custom_fields = {"crew": "north"}
    tracker = SubFactory(TrackerFactory, company=SelfAttribute("..company"))
    created_at = SelfAttribute("start_time")
    voicemail = False
    first_call = True
    customer_name = Faker("name")
    source = "google"
    medium = "cpc"
    campaign = "Roofs 2026"

    class Meta:
        model = Call

    class Params:
        missed = Trait(answered=False, duration=12, recording_url=None, value=None, lead_status=None)
        outbound = Trait(direction=Call.Direction.OUTBOUND, first_call=False)
        dangling = Trait(company=None, company_id="COM404", tracker=None, tracker_id="TRK404")


class FormSubmissionFactory(FamilyFactory[FormSubmission]):
    """A submitted form with a name and a phone number."""

    id = _id("FOR")
    company = SubFactory(CompanyFactory)
    tracker = SubFactory(TrackerFactory, company=SelfAttribute("..company"))
    submitted_at = _hourly()
    first_form = True
    form_url = "https://www.example.com/appointment"
    form_data = LazyAttribute(lambda form: {"name": form.customer_name, "phone": form.customer_phone_number})
    customer_name = Faker("name")
    customer_phone_number = _phone(303)
    source = "Google Ads"

    class Meta:
        model = FormSubmission

    class Params:
        dangling = Trait(company=None, company_id="COM404", tracker=None, tracker_id="TRK404")


class TextMessageFactory(FamilyFactory[TextMessage]):
    """A thread of one message."""

    id = _id("SCI")
    company = SubFactory(CompanyFactory)
    initial_tracker = SubFactory(TrackerFactory, company=SelfAttribute("..company"))
    current_tracker = SelfAttribute("initial_tracker")
    state = "active"
    last_message_at = _hourly()
    customer_name = Faker("name")
    customer_phone_number = _phone(303)
    initial_tracking_number = LazyAttribute(lambda row: row.initial_tracker and row.initial_tracker.tracking_number)
    current_tracking_number = SelfAttribute("initial_tracking_number")
    recent_messages = LazyAttribute(
        lambda row: [{"direction": "incoming", "content": "Hello", "created_at": row.last_message_at.isoformat()}]
    )

    class Meta:
        model = TextMessage

    class Params:
        dangling = Trait(
            company=None,
            company_id="COM404",
            initial_tracker=None,
            initial_tracker_id="TRK404",
            current_tracker_id="TRK404",
        )


class UserFactory(FamilyFactory[User]):
    """A user who reads an account's reports."""

    id = _id("USR")
    email = Sequence(lambda number: f"alan{number}@example.com")
    first_name = Faker("first_name")
    last_name = Faker("last_name")
    name = LazyAttribute(lambda user: f"{user.first_name} {user.last_name}")
    role = "reporting"
    accepted = True
    created_at = _hourly()
    account = SubFactory(AccountFactory)
    companies = [{"name": "Widget Shop"}]

    class Meta:
        model = User

    class Params:
        invited = Trait(accepted=False)


class TagFactory(FamilyFactory[Tag]):
    """A tag of one company."""

    id = Sequence(lambda number: str(1_234_569 + number))
    name = Sequence(lambda number: f"Tag {number}")
    tag_level = "company"
    color = "gray1"
    background_color = "gray1"
    status = "enabled"
    company = SubFactory(CompanyFactory)
    created_at = _hourly()

    class Meta:
        model = Tag

    class Params:
        disabled = Trait(status="disabled")
        dangling = Trait(company=None, company_id="COM404")
