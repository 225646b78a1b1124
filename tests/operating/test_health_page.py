"""The page of sync health in the admin: states, a month of runs by days, and rows behind each number."""

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import Permission, User
from django.db import ProgrammingError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from agent360_models.agent360.support.factories import CaseCommentFactory
from agent360_models.agent360.system.factories import SyncConflictFactory, SyncLogFactory
from agent360_models.agent360.system.models import SyncLog
from agent360_models.ingestion.alerts.evaluation import evaluate
from agent360_models.ingestion.alerts.models import Rule
from agent360_models.ingestion.orchestration.models import SyncHistory
from agent360_models.operating.health_page import SyncHealthMixin
from agent360_models.sync.history import histories

pytestmark = pytest.mark.django_db

PAGE = "/admin/agent360_system/synclog/health/"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def a_run(status: str = "success", *, ago: timedelta = HOUR, name: str = "accounts", **values: Any) -> None:
    run = SyncLogFactory.create(sl_status=status, sl_object_name=name, **values)
    began = timezone.now() - ago
    ended = None if status == "running" else began + MINUTE
    SyncLog.objects.filter(pk=run.pk).update(sl_started_at=began, sl_completed_at=ended)


def a_sync(status: str = "success", *, ago: timedelta = HOUR, **values: Any) -> None:
    began = timezone.now() - ago
    names = {"crm_source": "hubspot", "sync_type": "form answers"}
    SyncHistory.objects.create(**names, start_time=began, end_time=began + MINUTE, status=status, **values)


def a_reader(*permissions: str) -> Client:
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def lines(client: Client, address: str = PAGE) -> dict[str, Any]:
    return {line.status.object_name: line for line in client.get(address).context["lines"]}


def behind(client: Client, number: Any) -> int:
    """Return how many rows the list has that a number leads to."""
    response = client.get(unescape(number.url))
    assert response.status_code == 200, f"{number.url} leads to {response.headers}"
    return int(response.context["cl"].result_count)


def test_numbers_of_a_month_lead_to_their_rows(admin_client: Client) -> None:
    """Runs by how they ended, and rows; a run of the month before counts for nothing."""
    numbers: dict[str, Any] = {
        "sl_records_inserted": 5,
        "sl_records_updated": 3,
        "sl_records_deleted": 1,
        "sl_records_failed": 2,
    }
    for status in ("success", "success", "partial", "failed", "skipped"):
        a_run(status, **numbers)
    a_run("failed", ago=31 * DAY, **numbers)
    a_run(name="users")
    a_sync("failed", records_processed=7, records_created=2, records_failed=1)
    a_sync("failed", ago=32 * DAY)
    SyncHistory.objects.create(crm_source="hubspot", sync_type="deals", start_time=timezone.now(), status="failed")

    found = lines(admin_client)

    assert [str(number) for number in found["accounts"].run_numbers] == ["5 runs", "1 failed", "1 partial", "1 skipped"]
    assert [str(number) for number in found["accounts"].row_numbers] == ["55 in", "45 changed", "10 rejected"]
    assert [behind(admin_client, number) for number in found["accounts"].run_numbers] == [5, 1, 1, 1]
    assert [str(number) for number in found["hubspot form answers"].run_numbers] == ["1 run", "1 failed"]
    assert [behind(admin_client, number) for number in found["hubspot form answers"].run_numbers] == [1, 1]
    assert [str(number) for number in found["hubspot form answers"].row_numbers] == ["7 in", "2 changed", "1 rejected"]
    assert behind(admin_client, found["hubspot form answers"].row_numbers[2]) == 1


def test_an_age_is_in_words(admin_client: Client) -> None:
    """Of the end of the run, which took a minute."""
    a_run(ago=5 * HOUR + 3 * MINUTE)

    assert "5\xa0hours, 2\xa0minutes ago" in admin_client.get(PAGE).content.decode()


def test_what_is_open_leads_to_its_rows(admin_client: Client) -> None:
    """Conflicts and rows that wait, a run whose process died, and an alert; what is settled is not among them."""
    SyncConflictFactory.create_batch(2, sc_object_name="case_comments")
    SyncConflictFactory.create(sc_object_name="case_comments", sc_resolution="sf_wins", sc_resolved_at=timezone.now())
    CaseCommentFactory.create_batch(3, cc_sync_status=0)
    a_run("running", name="case_comments")
    a_run(ago=2 * HOUR, name="case_comments")
    a_sync("failed")
    Rule.objects.create(name="failures", kind="failed")
    evaluate()

    response = admin_client.get(PAGE)
    found = {line.status.object_name: line for line in response.context["lines"]}

    comments, answers = found["case_comments"].open_numbers, found["hubspot form answers"].open_numbers
    assert [str(number) for number in comments] == ["1 dead run", "2 conflicts", "3 pending"]
    assert [behind(admin_client, number) for number in comments] == [1, 2, 3]
    assert [str(number) for number in answers] == ["1 alert"]
    assert behind(admin_client, answers[0]) == 1
    (_alert, url) = response.context["alerts"][0]
    assert "<td>0\xa0minutes</td>" in response.content.decode()
    assert admin_client.get(url).status_code == 200


