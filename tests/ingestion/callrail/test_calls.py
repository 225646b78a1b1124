"""Calls: whose they are, what they lack, and how they are found among many."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from agent360_models.ingestion.callrail.factories import (
    CallFactory,
    FormSubmissionFactory,
    TextMessageFactory,
    TrackerFactory,
)
from agent360_models.ingestion.callrail.models import Call, FormSubmission, TextMessage, Tracker
from agent360_models.ingestion.hubspot.factories import ContactFactory
from agent360_models.ingestion.hubspot.models import Contact
from tests.support.endurance import trials

pytestmark = pytest.mark.django_db


def test_calls_of_a_contact() -> None:
    """As the contact itself finds them, within any other choice of calls."""
    contact = ContactFactory.create(phone="303 623 1131")
    answered = CallFactory.create(customer_phone_number="+13036231131")
    missed = CallFactory.create(customer_phone_number="+13036231131", missed=True)
    CallFactory.create(missed=True)

    assert {*Call.objects.of_contact(contact)} == {answered, missed}
    assert [*Call.objects.filter(answered=False).of_contact(contact)] == [missed]
    assert [*Call.objects.of_contact(Contact(id="1"))] == []


def test_contacts_of_a_call(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """All who share the number, in one query."""
    office = ContactFactory.create(phone="(303) 623-1131")
    home = ContactFactory.create(mobilephone="3036231131")
    ContactFactory.create()
    call = CallFactory.create(customer_phone_number="+13036231131", outbound=True)

    with django_assert_num_queries(1):
        assert {*call.contacts()} == {office, home}


def test_rows_may_come_before_their_company_or_without_it(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """And are found by it."""
    CallFactory.create()
    call = CallFactory.create(dangling=True)
    tracker = TrackerFactory.create(dangling=True)
    form = FormSubmissionFactory.create(dangling=True)
    thread = TextMessageFactory.create(dangling=True)

    with django_assert_num_queries(5):
        assert [*Call.objects.dangling()] == [call]
        assert [*Call.objects.dangling("tracker")] == [call]
        assert [*Tracker.objects.dangling()] == [tracker]
        assert [*FormSubmission.objects.dangling()] == [form]
        assert [*TextMessage.objects.dangling("current_tracker")] == [thread]
    assert Call.objects.select_related("company").count() == 2


# Plans

CALLS = trials(daily=100_000, endurance=1_000_000)


@pytest.fixture
def many_calls() -> None:
    """Ten from each of many people, to 500 companies; the indexes come last, which is quicker."""
    with connection.schema_editor() as editor:
        for index in Call._meta.indexes:
            editor.remove_index(Call, index)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO callrail_call (id, customer_phone_number, start_time, company_id, tracker_id, answered,
                                       sync_created_at, sync_updated_at)
            SELECT 'CAL' || lpad(n::text, 9, '0'), '+1303' || lpad((n %% %(people)s)::text, 7, '0'),
                   timestamptz '2026-03-01' + n * interval '1 minute', 'COM' || n %% 500, 'TRK' || n %% 5000, true,
                   now(), now()
            FROM generate_series(1, %(calls)s) AS n
            """,
            {"calls": CALLS, "people": CALLS // 10},
        )
    with connection.schema_editor() as editor:
        for index in Call._meta.indexes:
            editor.add_index(Call, index)
        editor.execute("ANALYZE callrail_call")


def index_of(queryset: QuerySet[Any, Any]) -> set[str]:
    """Return by which indexes the plan reads calls; ``Seq Scan`` where it reads the table."""
    plan = queryset.explain()
    names = [index.name for index in Call._meta.indexes]
    return {name for name in [*names, "Seq Scan"] if f" {name} " in plan or f"{name} on callrail_call" in plan}


def test_calls_are_found_among_many_by_their_indexes(many_calls: None) -> None:
    """By company, by time, by phone number as it is written or however it is, and for a page of contacts."""
    calls = Call.objects.all()
    a_day = (datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 2, tzinfo=UTC))
    contact = ContactFactory.create(phone="(303) 000-0077")
    ContactFactory.create(phone="n/a")

    assert index_of(calls.filter(company="COM77")) == {"idx_callrail_call_company"}
    assert index_of(calls.filter(start_time__range=a_day)) == {"idx_callrail_call_start_time"}
    assert index_of(calls.filter(customer_phone_number="+13030000077")) == {"idx_callrail_call_customer_phone"}
    assert index_of(calls.filter(tracker="TRK77")) == {"idx_callrail_call_tracker_id"}
    assert index_of(contact.calls()) == {"idx_callrail_call_normalized_customer_phone"}
    assert index_of(Contact.objects.with_calls()) == {"idx_callrail_call_normalized_customer_phone"}
    assert contact.calls().count() == 10
    assert {row.call_count for row in Contact.objects.with_calls()} == {10, 0}
