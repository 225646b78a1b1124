"""Lists of a long table: what no index sorts or finds is not read from end to end, and the page says so."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agent360_models.agent360.accounts.factories import AccountFactory, FrameAgreementFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.support.factories import CaseFactory
from agent360_models.agent360.system.factories import SyncLogFactory
from agent360_models.automate.core.factories import WorkflowFactory
from agent360_models.automate.core.models import Automation
from agent360_models.ingestion.alerts.factories import AlertFactory
from agent360_models.ingestion.hubspot.factories import ContactFactory, DealFactory
from tests.support.databases import query

pytestmark = pytest.mark.django_db
ACCOUNTS = "agent360_accounts_account"


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make two rows many, and tables as long as the planner's statistics can say."""

    def lengthen(*tables: str) -> None:
        monkeypatch.setattr("agent360_models.admin._long.LongAdmin.searched_rows", 2)
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute("UPDATE pg_class SET reltuples = 1000203 WHERE oid = %s::regclass", [table])

    return lengthen


def listed(client: Client, model: str, **parameters: str) -> Any:
    response = client.get(reverse(f"admin:{model}_changelist"), parameters)
    assert response.status_code == 200
    return response.context["cl"]


def rows(client: Client, model: str, **parameters: str) -> list[Any]:
    return list(listed(client, model, **parameters).result_list)


def column(client: Client, model: str, name: str) -> int:
    """Return the place of a column, as a link of its header has it."""
    entries = listed(client, model).list_display
    return next(place for place, entry in enumerate(entries) if getattr(entry, "name", entry) == name)


def test_a_header_sorts_only_by_an_index(admin_client: Client, long: Callable[..., None]) -> None:
    """Of a short table any column; an address typed by hand does not sort the whole table either."""
    accounts = [AccountFactory.create(acc_name=f"Shop {n}", acc_credit_limit=9 - n) for n in range(4)]
    by_name, by_limit = (str(column(admin_client, ACCOUNTS, name)) for name in ("acc_name", "acc_credit_limit"))
    assert rows(admin_client, ACCOUNTS, o=by_limit) == accounts[::-1]

    long("accounts")

    assert rows(admin_client, ACCOUNTS, o=by_name) == accounts
    assert rows(admin_client, ACCOUNTS, o=by_limit) == list(Account.objects.order_by("-pk"))
    page = admin_client.get(reverse(f"admin:{ACCOUNTS}_changelist")).content.decode()
    assert "The table has about 1,000,000 rows. This list ends after 10,000; a search or a filter finds others." in page
    assert "Columns without an index cannot be sorted." in page
    assert re.findall(r'class="sortable column-(\w+)', page) == ["acc_name", "acc_owner"]


