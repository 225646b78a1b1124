"""The run history as a person sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from agent360_models.ingestion.orchestration.factories import SyncHistoryFactory
from agent360_models.ingestion.orchestration.models import SyncHistory

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LIST = "admin:ingestion_orchestration_synchistory_changelist"


@pytest.fixture
def operator(db: None, client: Client) -> Client:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    return client


def listed(response: Any) -> list[int]:
    return [run.pk for run in response.context["cl"].result_list]


def test_state_duration_and_counts(operator: Client) -> None:
    """The newest first; a run under way took no time yet, and one of somebody else may have a state of its own."""
    SyncHistoryFactory.create(
        start_time=NOON,
        end_time=NOON + timedelta(minutes=61, seconds=1.6),
        records_processed=1234,
        performance_metrics={"unchanged": 777},
    )
    SyncHistoryFactory.create(running=True, start_time=NOON + timedelta(hours=2))
    SyncHistoryFactory.create(start_time=NOON - timedelta(hours=2), status="queued")

    response = operator.get(reverse(LIST))

    page = response.content.decode()
    assert [run.start_time.hour for run in response.context["cl"].result_list] == [14, 12, 10]
    assert "1:01:02" in page
    assert ">1234<" in page
    assert ">777<" in page
    assert page.count("<b style=") == 2
    assert ">Success</b>" in page
    assert ">Running</b>" in page
    assert ">queued<" in page


def test_filter_by_source_and_by_sync(operator: Client) -> None:
    """Each source and each of its syncs is there to choose."""
    contacts = SyncHistoryFactory.create(sync_type="contacts")
    deals = SyncHistoryFactory.create(sync_type="deals")
    calls = SyncHistoryFactory.create(crm_source="callrail", sync_type="calls")

    response = operator.get(reverse(LIST))
    offered = [choice["display"] for choice in response.context["cl"].filter_specs[1].choices(response.context["cl"])]

    assert offered == ["All", "callrail", "callrail calls", "hubspot", "hubspot contacts", "hubspot deals"]
    assert set(listed(operator.get(reverse(LIST), {"sync": "hubspot"}))) == {contacts.pk, deals.pk}
    assert listed(operator.get(reverse(LIST), {"sync": "hubspot/deals"})) == [deals.pk]
    assert listed(operator.get(reverse(LIST), {"sync": "callrail/calls"})) == [calls.pk]
    assert listed(operator.get(reverse(LIST), {"sync": "nothing"})) == []


def test_markup_in_a_state_is_shown_as_text(operator: Client) -> None:
    """Whoever else writes the table may write anything."""
    SyncHistoryFactory.create(status="<script>")
    assert SyncHistory.objects.count() == 1

    assert (
        "<script>"
        not in operator.get(reverse(LIST)).content.decode().partition('id="result_list"')[2].partition("</table>")[0]
    )
