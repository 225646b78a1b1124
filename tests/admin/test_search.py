"""The search of a list finds what people type, and reads no long table from end to end for it."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.invoicing.factories import InvoiceFactory, InvoiceLineItemFactory
from agent360_models.agent360.invoicing.models import Invoice
from agent360_models.agent360.support.factories import CaseCommentFactory, CaseHistoryFactory
from agent360_models.agent360.support.models import CaseHistory
from agent360_models.automate.core.factories import EventFactory, ExecutionFactory
from agent360_models.ingestion.callrail.factories import CallFactory
from agent360_models.ingestion.hubspot.factories import ContactFactory
from tests.support.databases import query

pytestmark = pytest.mark.django_db
ACCOUNTS = "agent360_accounts_account"


def found(client: Client, model: str, text: str) -> Any:
    return client.get(reverse(f"admin:{model}_changelist"), {"q": text})


def rows(response: Any) -> list[Any]:
    return list(response.context["cl"].result_list)


def test_a_part_of_a_text_is_looked_for_among_the_last_rows(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says so; a whole number is found in every row, and in a short table so is a part of a name."""
    first, *_, last = (AccountFactory.create(acc_name=f"Corner {n}", acc_account_number=f"10{n}") for n in range(4))
    assert len(rows(found(admin_client, ACCOUNTS, "orner"))) == 4
    monkeypatch.setattr("agent360_models.admin._search.SearchAdmin.searched_rows", 2)

    part = found(admin_client, ACCOUNTS, "orner")
    number = found(admin_client, ACCOUNTS, "100")

    assert last in rows(part)
    assert len(rows(part)) == 2
    assert "Searched only the last 2 rows" in next(iter(part.context["messages"])).message
    assert (rows(number), [*number.context["messages"]]) == ([first], [])


