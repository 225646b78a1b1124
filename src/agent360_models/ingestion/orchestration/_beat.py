"""The rows of django-celery-beat, kept in step with the schedules.

Each schedule has one ``PeriodicTask``, which sends ``run_schedule``. It is known by its name, which says nothing but
the schedule's key. Two more, for all of them, send ``deliver_overdue`` every minute and ``take_over_dead`` every few
seconds. Where messages go (queue, priority, headers, expiry) is not said by a schedule: who edits that in beat's own
admin finds it kept.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import router, transaction
from django.utils import timezone

from agent360_models.ingestion.orchestration import _schedules
from agent360_models.ingestion.orchestration.models import SyncSchedule
from agent360_models.ingestion.orchestration.querysets import SyncScheduleQuerySet

RUN_SCHEDULE = "agent360.run_schedule"
DELIVER_OVERDUE = "agent360.deliver_overdue"
TAKE_OVER_DEAD = "agent360.take_over_dead"

# The PeriodicTasks that are for all schedules, with their intervals. A message that no worker has taken before the next
# one is sent lapses.
_WATCHES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "agent360 overdue syncs": (
        {"every": 1, "period": "minutes"},
        {
            "task": DELIVER_OVERDUE,
            "expire_seconds": 60,
            "description": "Sends syncs again that are due and did not run, as where a message was lost.",
        },
    ),
    "agent360 dead syncs": (
        {"every": 4, "period": "seconds"},
        {
            "task": TAKE_OVER_DEAD,
            "expire_seconds": 4,
            "description": "Sends syncs again whose run died, as with its worker.",
        },
    ),
}

MISSING = (
    "django-celery-beat is not installed: run `pip install agent360-models[celery]`,"
    " and add 'django_celery_beat' to INSTALLED_APPS."
)

# A schedule says all of this; the first three start the count of a task anew.
_RECURRENCE = ("interval_id", "crontab_id", "enabled")
_FIELDS = (*_RECURRENCE, "task", "args", "kwargs", "description", "solar_id", "clocked_id", "one_off", "start_time")

logger = logging.getLogger(__name__)


def is_installed() -> bool:
    return apps.is_installed("django_celery_beat")


def name_of(schedule_id: int) -> str:
    return f"agent360 schedule {schedule_id}"


def periodic_task(schedule: SyncSchedule) -> Any:
    """Return the ``PeriodicTask`` of a schedule, or ``None``.

    Raises ``ImproperlyConfigured`` where django-celery-beat is not installed.
    """
    if not is_installed():
        raise ImproperlyConfigured(MISSING)
    return _rows("PeriodicTask").filter(pk=schedule.periodic_task_id).first()


def follow_saved(*, instance: SyncSchedule, using: str, raw: bool = False, **_kwargs: object) -> None:
    def follow() -> None:
        for row in keep_in_step(SyncSchedule.objects.using(using).filter(pk=instance.pk).select_for_update()):
            instance.periodic_task_id, instance.next_run = row.periodic_task_id, row.next_run

    if is_installed() and not raw:
        _with_the_change(follow, using)


def follow_deleted(*, instance: SyncSchedule, using: str, **_kwargs: object) -> None:
    if is_installed():
        _with_the_change(partial(_delete, [name_of(instance.pk)]), using)


def _with_the_change(step: Callable[[], None], using: str) -> None:
    """Take the step in the transaction of the change; where beat's tables are on another alias, after it."""
    if _alias() == using:
        step()
    else:
        transaction.on_commit(step, using=using)


def keep_all_in_step(rows: SyncScheduleQuerySet) -> None:
    """Bring the ``PeriodicTask`` of each of these schedules in step, and delete those that no schedule has.

    A schedule locked by another session is skipped.

    Raises ``ImproperlyConfigured`` where django-celery-beat is not installed.
    """
    if not is_installed():
        raise ImproperlyConfigured(MISSING)
    # In this order: the schedule of a task that is there now was committed before.
    names = set(_rows("PeriodicTask").filter(task=RUN_SCHEDULE).values_list("name", flat=True))
    there = SyncSchedule.objects.using(rows.db).values_list("pk", flat=True)
    if orphans := names.difference(map(name_of, there)):
        _delete(orphans)
    keep_in_step(rows.select_for_update(skip_locked=True))


def keep_in_step(rows: SyncScheduleQuerySet, *, now: datetime | None = None) -> list[SyncSchedule]:
    """Bring the ``PeriodicTask`` of each of these schedules in step, in as many queries for many as for one.

    A recurrence that is new counts from now on, here as in beat; but a due time that has passed stands.
    """
    now = now or timezone.now()
    with transaction.atomic(using=rows.db), transaction.atomic(using=_alias()):
        found = list(rows.order_by("pk"))
        tasks = _write_tasks(found, now)
        changed = [row for row in found if _take_over(row, tasks[name_of(row.pk)], now)]
        SyncSchedule.objects.using(rows.db).bulk_update(changed, ["periodic_task_id", "next_run"])
        _keep_watch()
    return found


