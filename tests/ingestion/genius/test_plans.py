"""The questions that the documented indexes of leads are there for, asked of 100,000 of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from agent360_models.ingestion.genius.models import Lead

DAY = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC))
QUESTIONS: dict[str, QuerySet[Lead]] = {
    "idx_genius_lead_division": Lead.objects.filter(division=17),
    "idx_genius_lead_agent": Lead.objects.filter(agent=170),
    "idx_genius_lead_created": Lead.objects.filter(created__range=DAY),
    "idx_genius_lead_status": Lead.objects.filter(status="Disputed"),
    "idx_genius_lead_contact_id": Lead.objects.filter(contact=1700),
}


@pytest.fixture
def leads(db: None) -> None:
    """Fill the table: 50 divisions, 1,000 agents, an hour between two leads, few of them disputed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO genius_lead"
            " (lead_id, contact_id, division_id, agent_id, status, created, sync_created_at, sync_updated_at)"
            " SELECT n, n / 2, n %% 50, n %% 1000, CASE WHEN n %% 500 = 0 THEN 'Disputed' ELSE 'New' END,"
            " %s - n * interval '1 hour', now(), now() FROM generate_series(1, 100000) n",
            [datetime(2026, 6, 1, tzinfo=UTC)],
        )
        cursor.execute("ANALYZE genius_lead")


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def indexes_of(rows: QuerySet[Any]) -> set[str]:
    """Return the indexes that the plan of a query reads."""
    plan = json.loads(rows.explain(format="json"))[0]["Plan"]
    return {node["Index Name"] for node in nodes(plan) if "Index Name" in node}


def test_every_question_uses_its_index(leads: None) -> None:
    """And finds rows, so that the plan is that of a real answer."""
    assert {name: indexes_of(rows) for name, rows in QUESTIONS.items()} == {name: {name} for name in QUESTIONS}
    assert [name for name, rows in QUESTIONS.items() if not rows.exists()] == []


def test_the_newest_leads_come_from_the_index(leads: None) -> None:
    """Without sorting the table."""
    assert indexes_of(Lead.objects.order_by("-created")[:50]) == {"idx_genius_lead_created"}
