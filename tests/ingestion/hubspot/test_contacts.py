"""What belongs to a contact: its deals and companies here, its calls and its lead elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, connection
from django.db.models import QuerySet
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from agent360_models.ingestion.callrail.admin import CallAdmin
from agent360_models.ingestion.callrail.factories import CallFactory
from agent360_models.ingestion.callrail.models import Call
from agent360_models.ingestion.hubspot.admin import ContactAdmin
from agent360_models.ingestion.hubspot.factories import (
    AppointmentFactory,
    CompanyFactory,
    ContactFactory,
    ContactToCompanyAssociationFactory,
    ContactToDealAssociationFactory,
    DealFactory,
)
from agent360_models.ingestion.hubspot.models import (
    Appointment,
    Company,
    Contact,
    ContactToCompanyAssociation,
    ContactToDealAssociation,
    Deal,
)
from agent360_models.ingestion.salesrabbit.factories import LeadFactory
from tests.support.endurance import trials

pytestmark = pytest.mark.django_db


# Within HubSpot


def test_contacts_deals_and_companies_through_their_associations() -> None:
    """From both ends."""
    contact, deal, company = ContactFactory.create(), DealFactory.create(), CompanyFactory.create()
    ContactToDealAssociationFactory.create(contact=contact, deal=deal)
    ContactToCompanyAssociationFactory.create(contact=contact, company=company)
    ContactToDealAssociationFactory.create()

    assert Contact.objects.get(deals=deal) == contact
    assert [*contact.deals.all()] == [deal]
    assert [*contact.companies.all()] == [company]
    assert [*deal.contacts.all()] == [contact]
    assert [*company.contacts.all()] == [contact]


def test_an_association_may_come_before_its_rows_or_without_them() -> None:
    """Until they are there, the relation shows those that are."""
    contact, deal = ContactFactory.create(), DealFactory.create()
    there = ContactToDealAssociationFactory.create(contact=contact, deal=deal)
    gone = ContactToDealAssociationFactory.create(contact=contact, dangling=True)

    assert [*contact.deals.all()] == [deal]
    assert {*ContactToDealAssociation.objects.select_related("contact", "deal")} == {there, gone}
    assert [*ContactToDealAssociation.objects.dangling("deal")] == [gone]

    DealFactory.create(id=gone.deal_id)

    assert contact.deals.count() == 2
    assert not ContactToDealAssociation.objects.dangling().exists()


@pytest.mark.parametrize(
    ("model", "ends"),
    [
        (ContactToDealAssociation, ("contact_id", "deal_id")),
        (ContactToCompanyAssociation, ("contact_id", "company_id")),
    ],
)
def test_a_pair_has_one_association(model: Any, ends: tuple[str, str]) -> None:
    """Else a sum over deals counts one twice; an upsert by the pair changes what is there."""
    pair = dict(zip(ends, ("51", "3996516327"), strict=True))

    model.objects.upsert([{**pair, "label": "Owner"}], key=ends)
    result = model.objects.upsert([{**pair, "label": "Decision maker"}], key=ends)

    assert (result.inserted, result.updated) == (0, 1)
    assert [*model.objects.values("label", *ends)] == [{**pair, "label": "Decision maker"}]
    with pytest.raises(IntegrityError):
        model.objects.create(**pair)


def test_rows_that_refer_to_what_is_not_there(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Of any of the relations, or of the one that is named; an empty reference is none."""
    whole = AppointmentFactory.create()
    empty = AppointmentFactory.create(contact=None, deal=None)
    no_contact = AppointmentFactory.create(dangling=True)
    no_deal = AppointmentFactory.create(deal=None, deal_id="404")

    with django_assert_num_queries(3):
        anywhere = {*Appointment.objects.dangling()}
        by_contact = [*Appointment.objects.dangling("contact")]
        by_deal = [*Appointment.objects.filter(meeting_outcome="SCHEDULED").dangling("deal")]

    assert anywhere == {no_contact, no_deal}
    assert by_contact == [no_contact]
    assert by_deal == [no_deal]
    assert not {whole, empty} & anywhere
    with pytest.raises(FieldDoesNotExist, match="Appointment has no foreign key 'company'; it has contact, deal"):
        Appointment.objects.dangling("company")


def test_a_deal_is_there_without_its_company() -> None:
    """A join leaves it in."""
    deal = DealFactory.create(dangling=True)

    assert Deal.objects.select_related("company").get().company is None
    assert Deal.objects.get().company_id == deal.company_id
    with pytest.raises(Company.DoesNotExist):
        _ = Deal.objects.get().company


def test_contacts_that_were_merged_into_another_are_left_out() -> None:
    """The ids stand in one cell of the other; those that are rows too would be counted twice."""
    ContactFactory.create(id="78971951", hs_merged_object_ids="76340251;46897301;76226001")
    ContactFactory.create(id="76340251")
    ContactFactory.create(id="76226001", hs_merged_object_ids="")
    ContactFactory.create(id="7634025", hs_merged_object_ids="7634025")

    assert {*Contact.objects.without_merged().values_list("id", flat=True)} == {"78971951", "7634025"}
    assert {*Contact.objects.filter(id__startswith="76").without_merged().values_list("id", flat=True)} == {"7634025"}


