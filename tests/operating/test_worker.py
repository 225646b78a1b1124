"""Workers: they do what is due, stop when told to, and outlive a server that closes their connection."""

import json
import logging
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections
from django.db.models import Q

from agent360_models.agent360.system.models import SyncLog
from agent360_models.automate.core import handlers
from agent360_models.automate.core.models import Job
from agent360_models.operating.handlers import Handlers
from agent360_models.operating.look import look
from agent360_models.operating.queues import Hand, Queue, one_by_one, queues
from agent360_models.operating.worker import Limits, Stop, work

ROOT = Path(__file__).parents[2]
SECONDS = 20  # until a wait is a failure


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the jobs that were handled; their type is ``t``."""
    done: list[Any] = []
    monkeypatch.setattr(handlers._handlers, "_registered", {"t": lambda job: done.append(job.pk)})
    return done


def command(*options: str) -> str:
    out = StringIO()
    call_command("agent360", "work", *options, stdout=out)
    return out.getvalue()


def jobs(number: int) -> None:
    Job.objects.bulk_create(Job(type="t") for _ in range(number))


def a_queue(turn: Callable[[Hand], int]) -> Queue:
    return Queue(name="q", model=Job, waiting=Q(), due=Q(), due_since="scheduled_at", turn=turn)


@pytest.mark.django_db
class TestCommand:
    def test_once(self, handled: list[Any]) -> None:
        """Until nothing is due."""
        jobs(3)
        Job.objects.create(type="t", params={}).cancel()

        assert re.fullmatch(r"jobs: 3 done, empty, in \d+\.\d s\.\n", command("jobs", "--once"))
        assert len(handled) == 3

    def test_limit(self, handled: list[Any]) -> None:
        jobs(3)

        assert command("jobs", "--limit", "2").startswith("jobs: 2 done, limit,")
        assert command("jobs", "--max-seconds", "0.3").startswith("jobs: 1 done, time,")

    def test_memory(self, handled: list[Any]) -> None:
        """The process has more than a megabyte before it begins."""
        assert command("jobs", "--max-memory", "1").startswith("jobs: 0 done, memory,")

    def test_no_handler(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A worker that can do nothing says so, instead of looking for ever."""
        monkeypatch.setattr(handlers._handlers, "_registered", {})

        with pytest.raises(CommandError, match="No handler is registered for jobs: write @handler"):
            command("jobs", "--once")

    @pytest.mark.parametrize("name", ["sms", "nothing"])
    def test_no_such_queue(self, name: str) -> None:
        with pytest.raises(CommandError, match=f"has a queue '{name}' for workers. Choose from: jobs"):
            command(name)


class TestLoop:
    def test_it_goes_on_after_a_lost_connection(self, caplog: pytest.LogCaptureFixture) -> None:
        turns: list[int] = []

        def turn(_hand: Hand) -> int:
            turns.append(1)
            if len(turns) == 1:
                raise OperationalError("the connection is lost")
            return 1

        with caplog.at_level(logging.INFO, "agent360_models.operating"):
            outcome = work(a_queue(turn), using="default", limits=Limits(messages=2))

        assert (outcome.done, outcome.reason) == (2, "limit")
        events = [(record.event, record.queue) for record in caplog.records]  # type: ignore[attr-defined]
        assert events == [("work.begin", "q"), ("work.retry", "q"), ("work.end", "q")]
        assert caplog.records[-1].done == 2  # type: ignore[attr-defined]

    def test_once_does_not_wait_for_a_server(self) -> None:
        with pytest.raises(OperationalError):
            work(a_queue(fail), using="default", once=True)

    def test_pauses_grow(self) -> None:
        """While nothing is due, up to the longest."""
        turns: list[float] = []

        def turn(_hand: Hand) -> int:
            turns.append(time.monotonic())
            return 0

        work(a_queue(turn), using="default", limits=Limits(seconds=1.0), poll=0.3)

        assert 4 <= len(turns) <= 6  # at 0, 0.1, 0.3, 0.6 and 0.9 seconds

    def test_what_was_not_begun_is_given_back(self) -> None:
        """Where the worker is told to stop, where the time is over, and where one fails."""
        stop, given, settled = Stop(), list[int](), list[int]()
        hand = Hand(using="default", limit=None, stopped=stop)

        def settle(number: int) -> None:
            settled.append(number)
            if number == 2:
                stop.ask()

        assert one_by_one([1, 2, 3, 4], hand, settle=settle, give_back=given.append) == 2
        assert (settled, given) == ([1, 2], [3, 4])
        given.clear()
        hand = Hand(using="default", limit=None, stopped=Stop())
        with pytest.raises(OperationalError):
            one_by_one([0, 1], hand, settle=fail, give_back=given.append)
        assert given == [1]

    def test_a_stop_within_a_pause(self) -> None:
        stop = Stop()
        threading.Timer(0.2, stop.ask).start()

        outcome = work(a_queue(lambda _hand: 0), using="default", stop=stop, poll=30)

        assert outcome.reason == "stopped"
        assert outcome.seconds < 5


