"""Pages that people read: a name first, amounts with their currency, states in words, few queries."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model, UUIDField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agent360_models.agent360.accounts.factories import AccountFactory, FrameAgreementFactory
from agent360_models.agent360.accounts.models import Account, FrameAgreement
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.invoicing.factories import InvoiceFactory
from agent360_models.agent360.invoicing.models import Invoice
from agent360_models.agent360.support.factories import CaseCommentFactory
from agent360_models.agent360.support.models import Case, CaseComment
from agent360_models.agent360.system.factories import SyncConflictFactory, SyncLogFactory
from agent360_models.agent360.system.models import SyncConflict, SyncLog
from agent360_models.agent360.two_way import SyncStatus
from agent360_models.automate.core.factories import JobFactory
from agent360_models.automate.core.models import Job
from agent360_models.ingestion.arrivy.factories import EntityFactory
from agent360_models.ingestion.callrail.factories import CallFactory
from agent360_models.ingestion.callrail.models import Call
from agent360_models.ingestion.hubspot.factories import (
    ContactFactory,
    ContactToDealAssociationFactory,
    DealFactory,
)
from agent360_models.ingestion.hubspot.models import Contact, ContactToDealAssociation, Deal
from agent360_models.ingestion.leadconduit.factories import LeadFactory as LeadConduitLeadFactory
from agent360_models.ingestion.orchestration.factories import SyncHistoryFactory
from agent360_models.ingestion.orchestration.models import SyncHistory
from agent360_models.ingestion.salespro.factories import CustomerFactory
from agent360_models.ingestion.salesrabbit.factories import LeadFactory as SalesRabbitLeadFactory
from agent360_models.ingestion.salesrabbit.factories import UserFactory as SalesRabbitUserFactory
from agent360_models.testing.factories import factory_of
from tests.support.families import LABELS

SHOWN = [
    model for label in LABELS for model in apps.get_app_config(label).get_models() if admin.site.is_registered(model)
]


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_a_list_begins_with_a_name() -> None:
    """Neither with a key nor with an id of Salesforce."""
    first = {model: admin.site.get_model_admin(model).list_display[0] for model in SHOWN}
    named = {
        model: model._meta.get_field(name)
        for model, name in first.items()
        if isinstance(name, str) and name != "__str__"
    }
    keys = {
        model._meta.label: field.name
        for model, field in named.items()
        if getattr(field, "primary_key", False) or isinstance(field, UUIDField)
    }
    assert keys == {}


@pytest.mark.django_db
def test_a_header_sorts_by_its_column(admin_client: Client) -> None:
    """Also if the cells are more than the plain values: amounts, keys and flags."""
    AccountFactory.create()
    page = admin_client.get(address(Account, "changelist")).content.decode()
    sortable = re.findall(r'class="sortable column-(\w+)', page)
    assert sortable == [*admin.site.get_model_admin(Account).list_display, "acc_active"]


@pytest.mark.django_db
def test_an_amount_may_have_the_currency_of_its_account(
    admin_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """In the list, and below the account, without a query for each row."""
    account = AccountFactory.create(acc_currency_iso_code="SEK")
    FrameAgreementFactory.create_batch(3, fa_account=account, fa_total_sales_ty=Decimal(12_500))

    with django_assert_max_num_queries(15):
        pages = [
            admin_client.get(address(FrameAgreement, "changelist")),
            admin_client.get(address(Account, "change", account.pk)),
        ]

    assert [page.content.decode().count("12,500.00 SEK") for page in pages] == [3, 3]


@pytest.mark.django_db
def test_an_association_is_named_after_what_it_associates(admin_client: Client) -> None:
    """And after the id where HubSpot has not sent the row."""
    contact = ContactFactory.create(firstname="Janet", lastname="Rogers")
    there = ContactToDealAssociationFactory.create(contact=contact, deal=DealFactory.create(dealname="New roof"))
    ContactToDealAssociationFactory.create(contact=contact, deal_id="404")

    listed = admin_client.get(address(ContactToDealAssociation, "changelist")).content.decode()

    assert ">Janet Rogers, New roof</a>" in listed
    assert ">Janet Rogers, deal 404</a>" in listed
    page = admin_client.get(address(ContactToDealAssociation, "change", there.pk)).content.decode()
    assert "<title>Janet Rogers, New roof " in page


@pytest.mark.parametrize(
    "row",
    [
        EntityFactory.build(name="Crew 7"),
        LeadConduitLeadFactory.build(first_name="Crew", last_name="7"),
        SalesRabbitLeadFactory.build(prospect_name="Crew 7"),
        SalesRabbitUserFactory.build(first_name="Crew", last_name="7"),
        CustomerFactory.build(customer_first_name="Crew", customer_last_name="7"),
    ],
    ids=lambda row: row._meta.label,
)
def test_a_row_with_a_name_is_called_by_it(row: Model) -> None:
    assert str(row) == "Crew 7"


@pytest.mark.django_db
def test_the_newest_rows_come_first_though_keys_are_random(admin_client: Client) -> None:
    """Also where no index sorts them, and rows without the time come last."""
    now = timezone.now()
    for number, days in enumerate((3, 1, 2)):
        JobFactory.create(pk=UUID(int=number), type=f"{days} days", created_at=now - timedelta(days=days))
        CallFactory.create(id=f"CAL{number}", customer_name=f"{days} days", start_time=now - timedelta(days=days))
    CallFactory.create(id="CAL9", customer_name="never", start_time=None)

    jobs, calls = (admin_client.get(address(model, "changelist")).context["cl"].result_list for model in (Job, Call))

    assert [job.type for job in jobs] == ["1 days", "2 days", "3 days"]
    assert [call.customer_name for call in calls] == ["1 days", "2 days", "3 days", "never"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "row"),
    [
        (SyncLog, SyncLogFactory.build(failed=True, sl_error_message="No answer.")),
        (SyncHistory, SyncHistoryFactory.build(failed=True, error_message="No answer.")),
    ],
)
def test_a_list_of_runs_says_why_one_failed(admin_client: Client, model: type[Model], row: Model) -> None:
    row.save()
    assert "No answer." in admin_client.get(address(model, "changelist")).content.decode()


@pytest.mark.django_db
def test_invoices_that_are_not_paid_are_a_click_away(admin_client: Client) -> None:
    """Among all invoices, or among those of an account."""
    InvoiceFactory.create(inv_name="INV-1", inv_status="Open")
    InvoiceFactory.create(inv_name="INV-2", inv_status="Paid")

    page = admin_client.get(address(Invoice, "changelist"), {"inv_status": "Open"}).content.decode()

    assert "INV-1" in page
    assert "INV-2" not in page
    assert "?inv_status=Paid" in page


@pytest.mark.django_db
def test_an_open_conflict_says_that_nobody_has_decided(admin_client: Client) -> None:
    pages = [
        admin_client.get(address(SyncConflict, "change", conflict.pk)).content.decode()
        for conflict in (SyncConflictFactory.create(), SyncConflictFactory.create(resolved=True))
    ]
    assert ["Nobody has decided yet" in page for page in pages] == [True, False]


@pytest.mark.django_db
def test_an_amount_has_its_currency(admin_client: Client, settings: Any) -> None:
    """In a list, and on a page that is only looked at, where a flag is an icon."""
    account = AccountFactory.create(acc_credit_limit=Decimal(10_000), acc_currency_iso_code="EUR")
    assert "10,000.00 EUR" in admin_client.get(address(Account, "changelist")).content.decode()
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}

    page = admin_client.get(address(Account, "change", account.pk)).content.decode()

    assert "10,000.00 EUR" in page
    assert "icon-yes" in page


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Account, Case, CaseComment, SyncConflict, Contact, Deal, SyncHistory])
def test_a_page_takes_few_queries(admin_client: Client, model: type[Model]) -> None:
    row = next(factory_of(model).create() for _ in range(3))
    for page in (address(model, "changelist"), address(model, "change", row.pk)):
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(page).status_code == 200
        assert len(queries) <= 15


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"cc_sync_status": SyncStatus.PENDING}, "Not yet: the changes made here wait for upload."),
        (
            {"cc_sync_status": SyncStatus.FAILED, "cc_retry_count": 2, "cc_last_sync_error": "<LOCKED>"},
            "No: the upload failed 2 times. Salesforce said: &lt;LOCKED&gt;",
        ),
        ({"cc_sync_status": SyncStatus.CONFLICT}, ">Show the conflict</a>"),
        ({"cc_active": 0}, "Deleted there"),
    ],
)
def test_a_comment_says_why_it_is_not_in_salesforce(admin_client: Client, values: dict[str, Any], said: str) -> None:
    comment = CaseCommentFactory.create(**values)
    assert said in admin_client.get(address(CaseComment, "change", comment.pk)).content.decode()


def test_a_long_form_has_groups_that_open_at_a_click(admin_client: Client) -> None:
    """Fields whose labels begin alike are together."""
    form = admin_client.get(address(Contact, "add")).context["adminform"]
    groups = {fieldset.name: fieldset for fieldset in form}
    assert {"Lead", "Dates and times", "Yes or no"} <= {*groups}
    assert "collapse" in groups["Lead"].classes
    assert "lead_is_dnc" in groups["Yes or no"].fields


def test_a_form_of_more_than_a_screen_has_groups(admin_client: Client) -> None:
    """Each of several fields: the only flag stays where it would be without groups."""
    form = admin_client.get(address(Account, "add")).context["adminform"]
    groups = {fieldset.name: [*fieldset.fields] for fieldset in form}
    assert [*groups] == [None, "Dates and times", "Amounts and numbers"]
    assert {"acc_name", "acc_owner", "acc_active"} <= {*groups[None]}


@pytest.mark.django_db
def test_help_calls_other_columns_by_their_labels(admin_client: Client) -> None:
    """Of this table, and of those that it points at; the dictionary keeps the names of columns."""
    page = admin_client.get(address(ArfRollingForecast, "add")).content.decode()

    assert "nothing keeps it equal to “Family” of “Product”." in page
    assert "prd_family" not in page


@pytest.mark.django_db
def test_a_list_of_jobs_says_why_one_failed(admin_client: Client) -> None:
    """A text in JSON is shown without its quotes."""
    JobFactory.create(error_redacted="TimeoutError: no answer")

    assert ">TimeoutError: no answer<" in admin_client.get(address(Job, "changelist")).content.decode()
