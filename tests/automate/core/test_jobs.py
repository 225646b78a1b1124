"""Jobs: who gets them, in which order, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from agent360_models.automate.core import handlers
from agent360_models.automate.core.factories import NOON, JobFactory
from agent360_models.automate.core.models import Job
from agent360_models.automate.core.transitions import RunStatus
from agent360_models.automate.exceptions import JobLostError, UnknownJobTypeError, WorkCancelledError
from agent360_models.exceptions import ClaimRefusedError, RunRefusedError
from tests.support import endurance
from tests.support.buffers import buffers_read
from tests.support.threads import many_at_once

LONG_AGO = timedelta(seconds=-1)  # a lease that has run out at once


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers._handlers, "_registered", {})


def does(function: Callable[[Job], object], job_type: str = "send_report") -> None:
    handlers.handler(job_type)(function)


def stored(*names: str) -> tuple[Any, ...]:
    row = Job.objects.get()
    return tuple(getattr(row, name) for name in names)


def lose_connection() -> None:
    """Have the server close this thread's connection, and leave it to others to notice."""
    with suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def fails(job: Job) -> None:
    raise TimeoutError("the mail server did not answer")


@pytest.mark.django_db
class TestClaim:
    def test_the_highest_priority_first_then_the_longest_due_then_the_oldest(self) -> None:
        """Only what is due, and nobody gets it a second time."""
        second, first, last = (JobFactory.create(priority=priority) for priority in (5, 9, -1))
        third = JobFactory.create(priority=5)
        earlier = JobFactory.create(priority=5, scheduled_at=NOON - timedelta(days=1))
        JobFactory.create(scheduled_at=timezone.now() + timedelta(minutes=1), priority=99)
        JobFactory.create(succeeded=True)
        expected = [first, earlier, second, third, last]

        assert list(Job.objects.due()) == expected
        assert Job.objects.claim(limit=3, worker="w") == expected[:3]
        assert Job.objects.claim(limit=10, worker="w") == expected[3:]
        assert Job.objects.claim() == []

    def test_a_claimed_job_says_whose_it_is(self) -> None:
        """And until when, by the clock of the server."""
        JobFactory.create()

        (job,) = Job.objects.claim(worker="worker-7", lease=timedelta(minutes=2))

        assert (job.status, job.lease_owner, job.attempts) == ("running", "worker-7", 1)
        assert stored("status", "lease_owner", "attempts", "claim") == ("running", "worker-7", 1, job.claim)
        assert job.started_at is not None
        assert job.lease_expires_at == job.started_at + timedelta(minutes=2)

    def test_only_the_types_that_were_asked_for(self) -> None:
        """Others wait for another worker."""
        JobFactory.create(type="other", priority=9)
        ours = JobFactory.create()

        assert Job.objects.claim(10, types=["send_report", "none"]) == [ours]
        assert Job.objects.claim(10, types=[]) == []

    @pytest.mark.parametrize("column", ["scheduled_at", "created_at"])
    @pytest.mark.parametrize("types", [None, ["send_report", "other"]])
    def test_a_moment_that_python_cannot_have_stops_no_other_job(self, column: str, types: list[str] | None) -> None:
        """The job that SQL gave such a moment stays where it is."""
        for name in ("send_report", "other"):
            JobFactory.create(type=name, priority=9)
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE automate_core_job SET {column} = '-infinity'")
        ours = [JobFactory.create(type=name, priority=9) for name in ("send_report", "other")]

        assert Job.objects.claim(10, types=types) == ours

    def test_a_filter_narrows_it(self) -> None:
        """As for any queryset."""
        _, ours = JobFactory.create_batch(2)

        assert Job.objects.filter(pk=ours.pk).claim(10) == [ours]

    def test_jobs_whose_lease_ran_out_come_back(self) -> None:
        """As often as they have attempts; what was to be cancelled is."""
        lost = JobFactory.create()
        dead = JobFactory.create(max_attempts=1)
        unwanted = JobFactory.create()
        Job.objects.claim(3, lease=LONG_AGO)
        Job.objects.filter(pk=unwanted.pk).cancel()

        (again,) = Job.objects.claim(3)

        assert (again, again.attempts) == (lost, 2)
        dead.refresh_from_db()
        unwanted.refresh_from_db()
        assert (dead.status, dead.error_redacted) == ("failed", "The worker let its lease run out.")
        assert (unwanted.status, unwanted.claim) == ("cancelled", None)
        assert dead.ended_at is not None
        assert Job.objects.release_lost() == 0

    def test_it_refuses_inside_atomic(self) -> None:
        """The job would come back with the rest while the worker does it."""
        JobFactory.create()

        with transaction.atomic(), pytest.raises(ClaimRefusedError, match="outside atomic"):
            Job.objects.claim()
        (job,) = Job.objects.claim()
        with transaction.atomic(), pytest.raises(RunRefusedError, match="The Job was not started inside"):
            job.execute()

    def test_the_queries_are_few(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        """However many jobs are claimed: what is lost, what is due (2), the claim, the jobs; two savepoints here."""
        JobFactory.create_batch(20)

        with django_assert_num_queries(5 + 4):
            assert len(Job.objects.claim(20)) == 20

    def test_the_plan_is_an_index_in_order(self) -> None:
        """Nothing is sorted, and what is done or not yet due is not read, however much there is."""
        later = timezone.now() + timedelta(days=1)
        Job.objects.bulk_create(
            [Job(type="x", status=RunStatus.SUCCEEDED, scheduled_at=NOON) for _ in range(3000)]
            + [Job(type="x", scheduled_at=later, priority=number % 3) for number in range(500)]
            + [Job(type="x", scheduled_at=NOON, priority=number % 3) for number in range(100)]
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE automate_core_job")

        due = Job.objects.due().select_for_update(skip_locked=True, no_key=True)[:10].explain()
        lost = Job.objects.filter(status=RunStatus.RUNNING, lease_expires_at__lt=timezone.now()).explain()

        assert "Index Scan using automate_core_job_due" in due
        assert "Sort" not in due
        assert "automate_core_job_lease" in lost

    def test_it_reads_little_however_much_there_is(self) -> None:
        """Of jobs that wait for their time, and of other types: an empty claim and one behind them cost the same."""
        later = timezone.now() + timedelta(days=1)
        Job.objects.bulk_create(
            [Job(type="retried", scheduled_at=later, priority=number % 3) for number in range(3000)]
            + [Job(type="other", scheduled_at=NOON, priority=number % 3) for number in range(3000)]
            + [Job(type="rare", scheduled_at=NOON) for _ in range(5)]
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE automate_core_job")

        for types, found in (
            (["none"], 0),
            (["retried", "none"], 0),
            (["rare"], 1),
            (["rare", "retried"], 1),
            (["rare", "other"], 1),
            (None, 1),
        ):
            with buffers_read() as counts:
                assert len(Job.objects.claim(types=types)) == found
            assert max(counts) < 100, types

    def test_several_types_are_claimed_in_one_order(self) -> None:
        """As if they were one, a page after the other, and past those that somebody else holds."""
        Job.objects.bulk_create(
            Job(type="abc"[number % 3], scheduled_at=NOON + timedelta(seconds=number // 4), priority=number % 2)
            for number in range(300)
        )
        expected = [job for job in Job.objects.due() if job.type != "c"]

        found = [Job.objects.claim(70, types=["a", "b", "none"]) for _ in range(3)]

        assert [job for jobs in found for job in jobs] == expected
        assert len(expected) == 200


@pytest.mark.django_db
class TestExecute:
    def test_the_handler_of_the_type_does_it(self) -> None:
        """What it returns is the result, with dates as text."""
        does(lambda job: {"customers": job.params["customers"], "at": NOON})
        JobFactory.create()
        (job,) = Job.objects.claim()

        result = job.execute()

        assert result == {"customers": [7, 8], "at": NOON}
        assert stored("status", "result") == ("succeeded", {"customers": [7, 8], "at": "2026-03-01T12:00:00Z"})
        assert (job.status, job.claim, job.error_redacted) == ("succeeded", None, "")
        assert job.get_progress() == {"status": "succeeded", "done": None, "total": None, "note": "", "percent": 100}

    def test_a_job_that_nobody_has_is_claimed_first(self) -> None:
        """If it is due, and nobody else has it."""
        does(lambda job: job.attempts)
        job = JobFactory.create()
        assert job.execute() == 1

        for other in (job, JobFactory.create(scheduled_at=timezone.now() + timedelta(hours=1))):
            with pytest.raises(JobLostError, match=rf"Job {other.pk} cannot be claimed"):
                other.execute()

        taken = JobFactory.create()
        Job.objects.claim()
        taken.refresh_from_db()
        with pytest.raises(JobLostError, match="cannot be claimed"):
            taken.execute()

    def test_an_error_is_recorded_and_goes_on(self) -> None:
        """The job waits longer each time, until it has no attempt left."""
        does(fails)
        job = JobFactory.create(max_attempts=3)
        waits = []
        for _ in range(3):
            Job.objects.update(scheduled_at=NOON)
            (job,) = Job.objects.claim()
            with pytest.raises(TimeoutError):
                job.execute()
            waits.append((job.status, round((job.scheduled_at - timezone.now()).total_seconds())))

        assert waits[:2] == [("pending", 30), ("pending", 60)]
        assert waits[2][0] == "failed"
        assert job.scheduled_at == NOON
        assert stored("error_redacted", "attempts", "claim") == (
            "TimeoutError: the mail server did not answer",
            3,
            None,
        )
        assert job.ended_at is not None

    def test_the_wait_has_an_end(self) -> None:
        """An hour, however often it failed."""
        assert Job(attempts=1).retry_delay() == timedelta(seconds=30)
        assert Job(attempts=40).retry_delay() == timedelta(hours=1)

    @pytest.mark.parametrize("result", [object(), {"a": float("nan")}, {1, 2}, "a\0b"], ids=range(4))
    def test_a_result_that_cannot_be_stored_is_a_failure(self, result: Any) -> None:
        """And not a job that runs for ever."""
        does(lambda _: result)
        JobFactory.create(max_attempts=1)
        (job,) = Job.objects.claim()

        with pytest.raises(Exception, match=r"JSON|json|Unicode|NUL"):
            job.execute()

        assert stored("status", "result") == ("failed", None)

    def test_a_type_without_a_handler_says_what_to_write(self) -> None:
        """It counts as an attempt: another worker may know the type."""
        JobFactory.create(type="unknown")
        (job,) = Job.objects.claim()

        with pytest.raises(UnknownJobTypeError, match=r"Write @handler\('unknown'\) above the function"):
            job.execute()

        assert stored("status", "attempts") == ("pending", 1)

    def test_a_worker_does_what_is_due(self, caplog: pytest.LogCaptureFixture) -> None:
        """One job after the other; a failure is logged without its message, and a type without a handler is left."""
        does(lambda job: job.pk)
        does(fails, "flaky")
        JobFactory.create_batch(2)
        JobFactory.create(type="flaky")
        unknown = JobFactory.create(type="unknown")

        assert Job.objects.run_due(worker="w", limit=1) == 1
        assert Job.objects.run_due(worker="w") == 2

        assert sorted(Job.objects.values_list("status", flat=True)) == ["pending", "pending", "succeeded", "succeeded"]
        unknown.refresh_from_db()
        assert unknown.attempts == 0
        assert [record.getMessage().partition(" (")[2] for record in caplog.records] == [
            "flaky) failed: TimeoutError. See its row."
        ]


@pytest.mark.django_db
class TestProgress:
    def test_it_is_stored_and_renews_the_lease(self) -> None:
        """Whoever asks sees how far the job is."""
        JobFactory.create()
        (job,) = Job.objects.claim(lease=timedelta(hours=1))
        Job.objects.update(lease_expires_at=NOON)

        job.set_progress(1, 4, "half of a half")

        progress = {"status": "running", "done": 1, "total": 4, "note": "half of a half", "percent": 25}
        assert job.get_progress() == Job.objects.get().get_progress() == progress
        assert stored("lease_expires_at")[0] > timezone.now() + timedelta(minutes=59)
        job.set_progress(2.5)
        assert Job.objects.get().get_progress()["percent"] is None

    def test_before_it_began_there_is_none(self) -> None:
        """Only a status."""
        progress = {"status": "pending", "done": None, "total": None, "note": "", "percent": None}

        assert JobFactory.create().get_progress() == progress

    def test_who_has_not_claimed_it_says_nothing(self) -> None:
        """Whoever has only read the row is not its worker."""
        JobFactory.create()
        Job.objects.claim()

        with pytest.raises(JobLostError, match="never claimed"):
            Job.objects.get().set_progress(1)


@pytest.mark.django_db
class TestCancel:
    def test_a_job_that_waits_is_cancelled_at_once(self) -> None:
        """And one that has ended is not."""
        job, done = JobFactory.create(), JobFactory.create(succeeded=True)

        assert (job.cancel(), done.cancel(), job.cancel()) == (True, False, False)

        assert (job.status, done.status, done.cancel_requested) == ("cancelled", "succeeded", False)
        assert job.ended_at is not None
        assert not Job.objects.due().exists()

    def test_a_running_job_learns_of_it_at_its_next_progress(self) -> None:
        """It may tidy up before it lets the error pass."""
        tidied = []

        def works(job: Job) -> None:
            job.set_progress(1, 2)
            assert Job.objects.get().cancel()
            assert Job.objects.get().status == "running"
            try:
                job.set_progress(2, 2)
            except WorkCancelledError:
                tidied.append(job.pk)
                raise

        does(works)
        job = JobFactory.create()

        assert job.execute() is None

        assert tidied == [job.pk]
        assert stored("status", "progress") == ("cancelled", {"done": 1, "total": 2, "note": ""})

    def test_a_handler_that_does_not_look_ends_as_it_ends(self) -> None:
        """With its result; or, if it fails, it is not tried again."""
        does(lambda job: Job.objects.get(pk=job.pk).cancel())
        job = JobFactory.create()
        assert job.execute() is True
        assert job.status == "succeeded"

        def cancelled_and_failed(job: Job) -> None:
            Job.objects.get(pk=job.pk).cancel()
            raise TimeoutError

        does(cancelled_and_failed, "other")
        job = JobFactory.create(type="other")
        with pytest.raises(TimeoutError):
            job.execute()
        assert (job.status, job.error_redacted) == ("cancelled", "TimeoutError")

    def test_a_job_is_done_again(self) -> None:
        """From its first attempt on; not one that succeeded or runs."""
        does(lambda _: "done")
        job, done = JobFactory.create(failed=True), JobFactory.create(succeeded=True)

        assert (job.requeue(), done.requeue()) == (True, False)

        assert (job.status, job.attempts, job.ended_at) == ("pending", 0, None)
        assert job.execute() == "done"


@pytest.mark.django_db
def test_a_worker_whose_lease_ran_out_overwrites_nothing() -> None:
    """Whatever it does; the new owner's outcome stands."""
    outcomes: list[str] = []

    def works(job: Job) -> str:
        if job.attempts > 1:
            return "the second worker's"
        (second,) = Job.objects.claim(worker="second")
        outcomes.append(second.execute())
        for _ in range(2):
            with pytest.raises(JobLostError, match="does not belong to this worker"):
                job.set_progress(1)
            job.refresh_from_db()  # which makes nobody else's claim its own
        return "the first worker's"

    does(works)
    JobFactory.create()
    (first,) = Job.objects.claim(worker="first", lease=LONG_AGO)

    with pytest.raises(JobLostError, match="does not belong to this worker"):
        first.execute()
    first.save()

    assert outcomes == ["the second worker's"]
    assert stored("status", "result", "lease_owner") == ("succeeded", "the second worker's", "second")


@pytest.mark.django_db
def test_a_late_failure_overwrites_nothing_either() -> None:
    """The job is the second worker's, and still running."""

    def works(job: Job) -> None:
        Job.objects.claim(worker="second")
        raise TimeoutError

    does(works)
    JobFactory.create()
    (first,) = Job.objects.claim(worker="first", lease=LONG_AGO)

    with pytest.raises(JobLostError):
        first.execute()

    assert stored("status", "error_redacted", "lease_owner") == (
        "running",
        "The worker let its lease run out.",
        "second",
    )


@pytest.mark.django_db
def test_saving_a_job_writes_what_was_asked_for_alone() -> None:
    """Whatever a worker has done since it was read."""
    stale = JobFactory.create()
    (job,) = Job.objects.claim()
    job.set_progress(1, 2)
    stale.priority = 7

    stale.save()

    assert stored("priority", "status", "attempts", "claim") == (7, "running", 1, job.claim)
    job.set_progress(2, 2)


class TestHandlers:
    def test_the_module_jobs_of_an_installed_app_is_found(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
    ) -> None:
        """Without a line anywhere else."""
        app = tmp_path / "depot_jobs"
        app.mkdir()
        (app / "__init__.py").touch()
        (app / "jobs.py").write_text(
            "from agent360_models.automate.core.handlers import handler\n"
            "@handler('count_parts')\n"
            "def count_parts(job): return 7\n"
        )
        monkeypatch.syspath_prepend(tmp_path)

        settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "depot_jobs"]

        assert handlers.types() == ["count_parts"]
        assert handlers.find("count_parts")(None) == 7

    def test_one_function_for_one_type(self) -> None:
        """The same one again, as after a reload, is no other."""
        does(fails)
        does(fails)

        with pytest.raises(ImproperlyConfigured, match="are both registered for 'send_report'"):
            does(print)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_meanwhile_fails_no_job() -> None:
    """The handler took longer than the server waits for the next query."""
    does(lambda _: lose_connection())
    JobFactory.create()
    (job,) = Job.objects.claim()

    job.execute()

    assert stored("status") == ("succeeded",)


@pytest.fixture
def two_hundred() -> list[UUID]:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    Job.objects.bulk_create(Job(type="xxy"[n % 3], scheduled_at=moment, priority=n % 7) for n in range(200))
    return list(Job.objects.due().values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("limit", "types"), [pytest.param(1, None, marks=endurance.only), (3, ["x", "y"])])
def test_twenty_workers_get_each_job_once(two_hundred: list[UUID], limit: int, types: list[str] | None) -> None:
    """And each its own in order."""
    place = {pk: number for number, pk in enumerate(two_hundred)}

    def work() -> list[int]:
        mine: list[int] = []
        while jobs := Job.objects.claim(limit, types=types):
            mine += [place[job.pk] for job in jobs]
        return mine

    found: Any = many_at_once(*[work] * 20)

    assert sorted(number for mine in found for number in mine) == list(range(200))
    assert [mine for mine in found if mine != sorted(mine)] == []
    assert Job.objects.filter(status=RunStatus.RUNNING, attempts=1).count() == 200


@pytest.mark.django_db(transaction=True)
def test_whoever_cancels_and_whoever_claims_agree() -> None:
    """A job is cancelled at once, or its worker hears of it; none is both or neither."""
    jobs = [Job.objects.create(type="x", scheduled_at=NOON) for _ in range(20)]

    many_at_once(*[lambda: Job.objects.claim(5)] * 10, *[job.cancel for job in jobs])

    rows = Job.objects.all()
    assert {(row.status, row.cancel_requested) for row in rows} <= {("running", True), ("cancelled", True)}
    assert rows.filter(status=RunStatus.CANCELLED, claim__isnull=False).count() == 0
    assert rows.filter(attempts=F("max_attempts")).count() == 0
