"""References to rows that never came, found by the querysets of the family."""

from __future__ import annotations

import pytest
from django.core.exceptions import FieldDoesNotExist
from pytest_django import DjangoAssertNumQueries

from agent360_models.ingestion.arrivy.factories import BookingFactory, GroupFactory, TaskFactory
from agent360_models.ingestion.arrivy.models import Booking, Task
from agent360_models.ingestion.genius.factories import LeadFactory
from agent360_models.ingestion.genius.models import Contact, Lead, User

pytestmark = pytest.mark.django_db


def test_a_reference_to_nothing_dangles() -> None:
    """Among rows whose references hold, or are empty."""
    LeadFactory.create()
    LeadFactory.create(contact=None, division=None, agent=None)
    lost = LeadFactory.create(dangling=True)

    assert list(Lead.objects.dangling("agent")) == [lost]
    with pytest.raises(User.DoesNotExist):
        _ = Lead.objects.get(pk=lost.pk).agent


def test_several_relations_are_searched_at_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """A row that dangles by any of them is found, and found once."""
    by_contact = LeadFactory.create(contact=None, contact_id=404)
    by_both = LeadFactory.create(contact=None, contact_id=405, division_id=405, division=None, agent=None)
    by_agent = LeadFactory.create(dangling=True)

    with django_assert_num_queries(1):
        found = list(Lead.objects.dangling("contact", "division").order_by("pk"))

    assert found == [by_contact, by_both]
    assert list(Lead.objects.dangling().order_by("pk")) == [by_contact, by_both, by_agent]


def test_without_names_all_relations_are_searched() -> None:
    """Of Arrivy's tasks both, whichever is missing; ids have sixteen digits."""
    TaskFactory.create()
    TaskFactory.create(booking=None, template=None)
    without_template = TaskFactory.create(template=None, template_id=5_999_999_999_999_999)
    without_booking = TaskFactory.create(booking=None, booking_id=5_999_999_999_999_998)

    assert list(Task.objects.dangling().order_by("pk")) == [without_template, without_booking]


def test_what_arrives_later_dangles_no_longer() -> None:
    """A booking that came before its group."""
    booking = BookingFactory.create(group=None, group_id=5_000_000_000_000_777)
    assert list(Booking.objects.dangling("group")) == [booking]

    GroupFactory.create(id=5_000_000_000_000_777)

    assert list(Booking.objects.dangling("group")) == []


def test_filters_stay() -> None:
    """A report may look for those of one status."""
    LeadFactory.create(dangling=True)
    sold = LeadFactory.create(dangling=True, sold=True)

    assert list(Lead.objects.filter(status="Sold").dangling("agent")) == [sold]


def test_a_model_without_relations_has_nothing_dangling() -> None:
    """So that one loop over all models serves a report."""
    LeadFactory.create()

    assert list(Contact.objects.dangling()) == []


@pytest.mark.parametrize("name", ["status", "agents", "agent_id", "appointments"])
def test_a_name_that_is_no_foreign_key_is_refused(name: str) -> None:
    """With those that the model has."""
    with pytest.raises(FieldDoesNotExist, match=rf"'{name}'; it has contact, division, agent"):
        Lead.objects.dangling("contact", name)
