"""The rows of other systems that SalesPro's customers came from."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import Model
from django.test import modify_settings
from pytest_django import DjangoAssertNumQueries

from agent360_models.ingestion.arrivy.factories import BookingFactory
from agent360_models.ingestion.genius.factories import LeadFactory
from agent360_models.ingestion.hubspot.models import Contact
from agent360_models.ingestion.marketsharp.factories import DataFactory
from agent360_models.ingestion.salespro._sources import CRM_SOURCES
from agent360_models.ingestion.salespro.factories import CustomerFactory
from agent360_models.ingestion.salespro.models import Customer
from agent360_models.ingestion.salesrabbit.factories import LeadFactory as DoorFactory

pytestmark = pytest.mark.django_db


def a_record_of(source: str) -> Model:
    """Return a row of the system, with a key as that system has them."""
    makers: dict[str, Any] = {
        "genius": LeadFactory.create,
        "hubspot": lambda: Contact.objects.create(id="3000000001"),
        "marketsharp": DataFactory.create,
        "salesrabbit": DoorFactory.create,
    }
    record: Model = makers[source]()
    return record


@pytest.mark.parametrize("source", CRM_SOURCES)
@pytest.mark.parametrize("spell", [str.lower, str.title, str.upper])
def test_a_customer_leads_to_its_record_and_back(source: str, spell: Any) -> None:
    """However the source is spelt; and to no row of another system with the same id."""
    record = a_record_of(source)
    customer = CustomerFactory.create(crm_source=spell(source), crm_source_id=str(record.pk))
    CustomerFactory.create(crm_source="another", crm_source_id=str(record.pk))

    assert customer.source_record() == record
    assert list(Customer.objects.came_from(record)) == [customer]


@pytest.mark.parametrize(
    ("crm_source", "crm_source_id"),
    [
        (None, None),
        (None, "7"),
        ("", "7"),
        ("genius", None),
        ("somebody", "7"),
        # No keys of a table whose key is a bigint.
        ("genius", ""),
        ("genius", "L-7"),
        ("genius", "7.5"),
        ("genius", "9" * 30),
        ("salesrabbit", "5f1e"),
        # Python would read these two as 7 and 70.
        ("genius", "007"),
        ("genius", "7_0"),
        # Keys, but of no row that is there.
        ("genius", "404"),
        ("hubspot", "404"),
        ("marketsharp", "L-7"),
    ],
)
def test_what_leads_to_no_row_gives_none(crm_source: str | None, crm_source_id: str | None) -> None:
    """A customer may have come from anywhere, and people type ids."""
    LeadFactory.create(lead_id=7)
    LeadFactory.create(lead_id=70)
    customer = CustomerFactory.create(crm_source=crm_source, crm_source_id=crm_source_id)

    assert customer.source_record() is None


def test_many_customers_are_resolved_in_one_query_for_each_system(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """However many they are, and although some lead nowhere."""
    records = {source: [a_record_of(source)] for source in CRM_SOURCES}
    records["genius"] += LeadFactory.create_batch(20)
    expected: dict[str, Model | None] = {
        CustomerFactory.create(crm_source=source, crm_source_id=str(record.pk)).pk: record
        for source, found in records.items()
        for record in found
    }
    expected |= dict.fromkeys([customer.pk for customer in CustomerFactory.create_batch(5, walk_in=True)])
    twin = CustomerFactory.create(crm_source="genius", crm_source_id=str(records["genius"][0].pk))
    expected[twin.pk] = records["genius"][0]
    CustomerFactory.create(company_id="somebody else's")

    with django_assert_num_queries(1 + len(CRM_SOURCES)):
        found = Customer.objects.exclude(company_id="somebody else's").source_records()

    assert found == expected


def test_no_customer_asks_no_other_system(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert Customer.objects.source_records() == {}


def test_a_system_whose_app_is_not_installed_is_named() -> None:
    """With the line to add; customers from elsewhere are found as before."""
    customer = CustomerFactory.create(crm_source="genius", crm_source_id="7")
    record = a_record_of("marketsharp")
    other = CustomerFactory.create(crm_source="marketsharp", crm_source_id=record.pk)

    with modify_settings(INSTALLED_APPS={"remove": [apps.get_app_config("ingestion_genius").name]}):
        assert other.source_record() == record
        with pytest.raises(ImproperlyConfigured, match=r'"agent360_models.ingestion.genius" to INSTALLED_APPS'):
            customer.source_record()


def test_a_row_that_no_customer_comes_from_is_refused() -> None:
    """Rather than an answer that means nothing."""
    expected = r"do not come from ingestion_arrivy\.Booking\. Pass a row of ingestion_genius\.Lead"
    with pytest.raises(TypeError, match=expected):
        Customer.objects.came_from(BookingFactory.create())


def test_the_way_back_uses_the_index() -> None:
    """Among 20,000 customers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO salespro_customer (customer_id, crm_source, crm_source_id, sync_created_at, sync_updated_at)"
            " SELECT 'C' || n, 'genius', n, now(), now() FROM generate_series(1, 20000) n"
        )
        cursor.execute("ANALYZE salespro_customer")
    lead = LeadFactory.create(lead_id=1234)

    plan = Customer.objects.came_from(lead).explain()

    assert "idx_salespro_customer_crm_source_id" in plan
    assert Customer.objects.came_from(lead).get().pk == "C1234"