def test_a_page_reads_the_related_rows_of_its_own_rows(
    admin_client: Client, long: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not those of the pages before, nor those of all rows that sort alike."""
    monkeypatch.setattr("agent360_models.admin.FamilyAdmin.list_per_page", 1)
    AccountFactory.create_batch(4)
    long("accounts")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off")

    with CaptureQueriesContext(connection) as queries:
        found = rows(admin_client, ACCOUNTS, p="3")

    assert found == list(Account.objects.order_by("-pk"))[2:3]
    asked = next(one["sql"] for one in queries if 'JOIN "users"' in one["sql"])
    plan = "\n".join(line for (line,) in query(f"EXPLAIN (ANALYZE, TIMING OFF) {asked}"))
    assert re.findall(r" on users .*loops=(\d+)", plan) == ["1"]


def test_a_filter_without_an_index_looks_at_the_last_rows(admin_client: Client, long: Callable[..., None]) -> None:
    first, *_, last = AccountFactory.create_batch(4, acc_active=0, acc_credit_limit=1)
    long("accounts")

    found = listed(admin_client, ACCOUNTS, active="0", o=str(column(admin_client, ACCOUNTS, "acc_credit_limit")))

    assert len(found.result_list) == 2
    assert last in found.result_list
    assert found.limits == "Filtered only the last 2 rows by key, since no index finds such rows."
    assert rows(admin_client, ACCOUNTS, q=first.pk, active="0") == [first]


def test_a_filter_by_an_index_looks_at_all_rows(admin_client: Client, long: Callable[..., None]) -> None:
    """And so does a further filter, where the index leaves few rows."""
    first, *_ = AccountFactory.create_batch(4)
    long("accounts")

    of_owner = listed(admin_client, ACCOUNTS, acc_owner=first.acc_owner_id)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    of_both = listed(admin_client, ACCOUNTS, acc_owner=first.acc_owner_id, active="1", q=first.acc_name[1:])

    assert [(list(found.result_list), "Filtered" in found.limits) for found in (of_owner, of_both)] == [
        ([first], False),
        ([first], False),
    ]


def test_a_list_that_is_full_without_the_other_rows_says_nothing(
    admin_client: Client, long: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent360_models.admin.BoundedPaginator.bound", 2)
    AccountFactory.create_batch(4)
    long("accounts")

    assert listed(admin_client, ACCOUNTS, active="1").limits == ""


def test_open_cases_are_looked_for_among_the_last_ones(admin_client: Client, long: Callable[..., None]) -> None:
    """The filter names its limit; it still finds an account that is older than the last accounts."""
    old, *_ = accounts = AccountFactory.create_batch(4)
    CaseFactory.create_batch(2, cs_account=accounts[1], cs_status="New")
    CaseFactory.create_batch(2, cs_account=old, cs_status="New")
    long("accounts", "cases")

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    found = listed(admin_client, ACCOUNTS, cases="open")

    assert list(found.result_list) == [old]
    assert [spec.title for spec in found.filter_specs][2] == "cases, the last 2"


def test_values_of_a_column_are_those_of_the_last_rows(admin_client: Client, long: Callable[..., None]) -> None:
    """A list of all of them would read the whole table."""
    model = "ingestion_alerts_alert"
    for source in ("five9", "hubspot", "genius"):
        AlertFactory.create(crm_source=source)

    def offered() -> Any:
        found = listed(admin_client, model)
        return next(
            (spec.title, [choice["display"] for choice in spec.choices(found)])
            for spec in found.filter_specs
            if "source" in spec.title.lower()
        )

    title, values = offered()
    assert values == ["All", "five9", "genius", "hubspot"]
    long("alerts_alert")

    assert offered() == (f"{title} (up to 100 of the last 2 rows by key)", ["All", "genius", "hubspot"])


def test_a_range_is_in_the_order_of_its_column(admin_client: Client, long: Callable[..., None]) -> None:
    """In the order of the key its rows may come after all others."""
    contacts = [
        ContactFactory.create(id=str(9 - day), createdate=datetime(2026, 1, 1 + day, tzinfo=UTC)) for day in range(5)
    ]
    long("hubspot_contact")

    found = rows(admin_client, "ingestion_hubspot_contact", createdate__gte="2026-01-02 00:00Z")

    assert found == contacts[:0:-1]


def test_a_key_is_searched_by_its_column(admin_client: Client, long: Callable[..., None]) -> None:
    """And not by a text of the related row, which an entry such as company_id__exact is not."""
    *_, deal = DealFactory.create_batch(4, dealname="New roof")
    long("hubspot_deal")

    assert deal in rows(admin_client, "ingestion_hubspot_deal", q="ew roo")


def test_many_of_the_last_rows_stay_in_their_order(
    admin_client: Client, long: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To sort them takes as long as to read them all. Runs have an index of their time, rows by key have none."""
    runs = SyncLogFactory.create_batch(4)
    long("sync_log")
    model = "agent360_system_synclog"
    assert rows(admin_client, model) == sorted(runs, key=lambda run: run.sl_started_at, reverse=True)
    by_time = {"sl_direction": "inbound", "o": str(column(admin_client, model, "sl_started_at"))}

    few = listed(admin_client, model, **by_time)
    monkeypatch.setattr("agent360_models.admin._long.FEW", 1)
    many = listed(admin_client, model, **by_time)

    assert list(few.result_list) == sorted(few.result_list, key=lambda run: run.sl_started_at)
    assert list(many.result_list) == sorted(runs, key=lambda run: -run.pk)[:2]
    assert many.limits == f"{few.limits} They are more than 1, and not sorted otherwise."


def test_rows_are_found_by_the_text_of_a_related_row(admin_client: Client, long: Callable[..., None]) -> None:
    """Of the last ones there; what references them may be older than the last rows here."""
    workflow = max(WorkflowFactory.create_batch(4), key=lambda one: one.automation_id)
    Automation.objects.filter(pk=workflow.automation_id).update(name="Nightly report")
    long()

    with CaptureQueriesContext(connection) as queries:
        response = admin_client.get(reverse("admin:automate_core_workflow_changelist"), {"q": "report nightly"})

    assert list(response.context["cl"].result_list) == [workflow]
    said = next(iter(response.context["messages"])).message
    assert said.startswith("Searched only the last 2 rows by key and the last 2 rows by key of the automations;")
    assert [one["sql"] for one in queries if "UPPER" in one["sql"] and "JOIN" in one["sql"]] == []


def test_the_last_rows_with_random_keys_are_those_written_last(admin_client: Client, long: Callable[..., None]) -> None:
    """They are at the end of the table, unless it has gaps. Without ANALYZE nobody knows where that begins."""
    WorkflowFactory.create_batch(4, is_live=False)
    long("automate_core_workflow")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET relpages = 500000 WHERE relname = 'automate_core_workflow'")
        cursor.execute("SET LOCAL enable_seqscan = off")

    with CaptureQueriesContext(connection) as queries:
        found = listed(admin_client, "automate_core_workflow", is_live__exact="0")

    assert found.limits == "Filtered only about the last 2 rows written, since no index finds such rows."
    asked = next(one["sql"] for one in queries if "ctid" in one["sql"])
    (*_, plan) = (line for (line,) in query(f"EXPLAIN {asked}") if "Scan" in line)
    assert "Tid Range Scan" in plan


def test_a_page_of_the_last_rows_written_is_looked_up_once(
    admin_client: Client, long: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not once for each row of the table."""
    monkeypatch.setattr("agent360_models.admin.FamilyAdmin.list_per_page", 1)
    monkeypatch.setattr("agent360_models.admin._long.FEW", 1)
    workflows = WorkflowFactory.create_batch(4, is_live=False)
    long("automate_core_workflow")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET relpages = 1 WHERE relname = 'automate_core_workflow'")

    with CaptureQueriesContext(connection) as queries:
        found = rows(admin_client, "automate_core_workflow", is_live__exact="0")

    assert found == [max(workflows, key=lambda workflow: workflow.pk)]
    asked = next(one["sql"] for one in queries if "ctid" in one["sql"] and "JOIN" in one["sql"])
    plan = "\n".join(line for (line,) in query(f"EXPLAIN {asked}"))
    assert re.findall("Filter: .*ctid", plan) == ["Filter: ((NOT is_live) AND (ctid"]


def test_a_page_does_not_count_what_no_index_finds(admin_client: Client, long: Callable[..., None]) -> None:
    """It leads to the list, which looks at the last rows."""
    account = AccountFactory.create()
    agreement = FrameAgreementFactory.create(fa_account=account, fa_last_modified_by=account.acc_owner)
    long("accounts", "frame_agreements")

    page = admin_client.get(reverse("admin:agent360_core_user_change", args=[account.acc_owner_id]))

    assert [(one.title, one.count) for one in page.context["related_rows"]] == [("Accounts", "1")]
    (link,) = (one for one in page.context["uncounted_rows"] if one.title.startswith("Frame agreements"))
    assert f'<a href="{link.url}">Frame agreements by Last modified by</a>' in page.content.decode()
    assert list(admin_client.get(link.url).context["cl"].result_list) == [agreement]
