"""Relations that lead to another system."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from agent360_models.ingestion.callrail.models import Call
from agent360_models.ingestion.genius.factories import DivisionFactory, UserFactory
from agent360_models.ingestion.hubspot.models import Contact, Division, GeniusUser
from agent360_models.ingestion.marketsharp.factories import DataFactory


@pytest.fixture
def hubspot_alone(settings: Any) -> None:
    others = (*(f"agent360_models.ingestion.{name}" for name in ("callrail", "salesrabbit", "marketsharp", "genius")),)
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app not in others]


@pytest.mark.parametrize(
    ("relation", "app"),
    [
        (lambda: Contact().calls(), "callrail"),
        (Contact.objects.with_calls, "callrail"),
        (Contact(lead_salesrabbit_lead_id=7).salesrabbit_lead, "salesrabbit"),
        (Contact.objects.salesrabbit_leads, "salesrabbit"),
        (Contact(marketsharp_id="7").marketsharp_data, "marketsharp"),
        (Contact.objects.marketsharp_data, "marketsharp"),
        (GeniusUser(user_id="7").genius_user, "genius"),
        (Division(genius_division_id="7").genius_division, "genius"),
    ],
    ids=[
        *("calls", "with_calls", "salesrabbit_lead", "salesrabbit_leads"),
        *("marketsharp_data", "marketsharp_data of many", "genius_user", "genius_division"),
    ],
)
def test_without_the_other_app_the_error_names_the_line_to_add(hubspot_alone: None, relation: Any, app: str) -> None:
    """It is no foreign key, so no check of Django's has said so before."""
    with pytest.raises(ImproperlyConfigured, match=f'add "agent360_models.ingestion.{app}" to INSTALLED_APPS'):
        relation()


def test_calls_need_hubspot_for_their_contacts(settings: Any) -> None:
    """In the other direction too."""
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if not app.endswith("hubspot")]

    with pytest.raises(ImproperlyConfigured, match=r'add "agent360_models\.ingestion\.hubspot" to INSTALLED_APPS'):
        Call().contacts()


@pytest.mark.django_db
def test_a_contact_leads_to_marketsharp() -> None:
    """By its id there; one at a time, or many by one query."""
    row = DataFactory.create()
    DataFactory.create()
    contact = Contact.objects.create(id="1", marketsharp_id=row.pk)
    lost = Contact.objects.create(id="2", marketsharp_id="gone")

    assert (contact.marketsharp_data(), lost.marketsharp_data(), Contact().marketsharp_data()) == (row, None, None)
    assert [*Contact.objects.marketsharp_data()] == [row]


@pytest.mark.django_db
@pytest.mark.parametrize("text", [None, "", "gone", "007", "1_0", str(2**70)])
def test_what_hubspot_mirrors_leads_to_genius(text: str | None) -> None:
    """By the id there, which HubSpot has as text; what is no id leads nowhere."""
    division = DivisionFactory.create(id=10)
    user = UserFactory.create(user_id=7, division=division)  # no other division, whose id could be 10 as well

    assert GeniusUser(user_id="7").genius_user() == user
    assert Division(genius_division_id="10").genius_division() == division
    assert (GeniusUser(user_id=text).genius_user(), Division(genius_division_id=text).genius_division()) == (None, None)
