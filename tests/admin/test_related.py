"""The page of a row shows the rows that point at it, and a list leads to the rows it names."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agent360_models.agent360.accounts.factories import AccountFactory, AccountPlanFactory
from agent360_models.agent360.accounts.models import Account, AccountPlan
from agent360_models.agent360.ai_assistant.factories import AiChatThreadFactory
from agent360_models.agent360.campaigns.factories import CampaignFactory
from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.invoicing.factories import InvoiceFactory, InvoiceLineItemFactory
from agent360_models.agent360.support.factories import CaseFactory, TaskFactory
from agent360_models.agent360.system.factories import UserLoginLogFactory
from tests.apps.shop.models import Order

pytestmark = pytest.mark.django_db


def page(client: Client, row: Any) -> Any:
    return client.get(reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]))


def related(response: Any) -> dict[str, Any]:
    return {one.title: one for one in response.context["related_rows"]}


@pytest.fixture
def account() -> Account:
    return AccountFactory.create(acc_name="Corner Bakery")


def test_a_page_shows_what_points_at_its_row(admin_client: Client, account: Account) -> None:
    """By the columns of its list; names and counts lead on, and rows of others are not among them."""
    plan = AccountPlanFactory.create(ap_account=account, ap_name="Plan of the year")
    AccountPlanFactory.create()
    InvoiceFactory.create_batch(12, inv_account=account)

    response = page(admin_client, account)

    shown = related(response)
    assert {title: one.count for title, one in shown.items()} == {
        "Account plans": "1",
        "Invoices": "12",
    }
    plans = shown["Account plans"]
    assert len(plans.rows) == 1
    change = reverse("admin:agent360_accounts_accountplan_change", args=[plan.pk])
    assert any(f'<a href="{change}">' in str(cell) for cell in plans.rows[0])
    assert "Account" not in plans.header
    invoices = shown["Invoices"]
    assert len(invoices.rows) == 10
    assert len(admin_client.get(invoices.url).context["cl"].result_list) == 12


def test_a_page_shows_rows_of_a_projects_own_admin(
    admin_client: Client, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The project's admin is a plain one of Django's."""
    registry: dict[Any, Any] = admin.site._registry
    monkeypatch.setitem(registry, Order, admin.ModelAdmin(Order, admin.AdminSite()))
    monkeypatch.setattr("agent360_models.admin._related.page_of", lambda *_: "")  # has no URL here
    Order.objects.create(account=account, number="7")

    response = admin_client.get(reverse("admin:agent360_accounts_account_changelist"), {"q": account.acc_name})
    shown = [one.title for one in registry[Account].related_rows(response.wsgi_request, account)]

    assert shown == ["Orders"]


def test_many_rows_are_counted_no_further_than_a_hundred(admin_client: Client, account: Account) -> None:
    AccountPlan.objects.bulk_create(AccountPlanFactory.build_batch(102, ap_account=account))
    assert related(page(admin_client, account))["Account plans"].count == "more than 100"


def test_a_page_takes_few_queries_whatever_points_at_its_row(admin_client: Client) -> None:
    """A user is pointed at by more columns than anything else."""
    user = UserFactory.create()
    account = AccountFactory.create(acc_owner=user)
    TaskFactory.create_batch(3, tsk_owner=user)
    CaseFactory.create_batch(3, cs_owner=user, cs_account=account)
    CampaignFactory.create(cmp_owner=user)
    AiChatThreadFactory.create(act_user=user)
    UserLoginLogFactory.create(ull_user=user)

    with CaptureQueriesContext(connection) as queries:
        response = page(admin_client, user)

    assert len(response.context["related_rows"]) > 5
    assert sum(bool(one.rows) for one in response.context["related_rows"]) == 5
    assert len(queries) <= 15


def test_who_may_not_see_the_rows_is_not_told_of_them(client: Client, account: Account) -> None:
    """Nor led to the row of a key."""
    AccountPlanFactory.create(ap_account=account)
    viewer = User.objects.create(username="eve", is_staff=True)
    viewer.user_permissions.add(
        Permission.objects.get(codename="view_account", content_type__app_label="agent360_accounts")
    )
    client.force_login(viewer)

    assert related(page(client, account)) == {}
    listed = client.get(reverse("admin:agent360_accounts_account_changelist")).content.decode()
    assert str(account.acc_owner) in listed
    assert "/agent360_core/user/" not in listed


def test_a_key_in_a_list_leads_to_its_row(admin_client: Client, account: Account) -> None:
    listed = admin_client.get(reverse("admin:agent360_accounts_account_changelist"), {"o": "1"}).content.decode()
    owner = reverse("admin:agent360_core_user_change", args=[account.acc_owner_id])
    assert f'<a href="{owner}">{account.acc_owner}</a>' in listed


def test_a_list_says_what_its_search_looks_at(admin_client: Client) -> None:
    listed = admin_client.get(reverse("admin:agent360_accounts_account_changelist")).content.decode()
    assert "Finds a part of Name or the whole Salesforce id or Account number." in listed


def test_a_form_longer_than_a_screen_is_in_groups(admin_client: Client) -> None:
    item = InvoiceLineItemFactory.create()
    form = page(admin_client, item).context["adminform"]
    titles = [fieldset.name for fieldset in form]
    assert titles[0] is None
    assert {"Related rows", "Dates and times", "Yes or no"} <= {*titles}
