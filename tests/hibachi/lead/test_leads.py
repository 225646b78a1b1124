"""The status of a lead with its events, its conversion, and who is to be called."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.core.factories import CustomerFactory
from agent360_models.hibachi.identity.factories import UserFactory
from agent360_models.hibachi.lead.factories import LeadContactFactory, LeadFactory
from agent360_models.hibachi.lead.models import Lead, LeadEvent
from tests.hibachi.helpers import at_once

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def events_of(lead: Lead) -> list[tuple[str, dict[str, str]]]:
    return list(lead.events.order_by("created_at").values_list("event_type", "payload"))


# Status


def test_a_change_of_the_status_leaves_its_event() -> None:
    lead, user = LeadFactory.create(score=70), UserFactory.create()
    lead.score = 10

    event = lead.change_status("contacted", by=user, reason="called back")

    stored = Lead.objects.get()
    assert (lead.status, stored.status, stored.score) == ("contacted", "contacted", 70)
    assert event == LeadEvent.objects.get()
    assert (event.actor, events_of(lead)) == (
        user,
        [("status_changed", {"from": "new", "to": "contacted", "reason": "called back"})],
    )


def test_the_same_status_again_writes_nothing() -> None:
    lead = LeadFactory.create()
    stale = Lead.objects.get()
    lead.change_status("quoted")

    assert stale.change_status("quoted") is None

    assert stale.status == "quoted"
    assert LeadEvent.objects.count() == 1


def test_a_lead_that_is_lost_is_called_no_more_and_may_come_back() -> None:
    lead = LeadFactory.create(assigned=True)

    lead.change_status("lost")
    assert lead.follow_up_at is Lead.objects.get().follow_up_at is None

    assert lead.change_status("contacted") is not None


def test_a_status_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError):
        LeadFactory.create().change_status("bought")

    assert not LeadEvent.objects.exists()


def test_neither_is_written_where_the_event_is_refused() -> None:
    lead = LeadFactory.create()
    with connections["booking"].cursor() as cursor:
        cursor.execute("ALTER TABLE lead.lead_events ADD CHECK (payload ->> 'reason' <> 'no')")

    with pytest.raises(DatabaseError):
        lead.change_status("contacted", reason="no")

    assert lead.status == Lead.objects.get().status == "new"


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_changes_at_once_form_a_chain_without_a_gap() -> None:
    lead = LeadFactory.create()
    path = ["contacted", "qualified", "quoted", "lost"]

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

    event = lead.convert(customer, by=lead.assigned_to)

    stored = Lead.objects.get()
    assert event is not None
    assert (stored.status, stored.customer, stored.follow_up_at) == ("converted", customer, None)
    assert stored.converted_at == lead.converted_at is not None
    assert events_of(lead) == [("converted", {"from": "contacted", "customer_id": str(customer.pk)})]
    assert list(customer.leads.all()) == [lead]


def test_converting_twice_changes_nothing_and_another_customer_is_refused() -> None:
    lead, customer = LeadFactory.create(), CustomerFactory.create()
    lead.convert(customer)
    at = lead.converted_at

    assert Lead.objects.get().convert(customer) is None
    with pytest.raises(IllegalTransitionError, match="another lead"):
        lead.convert(CustomerFactory.create())

    stored = Lead.objects.get()
    assert (stored.customer, stored.converted_at, stored.events.count()) == (customer, at, 1)


@pytest.mark.parametrize(("trait", "status"), [({}, "converted"), ({"converted": True}, "lost")])
def test_only_convert_leads_to_converted_and_nothing_from_it(trait: dict[str, bool], status: str) -> None:
    lead = LeadFactory.create(**trait)

    with pytest.raises(IllegalTransitionError, match=r"convert\(customer\)"):
        lead.change_status(status)

    assert Lead.objects.get().status == lead.status != status


def test_the_database_refuses_a_conversion_without_its_time() -> None:
    lead = LeadFactory.create()

    with pytest.raises(IntegrityError, match="ck_leads_converted"), transaction.atomic(using="booking"):
        Lead.objects.filter(pk=lead.pk).update(status="converted")


def test_what_a_lead_became_stays_when_the_customer_goes() -> None:
    lead = LeadFactory.create(converted=True)
    assert lead.customer is not None

    lead.customer.delete()

    stored = Lead.objects.get()
    assert (stored.status, stored.customer) == ("converted", None)


# Follow-up


def test_due_are_open_leads_whose_time_has_come_the_oldest_first() -> None:
    day = timedelta(days=1)
    second, first = (LeadFactory.create(follow_up_at=THEN - number * day) for number in (1, 2))
    LeadFactory.create(follow_up_at=THEN + day)
    LeadFactory.create(follow_up_at=THEN - day, lost=True)
    LeadFactory.create()

    assert list(Lead.objects.due_for_follow_up(THEN)) == [first, second]


# Admin


def test_the_admin_changes_the_status_with_its_event_and_converts_nobody(client: Client) -> None:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    lead = LeadFactory.create()
    page = reverse("admin:hibachi_lead_lead_change", args=[lead.pk])
    form = {"source": "website", "score": "55", "metadata": "{}"}

    assert client.post(page, {**form, "status": "quoted"}).status_code == 302
    refused = client.post(page, {**form, "status": "converted"})

    stored = Lead.objects.get()
    assert (stored.status, stored.score) == ("quoted", 55)
    assert events_of(lead) == [("status_changed", {"from": "new", "to": "quoted", "reason": "Changed in the admin."})]
    assert "convert(customer)" in refused.content.decode()


def test_the_admin_finds_a_lead_by_the_whole_contact(client: Client) -> None:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    contact = LeadContactFactory.create(value="ada@example.com")
    LeadContactFactory.create()

    found = client.get(reverse("admin:hibachi_lead_lead_changelist"), {"q": "ada@example.com"}).content.decode()

    assert found.count('class="action-select"') == 1
    assert str(contact.lead_id) in found
