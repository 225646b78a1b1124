"""Schedules as they run: real workers and a real beat, processes over a real broker and a committed database."""

import os
import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from tests.ingestion.orchestration.celery_there import needs_celery
from tests.ingestion.orchestration.processes import Project
from tests.support import endurance

HAS_REDIS = shutil.which("redis-server") is not None
# Without Redis, folders are the broker.
on_every_broker = pytest.mark.parametrize(
    "broker",
    [
        pytest.param("filesystem://", marks=[endurance.only] if HAS_REDIS else []),
        pytest.param("redis", marks=pytest.mark.skipif(not HAS_REDIS, reason="there is no redis-server")),
    ],
    ids=["filesystem", "redis"],
)
pytestmark = [needs_celery, pytest.mark.skipif(os.name != "posix", reason="process groups are POSIX's")]

BOTH_PAGES = [("Ada", 500), ("Grace", 500)]
DIED = ("failed", "The process died.")
SUCCESS = ("success", None)
VISIBILITY_TIMEOUT = 3  # of the project's Redis


@pytest.fixture
def broker() -> str:
    return "filesystem://"


@pytest.fixture
def aliases() -> Sequence[str]:
    return ("default",)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return a database with the tables, which are made once."""
    with Project(tmp_path_factory.mktemp("template"), broker="filesystem://") as project:
        yield project.databases["default"]


@pytest.fixture
def project(tmp_path: Path, broker: str, aliases: Sequence[str], template: str) -> Iterator[Project]:
    made = template if len(aliases) == 1 else None
    with Project(tmp_path, broker=broker, aliases=aliases, template=made) as project:
        yield project


@pytest.mark.parametrize("aliases", [("default", "warehouse")], ids=["two aliases"])
def test_a_schedule_saved_in_the_admin_is_run_at_its_time(project: Project) -> None:
    """Each minute, by a beat and a worker that were there before it; beat's tables are in another database."""
    project.worker("-P", "solo")
    project.beat()
    project.save_in_admin(recurrence_type="crontab", every="", period="", mode="force7")
    ((due,),) = project.execute('SELECT next_run FROM "orchestration"."sync_schedule"')
    assert project.history() == []

    project.wait_for(lambda: SUCCESS in project.history())
    project.wait_for(
        lambda: project.execute('SELECT 1 FROM "orchestration"."sync_schedule" WHERE last_run IS NOT NULL')
    )

    (call,) = project.calls()
    assert (call["mode"], call["since"] is None) == ("force7", False)
    assert project.contacts() == BOTH_PAGES
    ((source, what, details),) = project.execute(
        'SELECT crm_source, sync_type, performance_metrics -> \'details\' FROM "orchestration"."sync_history"'
    )
    assert (source, what, details["due"]) == ("hubspot", "contacts", due.isoformat())
    ((last_run, next_run),) = project.execute('SELECT last_run, next_run FROM "orchestration"."sync_schedule"')
    assert timedelta(0) <= last_run - due < timedelta(seconds=10)
    assert next_run - due == timedelta(minutes=1)


@on_every_broker
def test_a_due_time_happens_once_however_often_it_is_delivered(project: Project) -> None:
    """By beat and nine more messages, to two workers at once; and the next due time happens too."""
    project.save_in_admin()
    project.send(project.let_pass(), 9)
    project.hold()
    workers = [project.worker("-P", "solo"), project.worker("-P", "prefork", "-c", "2")]

    def outcomes() -> Counter[str]:
        ended = r"Task agent360\.run_schedule\[.*\] succeeded in .*: '(.*)'"
        return Counter(found for worker in workers for found in re.findall(ended, project.log(worker)))

    project.beat()
    project.wait_for(lambda: outcomes()["another worker runs it"])
    project.go_on()
    project.wait_for(lambda: outcomes()["done"] and outcomes().total() >= 10)
    assert project.history() == [SUCCESS]

    project.send(project.let_pass(), 9)
    project.wait_for(lambda: outcomes()["done"] >= 2 and outcomes().total() >= 19)
    assert project.history() == [SUCCESS, SUCCESS]
    assert [call["since"] for call in project.calls()] == [None, "2026-03-01T00:00:00+00:00"]


