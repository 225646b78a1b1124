"""Runs of schedules: at least once per due time, and normally exactly once, even if messages or workers are lost.

``next_run`` of the schedule is the current due time. It moves on only when the run for it has ended. A message
``run_schedule``, from beat or from ``deliver_overdue``, only tells a worker to check the schedule:

- The worker takes the schedule's lock, a PostgreSQL advisory lock that is released when the process ends. If another
  process holds the lock, the worker leaves the run to that process.
- Under the lock, the worker reads ``next_run``. For a duplicate or late message, the due time has already moved on,
  and the worker does nothing.
- A killed worker has not moved the due time, and its lock is free. Some brokers redeliver its message, others lose
  it. In any case, ``take_over_dead`` finds the recorded run without a process within seconds, and sends the message
  again. If the run is not recorded yet, ``deliver_overdue`` sends the message again after a minute.
- A run whose function raised has ended too: the history records the failure, and the schedule waits for its next due
  time.
- While another run fills the same table, the due time does not move; the message is retried soon.

One case remains: a worker dies after the end of a run and before it moves ``next_run``. That run is repeated.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured
from django.db import Error, OperationalError, router, transaction
from django.utils import timezone

from agent360_models import locks, poolers
from agent360_models.exceptions import RunLostError, RunRefusedError, RunSkippedError
from agent360_models.ingestion.orchestration import _schedules, registry
from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule
from agent360_models.sync.runs import Run, run
from agent360_models.transactions import reconnect_if_lost

__all__ = ["Clock", "Outcome", "dead", "overdue", "run_due"]

_EARLY = timedelta(seconds=5)  # tolerance for a beat clock that is ahead of the worker's
_LATE = timedelta(minutes=1)  # time that a message may take to arrive
_LAST_DAYS = timedelta(days=7)  # range of the mode force7

Clock = Callable[[], datetime]  # returns the current time


class Outcome(StrEnum):
    """Outcome of a message, as the worker's log shows it."""

    DONE = "done"
    NOT_DUE = "nothing is due"
    UNDER_WAY = "another worker runs it"
    WAITS = "another run fills the same table; to be tried again"
    DISABLED = "disabled"
    GONE = "deleted"


def run_due(schedule_id: int, *, clock: Clock = timezone.now) -> Outcome:
    """Run a schedule if it is due.

    Raises the exception of the schedule's function, after recording it. Raises ``ImproperlyConfigured`` if no function
    is registered, and ``RunRefusedError`` if no connection was free in time; the schedule then stays due.
    """
    alias = router.db_for_write(SyncSchedule)
    reconnect_if_lost(alias)
    with ExitStack() as stack:
        with _said_if_exhausted(schedule_id):
            if stack.enter_context(locks.hold_object(_lock_of(schedule_id), using=alias)) is None:
                return Outcome.UNDER_WAY
            schedule = SyncSchedule.objects.using(alias).filter(pk=schedule_id).first()
        if schedule is None:
            return Outcome.GONE
        if not schedule.enabled:
            return Outcome.DISABLED
        began = clock()
        if schedule.next_run is None or schedule.next_run > began + _EARLY:
            return Outcome.NOT_DUE
        registered = registry.find(schedule.crm_source, schedule.model_name)
        if registered is None:
            raise ImproperlyConfigured(registry.missing(schedule.crm_source, schedule.model_name))
        try:
            _run(schedule, registered, began)
        except RunSkippedError:
            return Outcome.WAITS
        except (RunLostError, RunRefusedError):
            raise  # the run did not end, so the schedule stays due
        except Exception:
            with suppress(Error):  # if the server is down, the schedule stays due
                _move_on(schedule, began, clock())
            raise
        _move_on(schedule, began, clock())
        return Outcome.DONE


@contextmanager
def _said_if_exhausted(schedule_id: int) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if not poolers.is_exhausted(error):
            raise
        raise RunRefusedError(
            f"Schedule {schedule_id} did not run, and stays due. {poolers.NO_CONNECTION} A schedule needs a third."
        ) from error


def overdue(*, clock: Clock = timezone.now) -> list[int]:
    """Return the keys of schedules that are overdue and that no process runs, the longest due first."""
    return [schedule.pk for schedule in _waiting(clock() - _LATE)]


def dead(*, clock: Clock = timezone.now) -> list[int]:
    """Return the keys of due schedules whose run has died, the longest due first.

    A run has died if it is recorded as running and no session holds its locks.
    """
    found: list[int] = []
    runs: dict[str, set[tuple[str, str]]] = {}
    for schedule in _waiting(clock() + _EARLY):
        registered = registry.find(schedule.crm_source, schedule.model_name)
        if registered is not None:
            alias = router.db_for_write(registered.model)
            if alias not in runs:
                runs[alias] = _dead_runs(alias)
            if (_job_of(schedule), registered.model._meta.db_table) in runs[alias]:
                found.append(schedule.pk)
    return found


def _waiting(until: datetime) -> list[SyncSchedule]:
    alias = router.db_for_write(SyncSchedule)
    reconnect_if_lost(alias)
    # Without the times, since Python cannot read each: one such row must not stop the others.
    rows = SyncSchedule.objects.using(alias).due(until).only("crm_source", "model_name")
    due = {_lock_of(row.pk): row for row in rows}
    under_way = locks.held_objects(due, using=alias) if due else set()
    return [row for name, row in due.items() if name not in under_way]


def _dead_runs(alias: str) -> set[tuple[str, str]]:
    """Return job and table of the runs that are recorded as running while no session holds the table's lock."""
    running = SyncHistory.objects.using(alias).running().filter(configuration__has_keys=["job", "table"])
    runs = set(running.values_list("configuration__job", "configuration__table"))
    alive = locks.held_objects({table for _, table in runs}, using=alias) if runs else set()
    return {(job, table) for job, table in runs if table not in alive}


def _job_of(schedule: SyncSchedule) -> str:
    return f"{schedule.crm_source} {schedule.model_name}"


def _lock_of(schedule_id: int) -> str:
    return f"{SyncSchedule._meta.db_table} {schedule_id}"


def _run(schedule: SyncSchedule, registered: registry.Registered, began: datetime) -> None:
    with run(registered.model, job=_job_of(schedule), source=schedule.model_name) as this:
        since = _since(schedule.mode, this, began)
        this.details.update(schedule=schedule.pk, due=_text(schedule.next_run), mode=schedule.mode, since=_text(since))
        registered.function(this, since=since, mode=schedule.mode)


def _since(mode: str, this: Run, began: datetime) -> datetime | None:
    if mode == SyncSchedule.Mode.FULL:
        return None
    return this.watermark if mode == SyncSchedule.Mode.DELTA else began - _LAST_DAYS


def _text(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _move_on(ran: SyncSchedule, began: datetime, now: datetime) -> None:
    """Replace the due time of the run with the next one, computed from the schedule's current recurrence."""
    rows = SyncSchedule.objects.using(ran._state.db).filter(pk=ran.pk)
    reconnect_if_lost(rows.db)
    with transaction.atomic(using=rows.db):
        schedule = rows.select_for_update().first()
        if schedule is None:
            return
        due = schedule.next_run
        if due is not None and due == ran.next_run:
            due = _schedules.next_run(schedule, since=due, now=now)
        rows.update(last_run=began, next_run=due)
