"""How the sync stands, and whether somebody has to look."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from agent360_models.agent360.forecasting.factories import ArfRollingForecastFactory
from agent360_models.agent360.system.factories import SyncConflictFactory, SyncWatermarkFactory
from agent360_models.agent360.system.models import SyncLog
from agent360_models.sync.status import ObjectStatus, State, parse_age, statuses
from tests.support.databases import query

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_run(
    status: str, *, hours_ago: float, name: str = "accounts", ended: bool = True, using: str = "default", **values: Any
) -> SyncLog:
    """Store a run that began some hours before NOW and took a minute."""
    began = NOW - HOUR * hours_ago
    row = SyncLog.objects.using(using).create(
        sl_job_name="nightly",
        sl_direction="inbound",
        sl_object_name=name,
        sl_status=status,
        sl_completed_at=began + timedelta(minutes=1) if ended else None,
        **values,
    )
    SyncLog.objects.using(using).filter(pk=row.pk).update(sl_started_at=began)
    return row


def the_state(max_age: timedelta | None = None) -> State:
    (found,) = statuses()
    return found.state(now=NOW, max_age=max_age)


@pytest.mark.django_db
class TestState:
    def test_ok(self) -> None:
        """The last run was a success, whatever there was before it."""
        a_run("failed", hours_ago=3)
        a_run("success", hours_ago=2)

        (found,) = statuses()
        assert (found.last_success, found.failed, found.dead) == (NOW - 2 * HOUR + timedelta(minutes=1), 0, 0)
        assert the_state() is State.OK

    def test_stale(self) -> None:
        """A success that is too old; a skipped run since does not make it younger."""
        a_run("success", hours_ago=5)
        a_run("skipped", hours_ago=1)

        assert the_state() is State.OK
        assert the_state(6 * HOUR) is State.OK
        assert the_state(4 * HOUR) is State.STALE

    def test_failed_since(self) -> None:
        """With the number of failures since the last success."""
        for hours, status in enumerate(["failed", "failed", "success", "failed"], 1):
            a_run(status, hours_ago=hours)

        assert statuses()[0].failed == 2
        assert the_state() is State.FAILED

    def test_partial(self) -> None:
        """Rows were left out: not ok, and no full success either."""
        a_run("partial", hours_ago=1)

        assert the_state() is State.PARTIAL

    @pytest.mark.parametrize(
        "values",
        [
            {"status": "running", "sl_error_message": "boom"},
            {"status": "success", "sl_error_message": "boom"},
            {"status": "success", "ended": False},
        ],
    )
    def test_a_run_that_only_started_logged_an_error_and_ended_is_not_ok(self, values: dict[str, Any]) -> None:
        """However the row was left behind."""
        a_run("success", hours_ago=2)
        a_run(hours_ago=1, **values)

        assert the_state() is State.FAILED

    def test_dead(self) -> None:
        """Marked as running, and nobody holds the lock."""
        a_run("success", hours_ago=2)
        a_run("running", hours_ago=1, ended=False)

        assert (statuses()[0].running, statuses()[0].dead) == (False, 1)
        assert the_state() is State.DEAD

    def test_blocked(self) -> None:
        """Runs are skipped again and again, and none is under way; those during a run that has ended do not count."""
        a_run("skipped", hours_ago=4)
        SyncLog.objects.filter(pk=a_run("success", hours_ago=5).pk).update(sl_completed_at=NOW - 3 * HOUR)
        for hours in (2, 1):
            a_run("skipped", hours_ago=hours)

        assert (statuses()[0].skipped, the_state()) == (2, State.OK)
        a_run("skipped", hours_ago=0.5)
        assert (statuses()[0].skipped, the_state()) == (3, State.BLOCKED)

    def test_never(self) -> None:
        """It is to be synced, and never was."""
        SyncWatermarkFactory.create(sw_object_name="accounts", sw_last_sync_ts=None)

        assert the_state() is State.NEVER

    def test_disabled(self) -> None:
        """Nobody expects it to run."""
        SyncWatermarkFactory.create(sw_object_name="accounts", sw_sync_enabled=False)
        a_run("failed", hours_ago=1)

        assert the_state() is State.DISABLED


@pytest.mark.django_db
def test_what_waits_is_counted() -> None:
    """Open conflicts and rows to be uploaded, of objects that were never synced too."""
    ArfRollingForecastFactory.create_batch(3, sync_pending=True)
    SyncConflictFactory.create(sc_object_name="case_comments")
    SyncConflictFactory.create(sc_object_name="case_comments", resolved=True)

    found = {status.object_name: status for status in statuses()}

    assert (found["arf_rolling_forecasts"].pending, found["case_comments"].conflicts) == (3, 1)


@pytest.mark.django_db
def test_a_constant_number_of_queries() -> None:
    """However many objects and runs there are."""
    for number in range(12):
        a_run("success", hours_ago=number, name=f"table_{number}")
    a_run("running", hours_ago=1, ended=False)

    with CaptureQueriesContext(connections["default"]) as captured:
        statuses()

    assert len(captured) == 8  # six of agent360, two of ingestion


@pytest.mark.django_db(databases=["default", "crm"])
def test_of_another_alias_only_what_is_there_is_told() -> None:
    """The tables of ingestion are on ``default`` alone; where they should be, a missing one is an error."""
    a_run("success", hours_ago=1, name="accounts", using="crm")

    assert [found.object_name for found in statuses("crm")] == ["accounts"]

    with connections["default"].cursor() as cursor:
        cursor.execute('DROP TABLE "orchestration"."sync_history" CASCADE')
    with pytest.raises(ProgrammingError, match="sync_history"):
        statuses("default")


@pytest.mark.django_db
def test_a_log_of_many_years_is_not_read() -> None:
    """The newest runs of each object are found by its index."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO sync_log"
            " (sl_job_name, sl_direction, sl_object_name, sl_status, sl_started_at, sl_completed_at)"
            " SELECT 'j', 'inbound', 'table_' || mod(n, 20), 'success', now() - n * interval '1 minute', now()"
            " FROM generate_series(1, 20000) n"
        )
        cursor.execute("ANALYZE sync_log")
    from agent360_models.agent360.system import status

    plan = query(f"EXPLAIN (ANALYZE, FORMAT JSON) {status._RUNS}", [100], using="default")[0][0]

    assert "Seq Scan" not in json.dumps(plan)
    assert len(statuses()) == 20


