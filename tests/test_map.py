"""The map in the admin: what an app holds, its picture, sizes, and drift where somebody asks for it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agent360_models.agent360.accounts.factories import AccountFactory

pytestmark = pytest.mark.django_db

PAGE = "/admin/agent360_accounts/account/map/"


def a_reader(*permissions: str) -> Client:
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def tables(response: Any) -> dict[str, Any]:
    return {shown.table.model: shown for shown in response.context["tables"]}


def test_an_app(admin_client: Client) -> None:
    """Its tables with their meaning and about how many rows they have; picture and names lead to their lists."""
    AccountFactory.create_batch(3)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts")

    with CaptureQueriesContext(connection) as queries:
        response = admin_client.get(PAGE)

    account = tables(response)["agent360_accounts.Account"]
    assert len(queries) == 3  # two of them for the session
    assert (account.name, account.rows_in_words) == ("accounts", "about 3 rows")
    assert "credit limit" in str(account.meaning)
    assert admin_client.get(account.url).status_code == 200
    assert 'href="/admin/agent360_accounts/target/"' in response.context["picture"]
    assert f'href="{PAGE}"' in admin_client.get(account.url).content.decode()


def test_drift_is_a_badge_where_somebody_asks(admin_client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE account_plans DROP COLUMN ap_name CASCADE")

    plain, asked = admin_client.get(PAGE), admin_client.get(f"{PAGE}?drift=1")

    plan = "agent360_accounts.AccountPlan"
    assert tables(plain)[plan].findings == []
    assert [finding.column for finding in tables(asked)[plan].findings] == ["ap_name"]
    assert tables(asked)[plan].worst == "error"
    assert tables(asked)["agent360_accounts.Account"].findings == []
    assert "drift: 1" in asked.content.decode()


def test_a_table_that_is_not_there(admin_client: Client) -> None:
    """Is said, and the page is shown."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE targets CASCADE")

    assert tables(admin_client.get(PAGE))["agent360_accounts.Target"].rows_in_words == "not in this database"


def test_the_index_and_the_pages_of_other_apps(admin_client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = admin_client.get(f"{PAGE}?app=")

    families = {family: [app.label for app, _, _ in apps] for family, apps in response.context["families"]}
    assert len(queries) <= 6  # one for each alias
    assert families["agent360"][0] == "agent360_core"
    assert "ingestion_hubspot" in families["ingestion"]
    assert admin_client.get(f"{PAGE}?app=ingestion_hubspot").status_code == 200
    assert admin_client.get(f"{PAGE}?app=nothing").status_code == 404


def test_what_the_reader_may_not_see_is_left_out() -> None:
    client = a_reader("view_frameagreement", "view_target")

    page = "/admin/agent360_accounts/target/map/"
    response, index = client.get(page), client.get(f"{page}?app=")

    assert {*tables(response)} == {"agent360_accounts.FrameAgreement", "agent360_accounts.Target"}
    assert "Account plan" not in response.content.decode()
    assert [app.label for _, apps in index.context["families"] for app, _, _ in apps] == ["agent360_accounts"]
    assert client.get(f"{page}?app=agent360_core").status_code == 404
    assert client.get(PAGE).status_code == 403
