"""The search of a list finds what people type, and reads no long table from end to end for it."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.invoicing.factories import InvoiceFactory
from agent360_models.agent360.invoicing.models import Invoice
from agent360_models.ingestion.hubspot.factories import ContactFactory

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


def test_a_text_that_no_column_can_hold_finds_nothing(admin_client: Client) -> None:
    """Also where an autocompletion asks, which does not look at it before."""
    key = {"app_label": "agent360_invoicing", "model_name": "invoice", "field_name": "inv_account"}

    answer = admin_client.get(reverse("admin:autocomplete"), {**key, "term": "a\0"})

    assert answer.json()["results"] == []
