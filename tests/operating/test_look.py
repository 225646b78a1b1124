"""One look at syncs, queues, locks, replicas and log tables, and what shows it."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from agent360_models import locks
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.system.models import SyncLog
from agent360_models.automate.core.models import Job
from agent360_models.ingestion.orchestration.due_schedules import _lock_of
from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule
from agent360_models.operating import facts
from agent360_models.operating.facts import QueueState, QueueStatus
from agent360_models.operating.look import Report, look
from agent360_models.operating.metrics import as_metrics
from agent360_models.operating.urls import urlpatterns as included
from agent360_models.operating.views import health
from agent360_models.sync.runs import run
from agent360_models.sync.status import ObjectStatus

MINUTE = timedelta(minutes=1)
urlpatterns = [*included, path("strict/", health, {"max_wait": MINUTE})]


def status(*options: str) -> tuple[int, str]:
    """Return the exit status of the command, and what it printed."""
    out, code = StringIO(), 0
    try:
        call_command("agent360", "status", *options, stdout=out)
    except SystemExit as error:
        code = int(str(error.code))
    return code, out.getvalue()


def jobs_of(report: Report) -> QueueStatus:
    (found,) = (queue for queue in report.queues if queue.name == "jobs")
    return found


def a_job(**columns: Any) -> Job:
    job = Job.objects.create(type="t")
    Job.objects.filter(pk=job.pk).update(**columns)
    return job


def some_jobs() -> None:
    """One of each kind; two wait, one of them for two hours."""
    now = timezone.now()
    a_job(scheduled_at=now - timedelta(hours=2))
    a_job(scheduled_at=now + timedelta(hours=2))
    a_job(status="running", lease_expires_at=now + MINUTE)
    a_job(status="running", lease_expires_at=now - MINUTE)
    a_job(status="failed", ended_at=now)
    a_job(status="succeeded", ended_at=now)


@pytest.mark.django_db
class TestQueues:
    def test_numbers(self) -> None:
        some_jobs()

        found = jobs_of(report := look())

        assert (found.waiting, found.due, found.held, found.expired, found.dead) == (2, 1, 2, 1, 1)
        assert found.due_since is not None
        assert timedelta(hours=2) <= report.now - found.due_since < timedelta(hours=3)

    def test_each_alarm(self) -> None:
        """A dead letter, a lease that ran out, and what waits too long, the worst first."""
        some_jobs()
        assert look().state_of_queue(jobs_of(look())) is QueueState.DEAD_LETTERS
        Job.objects.filter(status="failed").delete()
        assert look().alarms() == ["queue jobs: expired"]
        Job.objects.filter(status="running").delete()
        assert look().alarms() == []
        assert look(max_wait=MINUTE).alarms() == ["queue jobs: late"]
        assert status("--max-wait", "3h")[0] == 0
        assert status("--max-wait", "1m")[0] == 1

    def test_more_are_not_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Than is bad enough."""
        monkeypatch.setattr(facts, "COUNTED", 2)
        monkeypatch.setattr("agent360_models.operating.show.COUNTED", 2)
        Job.objects.bulk_create(Job(type="t") for _ in range(5))

        assert (jobs_of(look()).waiting, jobs_of(look()).due) == (2, 2)
        assert "2+" in status()[1]

    def test_no_table_is_read_for_it(self) -> None:
        """Indexes stand behind every number, though most jobs are over."""
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "INSERT INTO automate_core_job (id, type, status, params, priority, scheduled_at, max_attempts,"
                " attempts, error_redacted, progress, cancel_requested, created_at, status_changed_at, lease_owner)"
                " SELECT gen_random_uuid(), 't', 'succeeded', '{}', 0, now(), 3, 0, '\"\"', '{}', false, now(), now(),"
                " ''"
                " FROM generate_series(1, 20000)"
            )
            cursor.execute("ANALYZE automate_core_job")
        with CaptureQueriesContext(connections["default"]) as queries:
            look()
        (sql,) = (query["sql"] for query in queries if "due_since" in query["sql"])

        with connections["default"].cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(line for (line,) in cursor.fetchall())

        assert "Seq Scan on automate_core_job" not in plan

    def test_a_table_that_takes_too_long(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Is given up, and said; the look goes on."""
        monkeypatch.setattr(facts, "_PATIENCE", 1)
        monkeypatch.setattr(facts, "_sql", lambda *_: ("SELECT true FROM pg_sleep(1)", ()))

        assert look().alarms() == ["queue jobs: unknown"]
        with connections["default"].cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)

    def test_the_same_queries_however_many_rows(self) -> None:
        with CaptureQueriesContext(connections["default"]) as empty:
            look()
        some_jobs()
        with CaptureQueriesContext(connections["default"]) as full:
            look()

        assert len(full) == len(empty)


@pytest.mark.django_db(transaction=True)
class TestLocks:
    def test_a_run_under_way(self) -> None:
        """Its lock has its record: with the process of the server, and no alarm."""
        with run(Account, job="nightly", source="Account"):
            (lock,) = look().locks

            assert (lock.name, lock.orphaned) == ("accounts", False)
            assert lock.since is not None
            assert [alarm for alarm in look().alarms() if "lock" in alarm] == []

    def test_a_lock_without_a_record(self) -> None:
        """Is an alarm, also where the last run was a success; the process can be ended by what is shown."""
        with run(Account, job="nightly", source="Account"):
            pass
        assert status()[0] == 0

        with locks.hold_object("accounts", using="default"):
            code, said = status("--format", "json")
            (lock,) = json.loads(said)["locks"]

            assert code == 1
            assert json.loads(said)["alarms"] == ["lock accounts: no run is recorded"]
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [lock["pid"]])
        assert status()[0] == 0

    def test_a_lock_of_what_nobody_records(self) -> None:
        """As that of a schedule, which is shown by its name."""
        schedule = SyncSchedule.objects.create(
            name="n",
            crm_source="hubspot",
            model_name="c",
            mode="full",
            recurrence_type="interval",
            every=1,
            period="days",
        )
        with locks.hold_object(_lock_of(schedule.pk), using="default"), locks.hold_object("x", using="default"):
            found = {lock.name: lock.orphaned for lock in look().locks}

        assert found == {_lock_of(schedule.pk): False, f"unknown {locks.number_of('x')}": False}


@pytest.mark.django_db
class TestShown:
    def test_text(self) -> None:
        """A table for each kind of thing; the rows of the log tables are PostgreSQL's estimate."""
        some_jobs()
        SyncLog.objects.create(
            sl_job_name="j", sl_direction="inbound", sl_object_name="accounts", sl_status="failed", sl_error_message="x"
        )
        with connections["default"].cursor() as cursor:
            cursor.execute("ANALYZE automate_core_job")

        said = status()[1]

        heads = [block.splitlines()[0].split()[:2] for block in said.split("\n\n")]
        assert heads == [["state", "object"], ["state", "queue"], ["table", "alias"]]
        assert "dead-letters  jobs   2        1    2h 0m       2     1        1" in said
        assert "automate_core_job" in said
        assert "~6" in said

    def test_json_keeps_its_keys(self) -> None:
        SyncLog.objects.create(sl_job_name="j", sl_direction="inbound", sl_object_name="accounts", sl_status="success")

        found = json.loads(status("--format", "json")[1])

        assert found["version"] == 1
        assert {"now", "objects", "queues", "locks", "replicas", "tables", "alarms"} <= {*found}
        assert found["objects"][0]["object_name"] == "accounts"
        assert found["queues"][0]["name"] == "jobs"
        assert found["queues"][0]["due_since"] is None

    def test_prometheus(self) -> None:
        """As its own client reads it; each metric is described once."""
        some_jobs()

        said = status("--format", "prometheus")[1]
        families = {family.name: family for family in text_string_to_metric_families(said)}

        assert {family.type for family in families.values()} == {"gauge"}
        assert all(family.documentation for family in families.values())
        (dead,) = families["agent360_queue_dead_letters"].samples
        assert (dead.labels, dead.value) == ({"alias": "default", "queue": "jobs"}, 1)
        assert {s.labels["state"]: s.value for s in families["agent360_queue_state"].samples}["dead-letters"] == 1
        assert families["agent360_alarms"].samples[0].value == 1
        assert said.count("# TYPE agent360_queue_state ") == 1

    def test_odd_names(self) -> None:
        """Quotes, line breaks and backslashes in a name are that name to whoever reads it."""
        name = 'a "b"\n\\n c\\'
        report = Report(now=timezone.now(), objects=[ObjectStatus(alias="default", object_name=name)])

        families = list(text_string_to_metric_families(as_metrics(report)))

        assert {s.labels["object"] for f in families for s in f.samples if "object" in s.labels} == {name}


@pytest.mark.django_db
@pytest.mark.urls(__name__)
class TestViews:
    def test_health(self, client: Client) -> None:
        """200 and 503, and no word out of a row."""
        answer = client.get("/health/")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok", "alarms": []})
        assert "no-store" in answer["Cache-Control"]

        SyncLog.objects.create(
            sl_job_name="j",
            sl_direction="x",
            sl_object_name="accounts",
            sl_status="failed",
            sl_error_message="Ada Smith",
        )
        answer = client.get("/health/")
        assert (answer.status_code, answer.json()["alarms"]) == (503, ["sync accounts: failed"])
        assert "Ada" not in answer.text
        assert client.post("/health/").status_code == 405

    def test_limits_are_the_projects(self, client: Client) -> None:
        a_job(scheduled_at=timezone.now() - timedelta(hours=1))

        assert client.get("/health/").status_code == 200
        assert client.get("/strict/").json()["alarms"] == ["queue jobs: late"]

    def test_metrics(self, client: Client) -> None:
        answer = client.get("/metrics/")

        assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
        assert "agent360_queue_waiting" in {family.name for family in text_string_to_metric_families(answer.text)}

    @pytest.mark.django_db(databases=["default", "crm"])
    def test_a_database_that_does_not_answer(
        self, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Is an alarm, without the text of the error; of the others all is told."""
        settings.AGENT360_MODELS = {"ALIASES": {"automate": "crm"}}
        SyncLog.objects.create(sl_job_name="j", sl_direction="x", sl_object_name="accounts", sl_status="failed")
        monkeypatch.setattr(connections["crm"], "ensure_connection", refuse)

        answer = client.get("/health/")
        found = {family.name: family for family in text_string_to_metric_families(client.get("/metrics/").text)}

        alarms = ["database crm: unreachable", "sync accounts: failed"]
        assert (answer.status_code, answer.json()) == (503, {"status": "alarm", "alarms": alarms})
        up = {sample.labels["alias"]: sample.value for sample in found["agent360_database_up"].samples}
        assert up == {"default": 1, "crm": 0}
        assert {sample.labels["object"] for sample in found["agent360_sync_state"].samples} == {"accounts"}
        assert "agent360_queue_waiting" not in found
        code, said = status()
        assert (code, said.split()[:4]) == (1, ["state", "database", "unreachable", "crm"])


@pytest.mark.django_db(databases=["default", "crm"])
def test_a_replica_that_is_gone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is an alarm, and no error."""
    settings.AGENT360_MODELS = {"REPLICAS": {"default": ["crm"]}}
    assert look("default").alarms() == []

    monkeypatch.setattr(connections["crm"], "ensure_connection", refuse)

    assert look("default").alarms() == ["replica crm: unreachable"]
    assert "unreachable" in status("--database", "default")[1]


def refuse() -> None:
    raise OperationalError("connection to server at 10.0.0.1 failed")


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["infinity", "-infinity", "20000-01-01", "0044-03-15 BC"])
def test_a_time_that_python_cannot_have_hides_nothing_else(moment: str) -> None:
    """SQL wrote it; the object, the queue and their numbers are still told, without that time."""
    SyncHistory.objects.create(crm_source="hubspot", sync_type="deals", start_time=timezone.now(), status="success")
    job = a_job()
    with connection.cursor() as cursor:
        cursor.execute("""UPDATE "orchestration"."sync_history" SET end_time = %s""", [moment])
        cursor.execute("""UPDATE automate_core_job SET scheduled_at = %s""", [moment])

    report = look()

    (found,) = (each for each in report.objects if each.object_name == "hubspot deals")
    assert (found.last_end, found.last_success) == ("success", None)
    assert (jobs_of(report).waiting, jobs_of(report).unreadable) == (1, 1)
    assert "queue jobs: unreadable" in report.alarms()
    assert Job.objects.filter(pk=job.pk).exists()
    assert "hubspot deals" in status()[1]
