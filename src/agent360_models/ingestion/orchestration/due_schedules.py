"""A schedule's run, once for each due time and at least once, whatever happens to messages and workers.

``next_run`` of the schedule is the due time that stands: it moves on when its run has ended, and not before. A
message that ``run_schedule`` is to be done, from beat or from ``deliver_overdue``, says no more than "look":

- The process that looks takes the schedule's lock, an advisory lock of PostgreSQL that goes when the process does.
  Whoever finds it held leaves the run to its holder.
- Under the lock it reads ``next_run``. A message that comes twice, or late, finds that the due time has moved on,
  and does nothing.
- A worker that is killed has moved nothing: the due time stands, and the lock is free. Some brokers deliver its
  message again, others lose it; ``take_over_dead`` finds within seconds the record of a run that nobody runs, and
  sends it again in any case. ``deliver_overdue`` does so where there is no record yet, after a minute.
- A run whose function raised has ended too: the history says that it failed, and the next one is the next due.
- Where another run fills the same table, the due time stands until that one is done; the message comes again soon.

What is left is a worker that dies between the end of the run and the step of ``next_run``: that run is repeated.
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

_EARLY = timedelta(seconds=5)  # as much may beat's clock be ahead of the worker's
_LATE = timedelta(minutes=1)  # as long may a message be under way
_LAST_DAYS = timedelta(days=7)  # of the mode force7

Clock = Callable[[], datetime]  # returns the present time


class Outcome(StrEnum):
    """The outcome of a message; the worker's log shows it."""

    DONE = "done"
    NOT_DUE = "nothing is due"
    UNDER_WAY = "another worker runs it"
    WAITS = "another run fills the same table; to be tried again"
    DISABLED = "disabled"
    GONE = "deleted"


def run_due(schedule_id: int, *, clock: Clock = timezone.now) -> Outcome:
    """Run a schedule, if it is due.

    Raises what its function raises, once that is recorded. The due time stands where no function is registered, which
    is ``ImproperlyConfigured``, and where no connection was free in time, which is ``RunRefusedError``.
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
            raise  # what was not run to its end is still due
        except Exception:
            with suppress(Error):  # of a server that is gone: then the due time stands
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
            f"Schedule {schedule_id} did not run, and stays due. {poolers.NO_CONNECTION} A schedule takes a third."
        ) from error


def overdue(*, clock: Clock = timezone.now) -> list[int]:
    """Return the keys of schedules that were due a while ago and that nobody runs, the longest due first."""
    return [schedule.pk for schedule in _waiting(clock() - _LATE)]


def dead(*, clock: Clock = timezone.now) -> list[int]:
    """Return the keys of schedules that are due, whose run began and has died, the longest due first.

    That is: a run is recorded as running, and nobody holds its locks.
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
    due = {_lock_of(row.pk): row for row in SyncSchedule.objects.using(alias).due(until)}
    under_way = locks.held_objects(due, using=alias) if due else set()
    return [row for name, row in due.items() if name not in under_way]


def _dead_runs(alias: str) -> set[tuple[str, str]]:
    """Return job and table of the runs that are recorded as running, and whose table nobody fills."""
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
    """Put the next due time in the place of the one that was run, by what the schedule says now."""
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
