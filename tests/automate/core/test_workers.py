"""Workers that are killed in the middle of a job: real processes, and no job is lost."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection

from agent360_models.automate.core.models import Event, Job
from agent360_models.automate.core.transitions import RunStatus

JOBS, SECONDS = 20, 60
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a worker; none outlives its test."""
    processes: list[subprocess.Popen[bytes]] = []
    names = ("NAME", "HOST", "PORT", "USER", "PASSWORD")
    database = json.dumps({name: connection.settings_dict[name] for name in names})

    def begin() -> "subprocess.Popen[bytes]":
        process = subprocess.Popen([sys.executable, "-m", "tests.automate.core.worker", database])
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_nothing(start: Start) -> None:
    """Each job is done, and only those under way at a kill were begun a second time."""
    due = datetime(2026, 3, 1, tzinfo=UTC)
    jobs = Job.objects.bulk_create([Job(type="slow", scheduled_at=due, max_attempts=9) for _ in range(JOBS)])
    killed = [start(), start()]

    for process in killed:
        wait_for(Job.objects.filter(status=RunStatus.RUNNING, lease_owner__endswith=f":{process.pid}").exists)
        process.kill()
        process.wait()
    start()
    wait_for(lambda: not Job.objects.active().exists())

    assert Job.objects.by_status(RunStatus.SUCCEEDED).count() == JOBS
    assert {job.result for job in Job.objects.all()} == {str(job.pk) for job in jobs}
    begun = Event.objects.filter(type="begun").count()
    attempts = sum(Job.objects.values_list("attempts", flat=True))
    # A job that was claimed and not begun when its worker was killed counts as an attempt too.
    assert JOBS <= begun <= attempts <= JOBS + len(killed)
