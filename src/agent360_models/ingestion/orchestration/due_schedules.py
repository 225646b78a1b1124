"""A schedule's run, once for each due time and at least once, whatever happens to messages and workers.

``next_run`` of the schedule is the due time that stands: it moves on when its run has ended, and not before. A
message that ``run_schedule`` is to be done, from beat or from ``deliver_overdue``, says no more than "look":

- The process that looks takes the schedule's lock, an advisory lock of PostgreSQL that goes when the process does.
  Whoever finds it held leaves the run to its holder.
- Under the lock it reads ``next_run``. A message that comes twice, or late, finds that the due time has moved on,
  and does nothing.
- A worker that is killed has moved nothing: the due time stands, and the lock is free. Some brokers deliver its
  message again, others lose it; ``deliver_overdue`` finds the due time passed, and sends it again in any case.
- A run whose function raised has ended too: the history says that it failed, and the next one is the next due.
- Where another run fills the same table, the due time stands until that one is done.

What is left is a worker that dies between the end of the run and the step of ``next_run``: that run is repeated.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured
from django.db import Error, router, transaction
from django.utils import timezone

from agent360_models import locks
from agent360_models.exceptions import RunLostError, RunRefusedError, RunSkippedError
from agent360_models.ingestion.orchestration import _schedules, registry
from agent360_models.ingestion.orchestration.models import SyncSchedule
from agent360_models.sync.runs import Run, run
from agent360_models.transactions import reconnect_if_lost

__all__ = ["Clock", "Outcome", "overdue", "run_due"]

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

    Raises what its function raises, once that is recorded, and ``ImproperlyConfigured`` where no function is
    registered; then the due time stands.
    """
    alias = router.db_for_write(SyncSchedule)
    with locks.hold_object(_lock_of(schedule_id), using=alias) as lock:
        if lock is None:
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


def overdue(*, clock: Clock = timezone.now) -> list[int]:
    """Return the keys of schedules that were due a while ago and that nobody runs, the longest due first."""
    alias = router.db_for_write(SyncSchedule)
    due = SyncSchedule.objects.using(alias).filter(enabled=True, next_run__lte=clock() - _LATE)
    keys = {_lock_of(key): key for key in due.order_by("next_run").values_list("pk", flat=True)}
    under_way = locks.held_objects(keys, using=alias)
    return [key for name, key in keys.items() if name not in under_way]


def _lock_of(schedule_id: int) -> str:
    return f"{SyncSchedule._meta.db_table} {schedule_id}"


def _run(schedule: SyncSchedule, registered: registry.Registered, began: datetime) -> None:
    job = f"{schedule.crm_source} {schedule.model_name}"
    with run(registered.model, job=job, source=schedule.model_name) as this:
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
