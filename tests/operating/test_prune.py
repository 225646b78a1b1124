"""Old rows of the tables that grow go, in batches; what somebody still looks at stays."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from agent360_models.agent360.system.factories import UserLoginLogFactory
from agent360_models.agent360.system.models import SyncLog, UserLoginLog
from agent360_models.automate.core.factories import ExecutionFactory, StepRunFactory
from agent360_models.automate.core.models import Event, Execution, Job, StepRun
from agent360_models.ingestion.orchestration.models import SyncHistory
from agent360_models.sync.status import statuses

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def prune(*options: str) -> str:
    out = StringIO()
    call_command("agent360", "prune", "--older-than", "90d", *options, stdout=out)
    return out.getvalue()


def a_run(status: str, *, days: int, name: str = "accounts", **columns: Any) -> int:
    began = timezone.now() - days * DAY
    columns = {"sl_completed_at": None if status == "running" else began, **columns}
    row = SyncLog.objects.create(sl_job_name="j", sl_direction="x", sl_object_name=name, sl_status=status, **columns)
    SyncLog.objects.filter(pk=row.pk).update(sl_started_at=began)
    return row.pk


def test_the_log_of_runs_keeps_what_status_says() -> None:
    """The last success, the last of each kind, and what may be alive, however old; the rest goes."""
    kept = [a_run("success", days=200), a_run("failed", days=149), a_run("running", days=140), a_run("skipped", days=9)]
    kept += [a_run("success", days=120, name="cases", sl_error_message="x"), a_run("success", days=130, name="cases")]
    for name, status, days in (
        ("accounts", "success", 400),
        ("accounts", "success", 300),
        ("accounts", "failed", 150),
        ("accounts", "skipped", 100),
        ("cases", "success", 140),
    ):
        a_run(status, days=days, name=name)
    before = [(status.object_name, status.last_success, status.last_end, status.dead) for status in statuses()]

    assert "sync_log: 5 rows would go" in prune("--dry-run", "agent360_system")
    assert SyncLog.objects.count() == 11
    assert "sync_log: 5 rows deleted on alias 'default'" in prune("agent360_system")

    assert {*SyncLog.objects.values_list("pk", flat=True)} == set(kept)
    assert [(s.object_name, s.last_success, s.last_end, s.dead) for s in statuses()] == before
    assert "sync_log: 0 rows deleted" in prune("agent360_system")


def test_the_history_keeps_the_watermark() -> None:
    """Which a delta run begins at, also where the newest run has none."""
    old = timezone.now() - 200 * DAY
    rows = [
        SyncHistory.objects.create(
            crm_source="x", sync_type="contacts", start_time=old + days * DAY, end_time=old, status="success", **more
        )
        for days, more in enumerate([{}, {"performance_metrics": {"watermark": "2026-01-01T00:00:00+00:00"}}, {}, {}])
    ]

    prune("ingestion")

    assert {*SyncHistory.objects.values_list("pk", flat=True)} == {rows[1].pk, rows[3].pk}


def test_the_history_keeps_the_newest_run_of_each_status() -> None:
    """Of each sync, without a status too, and its newest full success, whatever came after it."""
    old = timezone.now() - 200 * DAY
    runs: list[tuple[str, str | None, dict[str, Any]]] = [
        ("x", "success", {}),
        ("x", "success", {}),  # kept: the newest full success
        ("x", None, {}),
        ("x", None, {}),  # kept
        ("x", "odd", {}),  # kept
        ("x", "success", {"error_message": "x"}),
        ("x", "success", {"end_time": None}),  # kept
        ("y", "failed", {}),
        ("y", "failed", {}),  # kept
        ("y", "success", {"error_message": ""}),  # kept
    ]
    keys = [
        SyncHistory.objects.create(
            crm_source=source,
            sync_type="contacts",
            start_time=old + hours * DAY / 24,
            status=status,
            **{"end_time": old, **more},
        ).pk
        for hours, (source, status, more) in enumerate(runs)
    ]

    prune("ingestion")

    assert {*SyncHistory.objects.values_list("pk", flat=True)} == {keys[place] for place in (1, 3, 4, 6, 8, 9)}


def test_jobs_in_batches() -> None:
    """Those that are over; a dead letter waits for somebody, whatever its age."""
    old = timezone.now() - 100 * DAY
    for status, number in {"succeeded": 7, "cancelled": 2, "failed": 1, "pending": 1}.items():
        for _ in range(number):
            Job.objects.filter(pk=Job.objects.create(type="t").pk).update(status=status, ended_at=old)
    recent = Job.objects.create(type="t")
    Job.objects.filter(pk=recent.pk).update(status="succeeded", ended_at=timezone.now())

    with CaptureQueriesContext(connections["default"]) as queries:
        said = prune("--batch-size", "4", "automate_core")

    assert "automate_core_job: 9 rows deleted" in said
    assert sum(q["sql"].startswith('DELETE FROM "automate_core_job"') for q in queries) == 3
    assert sorted(Job.objects.values_list("status", flat=True)) == ["failed", "pending", "succeeded"]


def test_executions_take_their_steps_along() -> None:
    """And leave their events until those are old themselves."""
    execution = ExecutionFactory.create(event=None)
    StepRunFactory.create(execution=execution)
    Execution.objects.filter(pk=execution.pk).update(status="succeeded", ended_at=timezone.now() - 100 * DAY)
    Event.objects.record("order.paid")

    said = prune("automate")

    assert "automate_core_execution: 1 rows deleted" in said
    assert "automate_core_event: 0 rows deleted" in said
    assert not StepRun.objects.exists()


def test_what_is_read_only(settings: Settings) -> None:
    """Is refused where it is named, and else left alone and said."""
    a_run("skipped", days=100)
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}

    with pytest.raises(CommandError, match="declares the tables of agent360_system read-only"):
        prune("agent360")
    said = prune()

    assert "sync_log: skipped, since AGENT360_MODELS declares agent360_system read-only." in said
    assert "automate_core_job: 0 rows deleted" in said


def test_evidence_goes_only_by_its_name() -> None:
    """As the log-ins of users."""
    for days in (100, 1):
        row = UserLoginLogFactory.create()
        UserLoginLog.objects.filter(pk=row.pk).update(ull_login_at=timezone.now() - days * DAY)

    assert "user_login_log: skipped, since it is not named." in prune("agent360_system")
    assert UserLoginLog.objects.count() == 2
    assert prune("user_login_log") == "user_login_log: 1 rows deleted on alias 'default'.\n"
    assert UserLoginLog.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [(["migochat"], "no table that grows"), (["nobody"], "neither"), (["--batch-size", "0"], "at least 1")],
)
def test_what_is_no_such_table(options: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        prune(*options)