@pytest.mark.parametrize(
    ("text", "age"), [("90s", timedelta(seconds=90)), ("30m", HOUR / 2), ("2h", 2 * HOUR), ("1d", 24 * HOUR)]
)
def test_ages(text: str, age: timedelta) -> None:
    """As a person writes them."""
    assert parse_age(text) == age


@pytest.mark.parametrize("text", ["", "h", "2", "2w", "-1h", "1.5h"])
def test_what_is_no_age(text: str) -> None:
    """Is refused with the forms that are."""
    with pytest.raises(ValueError, match="write 90s, 30m, 2h or 1d"):
        parse_age(text)


def status(*arguments: str) -> tuple[int, str]:
    """Run the command; return its exit status and what it printed."""
    out = StringIO()
    try:
        call_command("agent360", "status", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.mark.django_db
class TestCommand:
    def test_a_line_for_each_object(self) -> None:
        """The state first; nothing to look at is exit status 0."""
        SyncWatermarkFactory.create(sw_object_name="accounts", sw_last_sync_ts=timezone.now() - 26 * HOUR)
        run = a_run("success", hours_ago=0)
        SyncLog.objects.filter(pk=run.pk).update(sl_completed_at=timezone.now() - HOUR)

        code, said = status()

        head, line = said.partition("\n\n")[0].splitlines()
        assert head.split()[:2] == ["state", "object"]
        assert line.split() == ["ok", "accounts", "1h", "0m", "1d", "2h", "0", "0", "0", "0", "0"]
        assert code == 0
        assert status("--max-age", "2h")[0] == 0
        assert status("--max-age", "30m")[0] == 1

    def test_an_alarm_is_exit_status_1(self) -> None:
        """With what the run said."""
        a_run("failed", hours_ago=1, sl_error_message="the database refused it")

        code, said = status()

        assert code == 1
        assert said.splitlines()[1].startswith("failed")
        assert said.splitlines()[1].endswith("the database refused it")

    def test_json(self) -> None:
        """Ages in seconds, times in ISO 8601."""
        a_run("success", hours_ago=1)

        code, said = status("--format", "json")

        (found,) = json.loads(said)["objects"]
        assert code == 0
        assert (found["object_name"], found["state"], found["running"]) == ("accounts", "ok", False)
        assert datetime.fromisoformat(found["last_success"]) == NOW - HOUR + timedelta(minutes=1)
        assert found["last_success_age"] > 0
        assert found["watermark_lag"] is None

    def test_nothing_was_ever_synced(self) -> None:
        """Is no alarm: the project may only read."""
        code, said = status()

        assert code == 0
        assert said.startswith("Nothing has been synced here yet.\n")

    def test_a_database_without_the_tables(self, settings: Settings) -> None:
        """Nobody could look: exit status 2, and no traceback."""
        with connections["default"].cursor() as cursor:
            cursor.execute("DROP TABLE sync_log")

        with pytest.raises(CommandError, match="Could not check") as caught:
            call_command("agent360", "status")

        assert caught.value.returncode == 2

    def test_no_age(self) -> None:
        """Is an error of the command line."""
        with pytest.raises(CommandError, match="write 90s, 30m, 2h or 1d"):
            call_command("agent360", "status", "--max-age", "soon")


def test_a_status_alone_is_plain_data() -> None:
    """It can be judged at any time."""
    assert ObjectStatus(alias="default", object_name="accounts").state(now=NOW) is State.NEVER