def test_the_worst_comes_first(admin_client: Client) -> None:
    a_run(name="accounts")
    a_run("failed", name="users")
    a_run(ago=3 * DAY, name="plans")

    response = admin_client.get(f"{PAGE}?max_age=1d")

    assert [(line.name, line.state.value) for line in response.context["lines"]] == [
        ("Users", "failed"),
        ("plans", "stale"),  # no table of an installed app
        ("Accounts", "ok"),
    ]
    assert admin_client.get(f"{PAGE}?max_age=soon").status_code == 200
    assert admin_client.get(f"{PAGE}?max_age={10**12}d").status_code == 200


def test_a_day_is_that_of_the_reader(admin_client: Client, settings: Settings) -> None:
    """And a bar of a day leads to the runs of that day."""
    settings.TIME_ZONE = "Australia/Sydney"
    evening = datetime.now(UTC).replace(hour=20, minute=0) - 3 * DAY
    a_run(ago=timezone.now() - evening)
    a_run(ago=timezone.now() - evening + 12 * HOUR)
    first, second = timezone.localdate(evening - 12 * HOUR), timezone.localdate(evening)

    days = [second - DAY, second, second + DAY]
    (one,) = (one for app in histories(days=days) for one in app.objects)

    assert first == second - DAY
    assert [(day.day, day.runs) for day in one.days] == [(first, 1), (second, 1)]
    bar = str(lines(admin_client)["accounts"].runs).split(f"<title>{second:%d %b}: 1 run")[0].rpartition('href="')[2]
    response = admin_client.get(unescape(bar.partition('"')[0]))
    assert [run.sl_started_at.hour for run in response.context["cl"].result_list] == [evening.hour]


def test_what_the_reader_may_not_see_is_left_out() -> None:
    a_run(name="case_comments")
    a_sync("failed")
    SyncConflictFactory.create(sc_object_name="case_comments")
    CaseCommentFactory.create(cc_sync_status=0)
    Rule.objects.create(name="failures", kind="failed")
    evaluate()
    client = a_reader("view_synclog", "view_casecomment")

    response = client.get(PAGE)

    (line,) = response.context["lines"]
    assert (line.status.object_name, [str(number) for number in line.open_numbers]) == ("case_comments", ["1 pending"])
    assert response.context["alerts"] == []
    assert b"hubspot" not in response.content
    assert client.get("/admin/ingestion_orchestration/synchistory/health/").status_code == 403


def test_the_lists_of_runs_lead_to_the_page() -> None:
    client = a_reader("view_synclog")

    assert f'href="{PAGE}"' in client.get("/admin/agent360_system/synclog/").content.decode()
    assert client.get(PAGE).status_code == 200
    assert Client().get(PAGE).status_code == 302


def test_few_queries_however_many_objects(admin_client: Client) -> None:
    with CaptureQueriesContext(connection) as few:
        admin_client.get(PAGE)
    for name in ("accounts", "users", "plans", "case_comments"):
        a_run("running", name=name)
        a_run(name=name)
        SyncConflictFactory.create(sc_object_name=name)
    a_sync("failed")
    Rule.objects.create(name="failures", kind="failed")
    evaluate()
    with CaptureQueriesContext(connection) as many:
        admin_client.get(PAGE)

    assert len(many) < 20
    assert len(many) - len(few) <= 2  # the histories of the two logs, once there are objects


def test_an_app_that_cannot_be_asked_says_so(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the others are shown."""

    def refused(_using: str) -> Any:
        raise ProgrammingError("permission denied for table sync_history")

    monkeypatch.setattr("agent360_models.ingestion.orchestration._status.statuses", refused)
    a_run()

    response = admin_client.get(PAGE)

    assert [line.status.object_name for line in response.context["lines"]] == ["accounts"]
    assert "permission denied for table sync_history" in response.content.decode()
    assert "ingestion_orchestration" in response.content.decode()


def test_another_log_has_the_page_by_a_base_of_its_admin(admin_user: User, rf: RequestFactory) -> None:
    """On a site of its own, whose admin is none of ours; numbers lead to nothing that the site does not have."""
    a_run("failed")
    SyncConflictFactory.create(sc_object_name="accounts")

    class RunAdmin(SyncHealthMixin, ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at run time
        pass

    site = AdminSite()
    site.register(SyncLog, RunAdmin)
    request = rf.get("/")
    request.user = admin_user

    response: Any = site._registry[SyncLog].health_view(request)  # type: ignore[attr-defined]

    (line,) = response.context_data["lines"]
    assert [(str(number), bool(number.url)) for number in line.run_numbers] == [("1 run", True), ("1 failed", True)]
    assert [(str(number), number.url) for number in line.open_numbers] == [("1 conflict", "")]
    assert "Accounts" in response.rendered_content
    assert "agent360_system_synclog_health" in [url.name for url in site._registry[SyncLog].get_urls()]
