"""A schedule's run and its due time, in one process and with a clock of the test's own."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from agent360_models import locks
from agent360_models.exceptions import RunLostError
from agent360_models.ingestion.hubspot.models import Contact
from agent360_models.ingestion.orchestration import due_schedules, registry
from agent360_models.ingestion.orchestration.due_schedules import Outcome, overdue, run_due
from agent360_models.ingestion.orchestration.factories import SyncScheduleFactory
from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule
from agent360_models.sync.runs import Run

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MARCH = datetime(2026, 3, 1, tzinfo=UTC)


def at(time: datetime) -> Callable[[], datetime]:
    return lambda: time


def a_schedule(**values: object) -> SyncSchedule:
    """Return a schedule of every hour that was due at noon, of a sync that is registered."""
    schedule = SyncScheduleFactory.create(**{"model_name": "contacts", **values})
    SyncSchedule.objects.filter(pk=schedule.pk).update(next_run=NOON)
    schedule.refresh_from_db()
    return schedule


def next_run(schedule: SyncSchedule) -> datetime | None:
    schedule.refresh_from_db()
    return schedule.next_run


@pytest.mark.parametrize("column", ["next_run", "last_run", "created_at"])
def test_a_time_that_python_cannot_read_stops_no_other_schedule(column: str) -> None:
    """SQL wrote it; the others are still found when they are due."""
    bad, good = a_schedule(), a_schedule()
    with connection.cursor() as cursor:
        cursor.execute(f"""UPDATE "orchestration"."sync_schedule" SET {column} = '-infinity' WHERE id = %s""", [bad.pk])

    found = overdue(clock=at(NOON + HOUR))

    assert good.pk in found
    assert (bad.pk in found) is (column != "next_run")  # no worker could read when it is due


class Source:
    """What the registered functions were asked for, and what they do then."""

    def __init__(self) -> None:
        self.asked: list[tuple[datetime | None, str]] = []
        self.then: Callable[[Run], object] = lambda this: this.upsert([{"id": "1"}], watermark=MARCH)

    def contacts(self, this: Run, *, since: datetime | None, mode: str) -> None:
        self.asked.append((since, mode))
        self.then(this)


@pytest.fixture(autouse=True)
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    source = Source()
    with monkeypatch.context() as patch:
        patch.setattr(registry, "_registered", {})
        registry.sync("hubspot", "contacts", model=Contact)(source.contacts)
        yield source


def test_a_due_time_is_run_once(source: Source) -> None:
    """The second message finds that it has moved on, by the interval and not by when the run took place."""
    schedule = a_schedule()

    assert run_due(schedule.pk, clock=at(NOON + timedelta(minutes=7))) == Outcome.DONE
    assert run_due(schedule.pk, clock=at(NOON + timedelta(minutes=8))) == Outcome.NOT_DUE

    assert len(source.asked) == 1
    assert next_run(schedule) == NOON + HOUR
    assert schedule.last_run == NOON + timedelta(minutes=7)


def test_the_run_is_in_the_history_with_what_it_was_asked_for() -> None:
    """Who scheduled it, and for when."""
    schedule = a_schedule(mode="full")

    run_due(schedule.pk, clock=at(NOON))

    run = SyncHistory.objects.get()
    assert (run.crm_source, run.sync_type, run.status, run.records_created) == ("hubspot", "contacts", "success", 1)
    assert run.performance_metrics is not None
    assert run.performance_metrics["details"] == {
        "schedule": schedule.pk,
        "due": "2026-05-04T12:00:00+00:00",
        "mode": "full",
        "since": None,
    }


@pytest.mark.parametrize(
    ("mode", "since"), [("delta", MARCH), ("full", None), ("force7", NOON + HOUR - timedelta(days=7))]
)
def test_the_mode_says_since_when(source: Source, mode: str, since: datetime | None) -> None:
    """The watermark of the runs before, everything, or the last seven days."""
    schedule = a_schedule(mode=mode)
    run_due(schedule.pk, clock=at(NOON))

    run_due(schedule.pk, clock=at(NOON + HOUR))

    assert source.asked[1] == (since, mode)


def test_the_first_delta_is_everything(source: Source) -> None:
    """There is no watermark yet."""
    run_due(a_schedule(mode="delta").pk, clock=at(NOON))

    assert source.asked == [(None, "delta")]


def test_due_times_that_were_missed_are_one_run(source: Source) -> None:
    """As after a night without workers: the next is the first that has not passed."""
    schedule = a_schedule()

    run_due(schedule.pk, clock=at(NOON + 8.5 * HOUR))

    assert next_run(schedule) == NOON + 9 * HOUR
    assert len(source.asked) == 1


@pytest.mark.parametrize(("early", "outcome"), [(4, Outcome.DONE), (6, Outcome.NOT_DUE)])
def test_a_message_may_be_a_little_early(early: int, outcome: Outcome) -> None:
    """Beat's clock and the worker's are not the same; the due time is, and what follows from it."""
    schedule = a_schedule()

    assert run_due(schedule.pk, clock=at(NOON - timedelta(seconds=early))) == outcome
    assert next_run(schedule) == (NOON + HOUR if outcome == Outcome.DONE else NOON)


def test_while_another_run_fills_the_table_the_due_time_stands(source: Source) -> None:
    """Whether it belongs to another schedule or to a command; it is no error."""
    schedule = a_schedule()

    with locks.hold_object("hubspot_contact", using="default"):
        assert run_due(schedule.pk, clock=at(NOON)) == Outcome.WAITS
    assert next_run(schedule) == NOON
    assert not SyncHistory.objects.exists()

    assert run_due(schedule.pk, clock=at(NOON)) == Outcome.DONE


def test_what_is_disabled_or_deleted_is_not_run(source: Source) -> None:
    """A message may still be under way."""
    schedule = a_schedule(enabled=False)

    assert run_due(schedule.pk, clock=at(NOON)) == Outcome.DISABLED
    assert run_due(schedule.pk + 1, clock=at(NOON)) == Outcome.GONE
    assert source.asked == []


def test_a_run_that_fails_has_happened(source: Source) -> None:
    """The history says so, and who asks next is the next due time; the worker's log has the error."""
    schedule = a_schedule()

    def fail(_this: Run) -> None:
        raise ConnectionError

    source.then = fail
    with pytest.raises(ConnectionError):
        run_due(schedule.pk, clock=at(NOON))

    assert next_run(schedule) == NOON + HOUR
    assert SyncHistory.objects.get().status == "failed"


