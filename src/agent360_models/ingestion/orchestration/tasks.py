"""The Celery tasks; Celery finds them by itself, and nothing but a worker or beat imports them."""

import random
from typing import TYPE_CHECKING, Any

from celery import shared_task

from agent360_models.ingestion.orchestration import due_schedules as due
from agent360_models.ingestion.orchestration._beat import DELIVER_OVERDUE, RUN_SCHEDULE, TAKE_OVER_DEAD
from agent360_models.ingestion.orchestration.models import SyncSchedule

if TYPE_CHECKING:
    from celery import Task

__all__ = ["deliver_overdue", "run_schedule", "take_over_dead"]

# Where the table is busy: after a second, and then twice as long each time, until deliver_overdue sends the next.
_TRIES = 7
_LONGEST_WAIT = 15  # seconds


@shared_task(
    bind=True, name=RUN_SCHEDULE, acks_late=True, reject_on_worker_lost=True, ignore_result=True, max_retries=_TRIES
)
def run_schedule(self: "Task[Any, Any]", schedule_id: int) -> str:
    """Run a schedule if it is due: at least once for each due time, as ``due_schedules`` tells.

    Where another run fills the same table, the message comes again within seconds, and holds up no worker meanwhile.
    """
    outcome = due.run_due(schedule_id)
    tries = self.request.retries
    if outcome is due.Outcome.WAITS and tries < _TRIES and not self.request.called_directly:
        # Not all that wait at the same moment.
        raise self.retry(countdown=min(2**tries, _LONGEST_WAIT) * random.uniform(0.75, 1.25))  # noqa: S311
    return outcome


@shared_task(name=TAKE_OVER_DEAD, ignore_result=True)
def take_over_dead() -> list[int]:
    """Send ``run_schedule`` again for what is due and whose run has died, a few seconds after that."""
    return _send(due.dead())


@shared_task(name=DELIVER_OVERDUE, ignore_result=True)
def deliver_overdue() -> list[int]:
    """Send ``run_schedule`` again for what is due and not under way, and bring beat's tables in step before.

    A message that no worker has taken within a minute lapses: by then the next one is on its way.
    """
    SyncSchedule.objects.sync_periodic_tasks()
    return _send(due.overdue())


def _send(schedule_ids: list[int]) -> list[int]:
    for schedule_id in schedule_ids:
        run_schedule.apply_async((schedule_id,), expires=60)
    return schedule_ids
