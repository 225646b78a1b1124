"""Relations that lead to another system."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from agent360_models.ingestion.callrail.models import Call
from agent360_models.ingestion.hubspot.models import Contact


@pytest.fixture
def hubspot_alone(settings: Any) -> None:
    others = ("agent360_models.ingestion.callrail", "agent360_models.ingestion.salesrabbit")
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app not in others]


@pytest.mark.parametrize(
    ("relation", "app"),
    [
        (lambda: Contact().calls(), "callrail"),
        (Contact.objects.with_calls, "callrail"),
        (Contact(lead_salesrabbit_lead_id=7).salesrabbit_lead, "salesrabbit"),
        (Contact.objects.salesrabbit_leads, "salesrabbit"),
    ],
    ids=["calls", "with_calls", "salesrabbit_lead", "salesrabbit_leads"],
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
