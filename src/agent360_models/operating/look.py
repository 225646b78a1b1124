"""The report on everything that an operator watches; text, JSON, metrics and the health view display it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from agent360_models import families
from agent360_models.operating import facts
from agent360_models.operating.facts import (
    DatabaseStatus,
    LockStatus,
    QueueState,
    QueueStatus,
    ReplicaState,
    ReplicaStatus,
    TableStatus,
)
from agent360_models.operating.logs import LogTable, log_tables
from agent360_models.operating.queues import Queue, named_by_apps, queues
from agent360_models.routing import home_of, home_of_app
from agent360_models.sync.runs import run_log
from agent360_models.sync.status import ObjectStatus, State, statuses

__all__ = ["MAX_LAG", "Report", "look"]

MAX_LAG = timedelta(minutes=1)  # the default maximum lag of a replica
_MOMENT = 0.5  # seconds for a new run to write its record, and for a replica to catch up
_YOUNG = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All facts, and the limits that they are judged by; ``None`` means no limit."""

    now: datetime
    databases: Sequence[DatabaseStatus] = ()
    objects: Sequence[ObjectStatus] = ()
    queues: Sequence[QueueStatus] = ()
    locks: Sequence[LockStatus] = ()
    replicas: Sequence[ReplicaStatus] = ()
    tables: Sequence[TableStatus] = ()
    max_age: timedelta | None = None
    max_wait: timedelta | None = None
    max_lag: timedelta = field(default=MAX_LAG)

    def state_of_object(self, status: ObjectStatus) -> State:
        """Return the state of an object's sync."""
        return status.state(now=self.now, max_age=self.max_age)

    def state_of_queue(self, status: QueueStatus) -> QueueState:
        """Return the state of a queue."""
        return status.state(now=self.now, max_wait=self.max_wait)

    def state_of_replica(self, status: ReplicaStatus) -> ReplicaState:
        """Return the state of a replica."""
        return status.state(max_lag=self.max_lag)

    def alarms(self) -> list[str]:
        """Return the alarms, in a few words each: names and states, but no values of rows."""
        states: list[tuple[str, StrEnum]] = [
            *((f"sync {status.object_name}", self.state_of_object(status)) for status in self.objects),
            *((f"queue {queue.name}", self.state_of_queue(queue)) for queue in self.queues),
            *((f"replica {replica.alias}", self.state_of_replica(replica)) for replica in self.replicas),
        ]
        fine = (State.OK, State.DISABLED, QueueState.OK, ReplicaState.OK)
        return [
            *(f"database {database.alias}: unreachable" for database in self.databases if not database.reachable),
            *(f"{thing}: {state}" for thing, state in states if state not in fine),
            *(f"lock {lock.name}: no run is recorded" for lock in self.locks if lock.orphaned),
        ]


def look(
    using: str | None = None,
    *,
    max_age: timedelta | None = None,
    max_wait: timedelta | None = None,
    max_lag: timedelta = MAX_LAG,
) -> Report:
    """Report on syncs, queues, locks, replicas and log tables, in a constant number of queries.

    A database that does not answer is an alarm; the other databases are still reported.

    Args:
        using: the alias; by default all aliases with tables of installed apps.
        max_age: the maximum age of an object's last success.
        max_wait: the maximum time that a due message may wait.
        max_lag: the maximum lag of a replica.

    Raises ``django.db.Error`` if a database answers but refuses a query.

    """
    found_queues, found_logs = queues(), log_tables()
    homes = {model: using or home_of(model) for model in _models(found_queues, found_logs)}
    aliases = [using] if using else list(dict.fromkeys([*map(home_of_app, families.installed()), *homes.values()]))
    databases = [DatabaseStatus(alias=alias, reachable=facts.is_reachable(alias)) for alias in aliases]
    tables: list[TableStatus] = []
    for alias in (database.alias for database in databases if database.reachable):
        watched = [model._meta.db_table for model, home in homes.items() if home == alias]
        tables += facts.table_statuses(watched, alias) if watched else []
    there = {(table.alias, table.name) for table in tables}
    report = Report(
        now=timezone.now(),
        databases=databases,
        queues=[
            facts.queue_status(queue, homes[queue.model])
            for queue in found_queues
            if (homes[queue.model], queue.model._meta.db_table) in there
        ],
        replicas=_replicas(databases),
        tables=tables,
        max_age=max_age,
        max_wait=max_wait,
        max_lag=max_lag,
    )
    report = _with_syncs(report, using)
    if _may_be_gone_soon(report):
        time.sleep(_MOMENT)
        report = _with_syncs(replace(report, replicas=_replicas(databases)), using)
    return report


def _models(found_queues: Sequence[Queue], found_logs: Sequence[LogTable]) -> list[type[Model]]:
    return list(dict.fromkeys([each.model for each in found_queues] + [each.model for each in found_logs]))


def _replicas(databases: Sequence[DatabaseStatus]) -> list[ReplicaStatus]:
    return [status for each in databases for status in facts.replica_statuses(each.alias, is_there=each.reachable)]


def _with_syncs(report: Report, using: str | None) -> Report:
    """Read the locks before the records, so that a run that starts in between has a record and no orphaned lock."""
    models = {model._meta.db_table: model._meta.app_label for model in apps.get_models()}
    held = []
    for alias in (database.alias for database in report.databases if database.reachable):
        held += facts.lock_statuses(models, partial(_lock_names, alias), alias)
    objects = statuses(using, without=[database.alias for database in report.databases if not database.reachable])
    recorded = {table for status in objects for table in status.running_tables}
    return replace(
        report,
        objects=objects,
        locks=[
            replace(lock, orphaned=lock.name not in recorded and _is_recorded(models.get(lock.name))) for lock in held
        ],
    )


def _lock_names(using: str) -> list[str]:
    """Return the names of locks on other things than tables, such as schedules, of all installed apps."""
    return [name for _, source in named_by_apps("lock_names") for name in source(using)]


def _is_recorded(label: str | None) -> bool:
    """Tell whether runs on the tables of an app are recorded."""
    return label is not None and families.has(label) and run_log(label) is not None


def _may_be_gone_soon(report: Report) -> bool:
    """Tell whether an alarm may be transient: an orphaned lock that is a few seconds old, or a lagging replica."""
    young = any(lock.orphaned and lock.since and report.now - lock.since < _YOUNG for lock in report.locks)
    return young or any(report.state_of_replica(status) is ReplicaState.LAGGING for status in report.replicas)
