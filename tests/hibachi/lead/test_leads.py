"""The status of a lead with its events, its conversion, and who is to be called."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.core.factories import CustomerFactory
from agent360_models.hibachi.lead.factories import LeadContactFactory, LeadFactory
from agent360_models.hibachi.lead.models import Lead, LeadEvent
from tests.hibachi.helpers import at_once

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def events_of(lead: Lead) -> list[tuple[str, Any]]:
    return list(lead.events.order_by("occurred_at").values_list("type", "payload"))


# Status


def test_a_change_of_the_status_leaves_its_event() -> None:
    lead = LeadFactory.create(score=70)
    lead.score = 10

    event = lead.change_status("working", by="ada", reason="called back")

    stored = Lead.objects.get()
    assert (lead.status, stored.status, stored.score) == ("working", "working", Decimal(70))
    assert event == LeadEvent.objects.get()
    assert events_of(lead) == [
        ("status_changed", {"from": "new", "to": "working", "reason": "called back", "by": "ada"})
    ]


def test_the_same_status_again_writes_nothing() -> None:
    lead = LeadFactory.create()
    stale = Lead.objects.get()
    lead.change_status("nurturing")

    assert stale.change_status("nurturing") is None

    assert stale.status == "nurturing"
    assert LeadEvent.objects.count() == 1


def test_a_lead_that_is_lost_is_called_no_more_and_may_come_back() -> None:
    lead = LeadFactory.create(assigned=True)

    lead.change_status("disqualified", reason="Found another caterer.")
    assert lead.follow_up_date is Lead.objects.get().follow_up_date is None
    assert lead.lost_reason == Lead.objects.get().lost_reason == "Found another caterer."

    assert lead.change_status("working") is not None
    assert lead.lost_reason is Lead.objects.get().lost_reason is None


def test_a_status_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError):
        LeadFactory.create().change_status("bought")

    assert not LeadEvent.objects.exists()


def test_neither_is_written_where_the_event_is_refused() -> None:
    lead = LeadFactory.create()
    with connections["booking"].cursor() as cursor:
        cursor.execute("ALTER TABLE lead.lead_events ADD CHECK (payload ->> 'reason' <> 'no')")

    with pytest.raises(DatabaseError):
        lead.change_status("working", reason="no")

    assert lead.status == Lead.objects.get().status == "new"


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_changes_at_once_form_a_chain_without_a_gap() -> None:
    lead = LeadFactory.create()
    path = ["working", "qualified", "nurturing", "disqualified"]

    outcomes = at_once(*[lambda new=new: Lead.objects.get().change_status(new) for new in path])

    assert [outcome for outcome in outcomes if not isinstance(outcome, LeadEvent)] == []
    steps = {payload["from"]: payload["to"] for _, payload in events_of(lead)}
    chain = ["new"]
    while chain[-1] in steps:
        chain.append(steps[chain[-1]])
    assert sorted(chain[1:]) == sorted(path)
    assert [steps[old] for old, _ in pairwise(chain)] == chain[1:]
    assert chain[-1] == Lead.objects.get().status


# Conversion


def test_a_lead_becomes_a_customer() -> None:
    lead, customer = LeadFactory.create(assigned=True), CustomerFactory.create()

    event = lead.convert(customer, by="ada")

    stored = Lead.objects.get()
    assert event is not None
    assert (stored.status, stored.customer, stored.follow_up_date) == ("converted", customer, None)
    assert stored.conversion_date == lead.conversion_date is not None
    assert events_of(lead) == [("converted", {"from": "working", "customer_id": str(customer.pk), "by": "ada"})]
    assert list(customer.leads.all()) == [lead]


def test_converting_twice_changes_nothing_and_another_customer_is_refused() -> None:
    lead, customer = LeadFactory.create(), CustomerFactory.create()
    lead.convert(customer)
    at = lead.conversion_date

    assert Lead.objects.get().convert(customer) is None
    with pytest.raises(IllegalTransitionError, match="another lead"):
        lead.convert(CustomerFactory.create())

    stored = Lead.objects.get()
    assert (stored.customer, stored.conversion_date, stored.events.count()) == (customer, at, 1)


@pytest.mark.parametrize(("trait", "status"), [({}, "converted"), ({"converted": True}, "disqualified")])
def test_only_convert_leads_to_converted_and_nothing_from_it(trait: dict[str, bool], status: str) -> None:
    lead = LeadFactory.create(**trait)

    with pytest.raises(IllegalTransitionError, match=r"convert\(customer\)"):
        lead.change_status(status)

    assert Lead.objects.get().status == lead.status != status


def test_a_form_leaves_a_lead_that_the_platform_converted_as_it_is() -> None:
    """Without a date or a customer, as it may be there; but makes none converted, and none otherwise."""
    converted, fresh = LeadFactory.create(status="converted"), LeadFactory.create()

    converted.full_clean()
    converted.status, fresh.status = "new", "converted"
    for lead in (converted, fresh, LeadFactory.build(status="converted")):
        with pytest.raises(ValidationError, match=r"Only convert\(customer\) makes a lead converted"):
            lead.full_clean()


def test_the_database_keeps_the_score_within_bounds() -> None:
    lead = LeadFactory.create()

    with pytest.raises(IntegrityError, match="check_lead_score_range"), transaction.atomic(using="booking"):
        Lead.objects.filter(pk=lead.pk).update(score=100.5)


def test_what_a_lead_became_stays_when_the_customer_goes() -> None:
    lead = LeadFactory.create(converted=True)
    assert lead.customer is not None

    lead.customer.delete()

    stored = Lead.objects.get()
    assert (stored.status, stored.customer) == ("converted", None)


# Follow-up


def test_due_are_open_leads_whose_time_has_come_the_oldest_first() -> None:
    day = timedelta(days=1)
    second, first = (LeadFactory.create(follow_up_date=THEN - number * day) for number in (1, 2))
    LeadFactory.create(follow_up_date=THEN + day)
    LeadFactory.create(follow_up_date=THEN - day, lost=True)
    LeadFactory.create(follow_up_date=THEN - day, deleted_at=THEN)
    LeadFactory.create()

    assert list(Lead.objects.due_for_follow_up(THEN)) == [first, second]
    assert Lead.objects.live().count() == Lead.objects.count() - 1


# Admin


def test_the_admin_changes_the_status_with_its_event_and_converts_nobody(client: Client) -> None:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    lead = LeadFactory.create()
    page = reverse("admin:hibachi_lead_lead_change", args=[lead.pk])
    form = {"source": "web_quote", "score": "55", "business_id": str(lead.business_id)}

    assert client.post(page, {**form, "status": "nurturing"}).status_code == 302
    refused = client.post(page, {**form, "status": "converted"})

    stored = Lead.objects.get()
    assert (stored.status, stored.score) == ("nurturing", Decimal(55))
    told = {"from": "new", "to": "nurturing", "reason": "Changed in the admin.", "by": "ada"}
    assert events_of(lead) == [("status_changed", told)]
    assert "convert(customer)" in refused.content.decode()


def test_the_admin_finds_a_lead_by_the_whole_contact(client: Client) -> None:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    contact = LeadContactFactory.create(handle_or_address="ada@example.com")
    LeadContactFactory.create()

    found = client.get(reverse("admin:hibachi_lead_lead_changelist"), {"q": "ada@example.com"}).content.decode()

    assert found.count('class="action-select"') == 1
    assert str(contact.lead_id) in found