@on_every_broker
def test_a_run_whose_worker_is_killed_is_run_again(project: Project, broker: str) -> None:
    """In its middle, with all that the worker had not acknowledged; another worker completes it, and history tells.

    Redis delivers the message again by itself. In folders it is lost: beat finds the run overdue.
    """
    project.save_in_admin()
    schedule = project.let_pass(beat_has_sent=True)
    project.hold()
    first = project.worker("-P", "prefork", "-c", "1")
    project.send(schedule)
    project.wait_for(project.contacts)
    others = [project.worker("-P", "prefork", "-c", "1")]

    project.kill(first)
    project.go_on()
    assert project.contacts() == BOTH_PAGES[:1]
    if broker == "redis":
        time.sleep(VISIBILITY_TIMEOUT)
        others.append(project.worker("-P", "solo"))  # a worker looks for such messages when it starts
    else:
        project.beat()

    project.wait_for(lambda: SUCCESS in project.history())
    assert project.history() == [DIED, SUCCESS]
    assert project.contacts() == BOTH_PAGES
    assert len(project.calls()) == 2
    project.wait_for(lambda: any("'done'" in project.log(worker) for worker in others))
    ((moved_on, died),) = project.execute(
        "SELECT next_run > now(), performance_metrics #>> '{details,died,0}' = (SELECT min(id)::text FROM "
        '"orchestration"."sync_history") FROM "orchestration"."sync_schedule", "orchestration"."sync_history"'
        " WHERE status = 'success'"
    )
    assert (moved_on, died) == (True, True)


def test_a_run_that_dies_is_taken_over_within_seconds(project: Project) -> None:
    """Its message is lost with its worker, and the schedule was not due for a minute yet."""
    project.save_in_admin()
    schedule = project.let_pass(minutes=0)
    project.beat()
    project.hold()
    first = project.worker("-P", "prefork", "-c", "1")
    project.send(schedule)
    project.wait_for(project.contacts)
    project.worker("-P", "solo")

    project.go_on()
    project.kill(first)
    killed = time.monotonic()

    project.wait_for(lambda: SUCCESS in project.history())
    assert time.monotonic() - killed < 25
    assert project.history() == [DIED, SUCCESS]


@endurance.only
def test_schedules_of_one_table_take_turns(project: Project) -> None:
    """Both are due at once: the second runs a moment after the first, and nobody has to look for what is overdue."""
    for _ in range(2):
        project.save_in_admin()
    project.let_pass(minutes=0)
    project.hold()
    project.worker("-P", "prefork", "-c", "2")
    schedules = [pk for (pk,) in project.execute('SELECT id FROM "orchestration"."sync_schedule"')]
    for schedule in schedules:
        project.send(schedule)
    worker = project.processes[-1]
    project.wait_for(lambda: "retry: Retry in" in project.log(worker))
    assert project.history() == [("running", None)]

    project.go_on()
    freed = time.monotonic()

    project.wait_for(lambda: project.history() == [SUCCESS, SUCCESS])
    assert time.monotonic() - freed < 25
    assert len(project.calls()) == 2


@endurance.only
def test_a_run_whose_process_in_the_worker_is_killed_is_run_again(project: Project) -> None:
    """As the kernel does when memory runs out; the worker itself lives, and gives the message back."""
    project.save_in_admin()
    schedule = project.let_pass()
    project.hold()
    project.worker("-P", "prefork", "-c", "2")
    project.send(schedule)
    project.wait_for(project.contacts)

    os.kill(project.calls()[0]["pid"], signal.SIGKILL)
    project.go_on()

    project.wait_for(lambda: SUCCESS in project.history())
    assert project.history() == [DIED, SUCCESS]
    assert project.contacts() == BOTH_PAGES
    assert len(project.calls()) == 2


def test_what_fails_is_recorded_and_due_again_at_its_next_time(project: Project) -> None:
    """Not before: a source that does not answer is not asked without end. A deleted schedule is no error."""
    project.save_in_admin(model_name="broken")
    schedule = project.let_pass()
    project.send(schedule, 3)
    project.send(schedule + 1)
    worker = project.worker("-P", "solo")

    project.wait_for(
        lambda: all(text in project.log(worker) for text in ("ConnectionError", "nothing is due", "deleted"))
    )
    time.sleep(0.2)

    assert project.history() == [("failed", "ConnectionError")]
    ((moved_on,),) = project.execute('SELECT next_run > now() FROM "orchestration"."sync_schedule"')
    assert moved_on