def test_a_long_table_is_not_read_for_a_column_without_an_index(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status of a line item, which is searched for a whole value too, among the last rows alone."""
    first, *_, last = InvoiceLineItemFactory.create_batch(4, ili_status="Paused")
    monkeypatch.setattr("agent360_models.admin._search.SearchAdmin.searched_rows", 2)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    with CaptureQueriesContext(connection) as queries:
        by_status = found(admin_client, "agent360_invoicing_invoicelineitem", "Paused")
        by_code = found(admin_client, "agent360_invoicing_invoicelineitem", first.ili_unique_line_code)

    assert (len(rows(by_status)), last in rows(by_status)) == (2, True)
    assert rows(by_code) == [first]
    asked = [query["sql"] for query in queries if 'FROM "invoice_line_items"' in query["sql"]]
    plans = "".join(plan for sql in asked for (plan,) in query(f"EXPLAIN {sql}"))
    assert "Seq Scan on invoice_line_items" not in plans


def test_an_invoice_is_found_by_the_name_of_its_account(admin_client: Client) -> None:
    """By the indexes of both tables; the help says that it has to be the whole name."""
    bill = InvoiceFactory.create(inv_account=AccountFactory.create(acc_name="Corner Bakery"))
    InvoiceFactory.create()

    response = found(admin_client, "agent360_invoicing_invoice", "Corner Bakery")

    assert rows(response) == [bill]
    assert "the whole Salesforce id, Status or Name of Account" in response.content.decode()
    site: Any = admin.site.get_model_admin(Invoice)
    matches, _ = site.get_search_results(HttpRequest(), Invoice.objects.all(), "Corner Bakery")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "Seq Scan" not in matches.order_by().explain()


@pytest.mark.parametrize("text", ["Janet Rogers", "rogers janet", "Jan"])
def test_a_person_is_found_by_both_names(admin_client: Client, text: str) -> None:
    """The list shows them as one."""
    janet = ContactFactory.create(firstname="Janet", lastname="Rogers")
    ContactFactory.create(firstname="Bob", lastname="Rogers")

    response = found(admin_client, "ingestion_hubspot_contact", text)

    assert rows(response) == [janet]
    assert ">Janet Rogers</a>" in response.content.decode()


def test_a_comment_and_a_change_are_found_by_the_number_of_their_case(
    admin_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """The case is looked up first, and then what points at it by its index."""
    comment, change = CaseCommentFactory.create(cc_case__cs_case_number="00009999"), CaseHistoryFactory.create()
    CaseCommentFactory.create(cc_id=9999)

    with django_assert_max_num_queries(15):
        comments = found(admin_client, "agent360_support_casecomment", comment.cc_case.cs_case_number)
    changes = found(admin_client, "agent360_support_casehistory", change.ch_case.cs_case_number)

    assert (rows(comments), rows(changes)) == ([comment], [change])
    site: Any = admin.site.get_model_admin(CaseHistory)
    matches, _ = site.get_search_results(HttpRequest(), CaseHistory.objects.all(), change.ch_case.cs_case_number)
    assert "JOIN" not in str(matches.query)


@pytest.mark.parametrize("text", ["+13035550104", "(303) 555-0104", "303.555.0104 ext. 7"])
def test_who_called_is_found_by_the_number_in_any_notation(admin_client: Client, text: str) -> None:
    """Calls and contacts lead to each other by it."""
    call = CallFactory.create(customer_phone_number="+13035550104", customer_name="Eve Abbott")
    contact = ContactFactory.create(firstname="Eve", lastname="Abbott", phone="303.555.0104")
    CallFactory.create()

    calls, contacts = (found(admin_client, f"ingestion_{name}", text) for name in ("callrail_call", "hubspot_contact"))

    assert (rows(calls), rows(contacts)) == ([call], [contact])
    assert "+13035550104" in calls.content.decode()
    for row, name in ((call, "Contacts"), (contact, "Calls")):
        page = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        assert f'q=%2B13035550104">{name} of +13035550104</a>' in admin_client.get(page).content.decode()


def test_an_execution_is_found_by_the_trace_of_its_event(admin_client: Client) -> None:
    """A trace may be a UUID, like a key; the events with it are looked up first."""
    trace = "0af76519-16cd-43dd-8448-eb211c80319c"
    execution = ExecutionFactory.create(event=EventFactory.create(trace_id=trace))
    ExecutionFactory.create()

    with CaptureQueriesContext(connection) as queries:
        response = found(admin_client, "automate_core_execution", trace)

    assert rows(response) == [execution]
    assert rows(found(admin_client, "automate_core_execution", "no trace")) == []
    assert [
        one["sql"] for one in queries if "JOIN" in one["sql"] and "trace_id" in one["sql"].partition("WHERE")[2]
    ] == []


def test_a_text_that_no_column_can_hold_finds_nothing(admin_client: Client) -> None:
    """Also where an autocompletion asks, which does not look at it before."""
    key = {"app_label": "agent360_invoicing", "model_name": "invoice", "field_name": "inv_account"}

    answer = admin_client.get(reverse("admin:autocomplete"), {**key, "term": "a\0"})

    assert answer.json()["results"] == []


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        ("ingestion_callrail_call", {"direction__exact": "\0"}),
        ("automate_core_event", {"payload": "\0"}),
        ("ingestion_orchestration_synchistory", {"start_time__year": "0"}),
        ("ingestion_orchestration_synchistory", {"start_time__year": "99999999999999999999"}),
        ("ingestion_orchestration_synchistory", {"id__range": "1"}),
        ("agent360_support_casehistory", {"ch_created_date__lt": "9999-12-31T23:59:59-14:00"}),
    ],
)
def test_a_filter_that_no_row_can_answer_leads_back_to_the_list(
    model: str, asked: dict[str, str], admin_client: Client
) -> None:
    """Values that fail only when the rows are read are wrong like all others."""
    answer = admin_client.get(reverse(f"admin:{model}_changelist"), asked)

    assert (answer.status_code, answer.headers["Location"].partition("?")[2]) == (302, "e=1")