# Across systems


def test_calls_of_a_contact_are_found_by_phone_number(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """However either side writes it, on either of the contact's numbers, in one query."""
    contact = ContactFactory.create(phone="(303) 623-1131 ext. 2", mobilephone="1.720.555.0100")
    office = CallFactory.create(customer_phone_number="+13036231131")
    mobile = CallFactory.create(customer_phone_number="720-555-0100")
    CallFactory.create(customer_phone_number="+13036231132")
    CallFactory.create(customer_phone_number="Anonymous")

    with django_assert_num_queries(1):
        calls = {*contact.calls()}

    assert calls == {office, mobile}
    assert [*office.contacts()] == [contact]


def test_who_has_no_number_has_no_calls(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Two rows without a number do not belong together."""
    contact = ContactFactory.create(phone="n/a")
    call = CallFactory.create(customer_phone_number=None)

    with django_assert_num_queries(0):
        assert [*contact.calls()] == []
        assert [*call.contacts()] == []
    assert Contact.objects.with_calls().get().call_count == 0


def test_calls_of_many_contacts_are_counted_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """A call counts for everyone with its number, and once for whom has it twice."""
    early, late = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    twice = ContactFactory.create(phone="303-623-1131", mobilephone="+1 303 623 1131")
    shared = ContactFactory.create(phone="3036231131")
    silent = ContactFactory.create()
    CallFactory.create(customer_phone_number="+13036231131", start_time=late)
    CallFactory.create(customer_phone_number="+13036231131", start_time=early)

    with django_assert_num_queries(1):
        found = {row: (row.call_count, row.last_call_time) for row in Contact.objects.with_calls()}

    assert found == {twice: (2, late), shared: (2, late), silent: (0, None)}


def test_the_lead_of_a_contact_is_in_salesrabbit(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Of one contact, or of many in one query; a lead that never came is none."""
    contact = ContactFactory.create(with_lead=True)
    unknown = ContactFactory.create(with_lead=True)
    without = ContactFactory.create()
    lead = LeadFactory.create(id=contact.lead_salesrabbit_lead_id)
    LeadFactory.create()

    assert contact.salesrabbit_lead() == lead
    assert unknown.salesrabbit_lead() is None
    assert without.salesrabbit_lead() is None
    with django_assert_num_queries(1):
        assert [*Contact.objects.all().salesrabbit_leads()] == [lead]


# Plans


@pytest.fixture
def many_contacts() -> None:
    """Tens of thousands, each with a number, a lead and a place of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO hubspot_contact (id, email, phone, mobilephone, lead_id, lead_salesrabbit_lead_id, division,
                                         createdate, archived, sync_created_at, sync_updated_at)
            SELECT n, n || '@example.com', '(303) ' || lpad(n::text, 7, '0'), '+1720' || lpad(n::text, 7, '0'), n, n,
                   'Division ' || n %% 200, timestamptz '2026-03-01' + n * interval '1 minute', false, now(), now()
            FROM generate_series(1, %s) AS n
            """,
            [trials(20_000, 100_000)],
        )
        cursor.execute("ANALYZE hubspot_contact")


def uses(queryset: QuerySet[Any, Any], *indexes: str) -> bool:
    plan = queryset.explain()
    return all(f" {index} " in plan for index in indexes) and "Seq Scan on hubspot_contact" not in plan


def test_contacts_are_found_by_their_indexes(many_contacts: None) -> None:
    """One of tens of thousands, by whatever a dashboard or a join asks for."""
    contacts = Contact.objects.all()
    a_day = (datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 2, tzinfo=UTC))

    assert uses(contacts.filter(email="77@example.com"), "idx_hubspot_contact_email")
    assert uses(contacts.filter(phone="(303) 0000077"), "idx_hubspot_contact_phone")
    assert uses(contacts.filter(lead_id="77"), "idx_hubspot_contact_lead_id")
    assert uses(contacts.filter(division="Division 77"), "idx_hubspot_contact_division")
    assert uses(contacts.filter(createdate__range=a_day), "idx_hubspot_contact_createdate")
    assert uses(contacts.filter(lead_salesrabbit_lead_id=77), "idx_hubspot_contact_lead_salesrabbit_lead_id")
    assert uses(
        contacts.of_numbers("+13030000077"),
        "idx_hubspot_contact_normalized_phone",
        "idx_hubspot_contact_normalized_mobilephone",
    )
    assert contacts.of_numbers("+13030000077", "+17200000078").count() == 2
    assert "Anti Join" in contacts.without_merged().explain()


@pytest.mark.parametrize(("hidden", "shown"), [((), True), (("mobilephone",), False)])
def test_the_link_to_calls_tells_no_number_that_a_project_hides(
    hidden: tuple[str, ...], shown: bool, admin_user: User, rf: RequestFactory
) -> None:
    site, request = AdminSite(), rf.get("/")
    site.register(Call, CallAdmin)
    request.user = admin_user
    contacts = type("Contacts", (ContactAdmin,), {"exclude": hidden})(Contact, site)

    assert ("same_number" in contacts.get_readonly_fields(request, Contact())) == shown
