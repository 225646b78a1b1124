"""The Celery tasks. Celery discovers them; only workers and beat import this module."""

import random
from typing import TYPE_CHECKING, Any

from celery import shared_task

from agent360_models.ingestion.orchestration import due_schedules as due
from agent360_models.ingestion.orchestration._beat import DELIVER_OVERDUE, RUN_SCHEDULE, TAKE_OVER_DEAD
from agent360_models.ingestion.orchestration.models import SyncSchedule

if TYPE_CHECKING:
    from celery import Task

__all__ = ["deliver_overdue", "run_schedule", "take_over_dead"]

# Retries while the table is busy: after a second, doubled each time, until deliver_overdue sends the next message.
_TRIES = 7
_LONGEST_WAIT = 15  # seconds


@shared_task(
    bind=True, name=RUN_SCHEDULE, acks_late=True, reject_on_worker_lost=True, ignore_result=True, max_retries=_TRIES
)
def run_schedule(self: "Task[Any, Any]", schedule_id: int) -> str:
    """Run a schedule if it is due, at least once for each due time; see ``due_schedules``.

    While another run fills the same table, the message is retried within seconds, without blocking a worker.
    """
    outcome = due.run_due(schedule_id)
    tries = self.request.retries
    if outcome is due.Outcome.WAITS and tries < _TRIES and not self.request.called_directly:
        # Jitter, so that waiting messages do not all retry at once.
        raise self.retry(countdown=min(2**tries, _LONGEST_WAIT) * random.uniform(0.75, 1.25))  # noqa: S311
    return outcome


@shared_task(name=TAKE_OVER_DEAD, ignore_result=True)
def take_over_dead() -> list[int]:
    """Send ``run_schedule`` again for due schedules whose run has died; detects them within seconds."""
    return _send(due.dead())


@shared_task(name=DELIVER_OVERDUE, ignore_result=True)
def deliver_overdue() -> list[int]:
    """Update beat's tables, and then send ``run_schedule`` again for overdue schedules that no process runs.

    A message expires if no worker takes it within a minute: the next message follows by then.
    """
    SyncSchedule.objects.sync_periodic_tasks()
    return _send(due.overdue())


def _send(schedule_ids: list[int]) -> list[int]:
    for schedule_id in schedule_ids:
        run_schedule.apply_async((schedule_id,), expires=60)
    return schedule_ids