@pytest.mark.parametrize("error", [RunLostError, SystemExit, KeyboardInterrupt])
def test_a_run_that_did_not_come_to_its_end_is_still_due(source: Source, error: type[BaseException]) -> None:
    """It lost its lock, or the worker was told to stop."""
    schedule = a_schedule()

    def stop(_this: Run) -> None:
        raise error

    source.then = stop
    with pytest.raises(error):
        run_due(schedule.pk, clock=at(NOON))

    assert next_run(schedule) == NOON


def test_where_no_function_is_registered_the_due_time_stands() -> None:
    """A worker of an older version may have taken the message; the error says what to write."""
    schedule = a_schedule(model_name="parts")

    with pytest.raises(ImproperlyConfigured, match=r"write @sync\('hubspot', 'parts', model=\.\.\.\)"):
        run_due(schedule.pk, clock=at(NOON))

    assert next_run(schedule) == NOON


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"every": 30, "period": "minutes"}, NOON + HOUR / 2),
        ({"enabled": False, "next_run": None}, None),
        ({"next_run": NOON + 5 * HOUR}, NOON + 5 * HOUR),
    ],
)
def test_what_was_changed_during_a_run_stands(
    source: Source, changes: dict[str, object], expected: datetime | None
) -> None:
    """The next due time is what the schedule says when the run ends."""
    schedule = a_schedule()
    source.then = lambda _this: SyncSchedule.objects.update(**changes)

    run_due(schedule.pk, clock=at(NOON))

    assert next_run(schedule) == expected
    assert schedule.last_run == NOON


def test_what_died_is_found_at_once(source: Source) -> None:
    """It is due, its record says that it runs, and nobody holds its locks; it need not be due for a minute."""
    schedule, other = a_schedule(), a_schedule(model_name="parts")
    later = a_schedule()
    SyncSchedule.objects.filter(pk=later.pk).update(next_run=NOON + HOUR)
    a_second = NOON + timedelta(seconds=1)
    assert due_schedules.dead(clock=at(a_second)) == []

    def exit_at_once(_this: Run) -> None:
        raise SystemExit

    source.then = exit_at_once
    with pytest.raises(SystemExit):
        run_due(schedule.pk, clock=at(NOON))
    SyncHistory.objects.update(status="running", end_time=None)  # as a process that is killed leaves it

    assert due_schedules.dead(clock=at(a_second)) == [schedule.pk]
    assert overdue(clock=at(a_second)) == []
    with locks.hold_object("hubspot_contact", using="default"):
        assert due_schedules.dead(clock=at(a_second)) == []
    with locks.hold_object(f'"orchestration"."sync_schedule" {schedule.pk}', using="default"):
        assert due_schedules.dead(clock=at(a_second)) == []
    source.then = lambda _this: None
    assert run_due(schedule.pk, clock=at(a_second)) == Outcome.DONE
    assert due_schedules.dead(clock=at(a_second)) == []
    assert next_run(other) == NOON


def test_what_is_overdue_is_what_nobody_runs() -> None:
    """The longest due first; not what has only just become due, is disabled, or is under way."""
    late, later, just_now, disabled, under_way = (a_schedule() for _ in range(5))
    SyncSchedule.objects.filter(pk=later.pk).update(next_run=NOON - HOUR)
    SyncSchedule.objects.filter(pk=just_now.pk).update(next_run=NOON + timedelta(minutes=2))
    SyncSchedule.objects.filter(pk=disabled.pk).update(enabled=False)

    with locks.hold_object(f'"orchestration"."sync_schedule" {under_way.pk}', using="default"):
        found = overdue(clock=at(NOON + timedelta(minutes=2)))
        assert run_due(under_way.pk, clock=at(NOON)) == Outcome.UNDER_WAY

    assert found == [later.pk, late.pk]
