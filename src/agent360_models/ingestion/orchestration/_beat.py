"""Synchronisation of django-celery-beat's rows with the schedules.

Each schedule has one ``PeriodicTask``, which sends ``run_schedule``. Its name contains the schedule's key and
identifies it. Two further tasks send ``deliver_overdue`` every minute and ``take_over_dead`` every few seconds. A
schedule does not set the queue, priority, headers or expiry of messages. Edits of these in beat's own admin are kept.
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

from agent360_models.fields._unreadable import readable
from agent360_models.ingestion.orchestration import _schedules
from agent360_models.ingestion.orchestration.models import SyncSchedule
from agent360_models.ingestion.orchestration.querysets import SyncScheduleQuerySet

RUN_SCHEDULE = "agent360.run_schedule"
DELIVER_OVERDUE = "agent360.deliver_overdue"
TAKE_OVER_DEAD = "agent360.take_over_dead"

# The PeriodicTasks that serve all schedules, with their intervals. A message expires when the next one is sent.
_WATCHES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "agent360 overdue syncs": (
        {"every": 1, "period": "minutes"},
        {
            "task": DELIVER_OVERDUE,
            "expire_seconds": 60,
            "description": "Sends due syncs again if they did not run, for example after a lost message.",
        },
    ),
    "agent360 dead syncs": (
        {"every": 4, "period": "seconds"},
        {
            "task": TAKE_OVER_DEAD,
            "expire_seconds": 4,
            "description": "Sends syncs again if their run died, for example with its worker.",
        },
    ),
}

MISSING = (
    "django-celery-beat is not installed: run `pip install agent360-models[celery]`,"
    " and add 'django_celery_beat' to INSTALLED_APPS."
)

# The fields of a task that its schedule determines; a change of the first three restarts the task's interval.
_RECURRENCE = ("interval_id", "crontab_id", "enabled")
# The columns of a schedule that are read; the other times may be ones that Python cannot read.
_READ = [f.name for f in SyncSchedule._meta.fields if f.name not in ("last_run", "created_at", "updated_at")]
_FIELDS = (*_RECURRENCE, "task", "args", "kwargs", "description", "solar_id", "clocked_id", "one_off", "start_time")

logger = logging.getLogger(__name__)


def is_installed() -> bool:
    return apps.is_installed("django_celery_beat")


def name_of(schedule_id: int) -> str:
    return f"agent360 schedule {schedule_id}"


def periodic_task(schedule: SyncSchedule) -> Any:
    """Return the ``PeriodicTask`` of a schedule, or ``None``.

    Raises ``ImproperlyConfigured`` if django-celery-beat is not installed.
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
    """Run the step in the transaction of the change, or after its commit if beat's tables are on another alias."""
    if _alias() == using:
        step()
    else:
        transaction.on_commit(step, using=using)


def keep_all_in_step(rows: SyncScheduleQuerySet) -> None:
    """Update the ``PeriodicTask`` of each of these schedules, and delete tasks without a schedule.

    A schedule locked by another session is skipped.

    Raises ``ImproperlyConfigured`` if django-celery-beat is not installed.
    """
    if not is_installed():
        raise ImproperlyConfigured(MISSING)
    # Tasks first, schedules second: the schedule of every task found here was committed before the second query.
    names = set(_rows("PeriodicTask").filter(task=RUN_SCHEDULE).values_list("name", flat=True))
    there = SyncSchedule.objects.using(rows.db).values_list("pk", flat=True)
    if orphans := names.difference(map(name_of, there)):
        _delete(orphans)
    keep_in_step(rows.select_for_update(skip_locked=True))


def keep_in_step(rows: SyncScheduleQuerySet, *, now: datetime | None = None) -> list[SyncSchedule]:
    """Update the ``PeriodicTask`` of each of these schedules, in a constant number of queries.

    A changed recurrence counts from now on, here as in beat. A due time that has already passed is kept.
    """
    now = now or timezone.now()
    with transaction.atomic(using=rows.db), transaction.atomic(using=_alias()):
        found = _readable(rows)
        tasks = _write_tasks(found, now)
        changed = [row for row in found if _take_over(row, tasks[name_of(row.pk)], now)]
        SyncSchedule.objects.using(rows.db).bulk_update(changed, ["periodic_task_id", "next_run"])
        _keep_watch()
    return found


def _readable(rows: SyncScheduleQuerySet) -> list[SyncSchedule]:
    """Return the schedules without those whose due time Python cannot read: such a row must not stop the others."""
    inside = readable(rows.model, "next_run")
    for key in rows.exclude(inside).values_list("pk", flat=True):
        logger.error("Schedule %s will never run: its next run is not in the years 1 to 9999.", key)
    return list(rows.filter(inside).only(*_READ).order_by("pk"))


def _write_tasks(found: list[SyncSchedule], now: datetime) -> dict[str, Any]:
    """Create or update the tasks, and return them by name; ``restarted`` tells whether a task's interval restarts."""
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
    """Return the field values of a schedule's task; without a recurrence, the task is disabled."""
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
    """Update a schedule's columns from its task; tell whether anything changed."""
    before = row.periodic_task_id, row.next_run
    row.periodic_task_id = task.pk
    if not task.enabled:
        row.next_run = None
    elif row.next_run is None or (task.restarted and row.next_run > now):
        row.next_run = _schedules.next_run(row, since=now, now=now)
    return before != (row.periodic_task_id, row.next_run)


def _recurrence_keys(found: Iterable[SyncSchedule]) -> dict[int, dict[str, int]]:
    """Return, for each schedule with a valid recurrence, the reference to beat's row for the recurrence."""
    intervals, crontabs = {}, {}
    for row in found:
        if faults := _schedules.faults(row):
            logger.error("Schedule %s will never run: %s", row.pk, faults)
        elif row.recurrence_type == row.Recurrence.CRONTAB:
            crontabs[row.pk] = {**_schedules.crontab_fields(row), "timezone": _schedules.celery_timezone()}
        elif row.period == row.Period.WEEKS:  # beat has no weeks
            intervals[row.pk] = {"every": 7 * (row.every or 0), "period": "days"}
        else:
            intervals[row.pk] = {"every": row.every, "period": row.period}
    return {
        **_shared_rows("IntervalSchedule", "interval_id", intervals),
        **_shared_rows("CrontabSchedule", "crontab_id", crontabs),
    }


def _shared_rows(model_name: str, column: str, wanted: Mapping[int, dict[str, Any]]) -> dict[int, dict[str, int]]:
    """Return references to rows with the wanted values; equal values share a row."""
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
    """Make beat reload its tables, which is necessary after changes that send no signals."""
    _model("PeriodicTasks").update_changed()


def _rows(model_name: str) -> Any:
    return _model(model_name)._default_manager.using(_alias())


def _alias() -> str:
    return router.db_for_write(_model("PeriodicTask"))


def _model(name: str) -> Any:
    return apps.get_app_config("django_celery_beat").get_model(name)
