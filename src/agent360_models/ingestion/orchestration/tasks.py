"""The Celery tasks; Celery finds them by itself, and nothing but a worker or beat imports them."""

from celery import shared_task

from agent360_models.ingestion.orchestration import due_schedules as due
from agent360_models.ingestion.orchestration._beat import DELIVER_OVERDUE, RUN_SCHEDULE
from agent360_models.ingestion.orchestration.models import SyncSchedule

__all__ = ["deliver_overdue", "run_schedule"]


@shared_task(name=RUN_SCHEDULE, acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def run_schedule(schedule_id: int) -> str:
    """Run a schedule if it is due: at least once for each due time, as ``due_schedules`` tells."""
    return due.run_due(schedule_id)


@shared_task(name=DELIVER_OVERDUE, ignore_result=True)
def deliver_overdue() -> list[int]:
    """Send ``run_schedule`` again for what is due and not under way, and bring beat's tables in step before.

    A message that no worker has taken within a minute lapses: by then the next one is on its way.
    """
    SyncSchedule.objects.sync_periodic_tasks()
    overdue = due.overdue()
    for schedule_id in overdue:
        run_schedule.apply_async((schedule_id,), expires=60)
    return overdue