def _write_tasks(found: list[SyncSchedule], now: datetime) -> dict[str, Any]:
    """Make or mend the tasks, and return them by name; ``restarted`` on each tells whether it counts anew."""
    rows = _rows("PeriodicTask")
    tasks = {task.name: task for task in rows.filter(name__in=[name_of(row.pk) for row in found])}
    keys = _recurrence_keys(found)
    new, changed = [], []
    for row in found:
        task = tasks.setdefault(name_of(row.pk), rows.model(name=name_of(row.pk)))
        values = _values(row, keys.get(row.pk, {}))
        different = [field for field in _FIELDS if getattr(task, field) != values[field]]
        task.restarted = task.pk is None or not set(_RECURRENCE).isdisjoint(different)
        if task.restarted:
            task.last_run_at = now if values["enabled"] else None
        for field in different:
            setattr(task, field, values[field])
        if task.pk is None:
            new.append(task)
        elif different:
            changed.append(task)
    rows.bulk_create(new)
    rows.bulk_update(changed, [field.removesuffix("_id") for field in (*_FIELDS, "last_run_at")])
    if new or changed:
        _tell_beat()
    return tasks


def _values(row: SyncSchedule, key: Mapping[str, int]) -> dict[str, Any]:
    """Return what a schedule's task has to say; without a recurrence it never runs."""
    return {
        **dict.fromkeys(_FIELDS),
        "task": RUN_SCHEDULE,
        "args": json.dumps([row.pk]),
        "kwargs": "{}",
        "description": f"{row.name}: {row.crm_source} {row.model_name}, {row.mode}",
        "one_off": False,
        "enabled": bool(row.enabled and key),
        **key,
    }


def _take_over(row: SyncSchedule, task: Any, now: datetime) -> bool:
    """Set on a schedule what follows from its task; tell whether that changes anything."""
    before = row.periodic_task_id, row.next_run
    row.periodic_task_id = task.pk
    if not task.enabled:
        row.next_run = None
    elif row.next_run is None or (task.restarted and row.next_run > now):
        row.next_run = _schedules.next_run(row, since=now, now=now)
    return before != (row.periodic_task_id, row.next_run)


def _recurrence_keys(found: Iterable[SyncSchedule]) -> dict[int, dict[str, int]]:
    """Return the reference to beat's row for the recurrence of each schedule that has one."""
    intervals, crontabs = {}, {}
    for row in found:
        if faults := _schedules.faults(row):
            logger.error("Schedule %s never runs: %s", row.pk, faults)
        elif row.recurrence_type == row.Recurrence.CRONTAB:
            crontabs[row.pk] = {**_schedules.crontab_fields(row), "timezone": _schedules.celery_timezone()}
        elif row.period == row.Period.WEEKS:  # beat has none
            intervals[row.pk] = {"every": 7 * (row.every or 0), "period": "days"}
        else:
            intervals[row.pk] = {"every": row.every, "period": row.period}
    return {
        **_shared_rows("IntervalSchedule", "interval_id", intervals),
        **_shared_rows("CrontabSchedule", "crontab_id", crontabs),
    }


def _shared_rows(model_name: str, column: str, wanted: Mapping[int, dict[str, Any]]) -> dict[int, dict[str, int]]:
    """Return references to rows that say what is wanted; what is the same shares a row."""
    if not wanted:
        return {}
    rows, fields = _rows(model_name), list(next(iter(wanted.values())))
    known = {tuple(values): key for key, *values in rows.order_by("-pk").values_list("pk", *fields)}
    missing = {tuple(values.values()): values for values in wanted.values() if tuple(values.values()) not in known}
    for row in rows.bulk_create([rows.model(**values) for values in missing.values()]):
        known[tuple(getattr(row, field) for field in fields)] = row.pk
    return {pk: {column: known[tuple(values.values())]} for pk, values in wanted.items()}


def _keep_watch() -> None:
    there = set(_rows("PeriodicTask").filter(name__in=_WATCHES).values_list("name", flat=True))
    for name, (interval, values) in _WATCHES.items():
        if name not in there:
            key = _shared_rows("IntervalSchedule", "interval_id", {0: interval})[0]
            _rows("PeriodicTask").get_or_create(name=name, defaults={**values, **key})


def _delete(names: Iterable[str]) -> None:
    _rows("PeriodicTask").filter(name__in=names).delete()
    _tell_beat()


def _tell_beat() -> None:
    """Have beat read its tables anew, as after each change that sends no signals."""
    _model("PeriodicTasks").update_changed()


def _rows(model_name: str) -> Any:
    return _model(model_name)._default_manager.using(_alias())


def _alias() -> str:
    return router.db_for_write(_model("PeriodicTask"))


def _model(name: str) -> Any:
    return apps.get_app_config("django_celery_beat").get_model(name)