def fail(_anything: object) -> int:
    raise OperationalError("no server")


class TestRegistry:
    def test_a_project_has_queues_of_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Named by an ``AppConfig``, as those of ours are."""
        shop = apps.get_app_config("shop")
        monkeypatch.setattr(shop, "queues", (f"{__name__}.OWN",), raising=False)

        assert [queue.name for queue in queues()] == ["jobs", "own"]

    def test_two_of_one_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(apps.get_app_config("shop"), "queues", [f"{__name__}.OWN"] * 2, raising=False)

        with pytest.raises(ImproperlyConfigured, match="own"):
            queues()

    @pytest.mark.django_db
    def test_it_is_watched_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(apps.get_app_config("shop"), "queues", (f"{__name__}.OWN",), raising=False)

        assert [queue.name for queue in look().queues] == ["jobs", "own"]

    def test_two_functions_of_one_name(self) -> None:
        found = Handlers("nothing_of_this_name")
        found.register("a", test_a_process_ends_well)
        found.register("a", test_a_process_ends_well)

        with pytest.raises(ImproperlyConfigured, match="keep one of them"):
            found.register("a", jobs)
        assert found.names() == ["a"]


OWN = Queue(name="own", model=SyncLog, waiting=Q(sl_status="running"), due=Q(), due_since="sl_started_at")


# Processes


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Return a function that starts the line that the docs give to systemd."""
    page = (ROOT / "docs" / "how-to" / "operate.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^ExecStart=\S+/python manage\.py (agent360 work %i .*)$", page, re.MULTILINE)
    databases = {
        alias: {key: connections[alias].settings_dict[key] for key in ("ENGINE", "NAME", "USER", "HOST", "PORT")}
        for alias in ("default", "crm", "crm_replica")
    }
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.operating.project",
        "OPERATING_DATABASES": json.dumps(databases),
    }
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        arguments = shlex.split(line.replace("%i", "jobs"))
        process = subprocess.Popen(
            [sys.executable, "-m", "django", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True, databases=["default", "crm", "crm_replica"])  # the process checks all
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_process_ends_well(worker: Callable[[], subprocess.Popen[str]]) -> None:
    """It outlives a session that the server ended, finishes the job in hand at SIGTERM, and begins no other."""
    first = Job.objects.create(type="operating.slow", params={"seconds": 0})
    process = worker()
    wait_for(lambda: Job.objects.get(pk=first.pk).status == "succeeded")
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )

    in_hand = Job.objects.create(type="operating.slow", params={"seconds": 1}, priority=1)
    waiting = Job.objects.create(type="operating.slow", params={"seconds": 0})
    wait_for(lambda: Job.objects.get(pk=in_hand.pk).status == "running")
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=SECONDS)

    assert process.returncode == 0, said
    assert "jobs: 2 done, stopped" in said
    assert Job.objects.get(pk=in_hand.pk).status == "succeeded"
    assert Job.objects.get(pk=waiting.pk).status == "pending"
    assert not Job.objects.filter(lease_expires_at__isnull=False).exists()
