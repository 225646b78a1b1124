"""Columns that keep the spelling of their source, beside clocks whose names are nearly the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent360_models.ingestion.salesrabbit.factories import LeadFactory, UserFactory
from agent360_models.ingestion.salesrabbit.models import Lead
from tests.support.databases import query

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def test_attributes_are_snake_case_and_columns_are_not() -> None:
    """Whoever reads the table finds the names that SalesRabbit's documentation has."""
    LeadFactory.create(lead_hash="abc", disposition_id=3, custom_fields={"roofAge": 12})
    UserFactory.create(first_name="Ada", team_id=7)

    assert query('SELECT "leadHash", "dispositionId", "customFields" ->> \'roofAge\' FROM salesrabbit_lead') == [
        ("abc", 3, "12")
    ]
    assert query('SELECT "firstName", "teamId" FROM salesrabbit_user') == [("Ada", 7)]


def test_the_time_of_the_source_is_not_the_time_of_the_row() -> None:
    """``createdAt`` is SalesRabbit's and stays; ``updated_at`` follows each write here."""
    lead = LeadFactory.create(source_created_at=THEN, last_modified=THEN)
    before = lead.updated_at

    lead.save()

    lead.refresh_from_db()
    assert (lead.source_created_at, lead.last_modified) == (THEN, THEN)
    assert lead.created_at > THEN
    assert lead.updated_at > before


def test_an_upsert_takes_attributes_and_leaves_the_first_time_alone() -> None:
    """As the sync sends rows; ids pass 32 bits, and coordinates stay what they were."""
    row = {"id": 2**40, "lead_hash": "abc", "latitude": 33.44837709999999, "longitude": -112.07403720000002}
    Lead.objects.upsert([row])
    first = Lead.objects.get()

    result = Lead.objects.upsert([row | {"lead_hash": "def", "source_created_at": THEN}])

    second = Lead.objects.get()
    assert (result.inserted, result.updated) == (0, 1)
    assert (second.lead_hash, second.source_created_at) == ("def", THEN)
    assert (second.latitude, second.longitude) == (33.44837709999999, -112.07403720000002)
    assert second.created_at == first.created_at


def test_two_leads_may_claim_one_hash_for_a_while() -> None:
    """A sync that sees both must not stop."""
    LeadFactory.create_batch(2, lead_hash="abc")

    assert Lead.objects.filter(lead_hash="abc").count() == 2
