"""Querysets of automations, events, executions and jobs."""

import logging
import os
import socket
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn, Self
from uuid import UUID, uuid4

from django.db import connections, models, transaction  # models: see CooperativeQuerySet.as_manager
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from agent360_models.automate.core import handlers
from agent360_models.automate.core.transitions import UNDER_WAY, RunStatus
from agent360_models.automate.exceptions import AppendOnlyError
from agent360_models.base import StatusQuerySet
from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import ClaimRefusedError
from agent360_models.fields._unreadable import readable
from agent360_models.transactions import is_outside_atomic
from agent360_models.typed import override

if TYPE_CHECKING:
    from agent360_models.automate.core.models import Automation, Event, Execution, Job, StepRun, Trigger, Workflow

__all__ = [
    "AutomationQuerySet",
    "EventQuerySet",
    "ExecutionQuerySet",
    "JobQuerySet",
    "StepRunQuerySet",
    "TriggerQuerySet",
    "WorkflowQuerySet",
]

_LEASE = timedelta(minutes=5)
_PAGE = 32  # the page size for sorting jobs of several types: about as many as workers hold at a time
_log = logging.getLogger(__name__)


def _after_failure(retry_at: Any = F("scheduled_at")) -> dict[str, Any]:  # noqa: B008  # a constant
    """Return a job's columns after a failed attempt: waiting for a retry, failed, or cancelled as requested."""
    is_cancelled, is_last = Q(cancel_requested=True), Q(attempts__gte=F("max_attempts"))
    return {
        "status": Case(
            When(is_cancelled, then=Value(RunStatus.CANCELLED)),
            When(is_last, then=Value(RunStatus.FAILED)),
            default=Value(RunStatus.PENDING),
            output_field=models.CharField(),
        ),
        "scheduled_at": Case(When(is_cancelled | is_last, then=F("scheduled_at")), default=retry_at),
        "ended_at": Case(When(is_cancelled | is_last, then=Now()), default=None),
    }


class AutomationQuerySet(BulkQuerySet["Automation"]):
    """Automations."""

    def enabled(self) -> Self:
        """Return the enabled automations."""
        return self.filter(enabled=True)


class WorkflowQuerySet(BulkQuerySet["Workflow"]):
    """Workflows, each of which is a version."""

    def live(self) -> Self:
        """Return the live versions, at most one per automation."""
        return self.filter(is_live=True)


class TriggerQuerySet(BulkQuerySet["Trigger"]):
    """Triggers."""

    def for_event(self, event: "Event") -> "list[Trigger]":
        """Return the triggers that match an event, each with its automation, in one query."""
        candidates = self.filter(type=event.type, automation__enabled=True).select_related("automation")
        return [trigger for trigger in candidates.order_by("pk") if trigger.matches(event)]


class EventQuerySet(BulkQuerySet["Event"]):
    """Events, which are only inserted, and deleted when old."""

    def record(
        self,
        type: str,  # noqa: A002  # the column's name
        payload: Mapping[str, Any] | None = None,
        *,
        source: str = "",
        trace_id: UUID | None = None,
    ) -> "Event":
        """Store an event. Related events share a ``trace_id``; without one, the event gets a new one.

        Raises ``ValidationError`` for a payload that is not a JSON object, or that PostgreSQL would refuse.
        """
        event = self.model(type=type, payload=dict(payload or {}), source=source, trace_id=trace_id or uuid4())
        event.full_clean()
        self._for_write = True
        event.save(using=self.db, force_insert=True)
        return event

    @override
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Events cannot be changed. Record another one.")


class ExecutionQuerySet(StatusQuerySet["Execution"], BulkQuerySet["Execution"]):  # type: ignore[override]  # as_manager
    """Executions of workflows."""

    @contextmanager
    def recording(
        self, *, workflow: "Workflow", event: "Event | None" = None, context: Mapping[str, Any] | None = None
    ) -> "Iterator[Execution]":
        """Record an execution: running while the block runs, then its outcome.

        ::

            with Execution.objects.recording(workflow=workflow, event=event) as execution:
                for node in workflow.compile().nodes:
                    with execution.step(node.id, input=node.resolve(payload, outputs)) as step:
                        step.output = outputs[node.id] = run(node, step.input)

        An error of the block is recorded, then raised to the caller. Raises ``RunRefusedError`` inside ``atomic``,
        where the record would be rolled back too.
        """
        self._for_write = True
        execution = self.model(workflow=workflow, event=event, context=dict(context or {}))
        with execution.recording(using=self.db):
            yield execution

    def stale(self, *, older_than: timedelta) -> Self:
        """Return the running executions without a new step for this long: their process may have died.

        ``execution.finish(RunStatus.FAILED, error="Its process died.")`` ends such an execution.
        """
        since = timezone.now() - older_than
        begun = self.filter(status=RunStatus.RUNNING, started_at__lt=since)
        return begun.exclude(steps__started_at__gte=since)


class StepRunQuerySet(StatusQuerySet["StepRun"], BulkQuerySet["StepRun"]):  # type: ignore[override]  # as_manager
    """Steps of executions."""


class JobQuerySet(StatusQuerySet["Job"], BulkQuerySet["Job"]):  # type: ignore[override]  # as_manager
    """Jobs, as a queue."""

    def due(self) -> Self:
        """Return the jobs that may be claimed, in claim order.

        The order is: highest priority, then longest due, then oldest. A job with a moment that Python cannot have, such
        as ``infinity``, is not claimed.
        """
        waiting = self.filter(readable(self.model), status=RunStatus.PENDING, scheduled_at__lte=Now())
        return waiting.order_by("-priority", "scheduled_at", "pk")

    def claim(
        self,
        limit: int = 1,
        *,
        worker: str | None = None,
        types: Collection[str] | None = None,
        lease: timedelta = _LEASE,
    ) -> "list[Job]":
        """Claim up to ``limit`` due jobs for a worker, and return them in order.

        No other worker gets them until the lease ends; ``job.set_progress()`` renews it. Jobs whose lease has run out
        are first released, or failed if they have no attempt left.

        Args:
            limit: the maximum number of jobs.
            worker: a name for people; by default, host and process.
            types: the job types to claim; by default, all.
            lease: the time for which a job belongs to the worker.

        Raises ``ClaimRefusedError`` inside ``atomic``: other workers do not see the claim until it commits.

        """
        self._for_write = True
        if not is_outside_atomic(self.db):
            raise ClaimRefusedError("Claim jobs outside atomic(): a claim holds only once it is committed.")
        # A claim marks its jobs. Only the holder of a job's current mark may write its outcome.
        claim, worker = uuid4(), worker or f"{socket.gethostname()}:{os.getpid()}"
        self.release_lost()
        rows = self.model._base_manager.using(self.db)
        with transaction.atomic(using=self.db):  # the rows stay locked until the claim is written
            keys = self._lock_due(limit, types)
            if not keys:
                return []
            rows.filter(pk__in=keys).update(
                status=RunStatus.RUNNING,
                status_changed_at=Now(),
                started_at=Now(),
                attempts=F("attempts") + 1,
                claim=claim,
                lease_owner=worker,
                lease_expires_at=Now() + lease,  # the server's clock, the same for all workers
            )
            claimed = rows.in_bulk(keys)
        jobs = [claimed[key] for key in keys]
        for job in jobs:
            job.held = claim, lease
        return jobs

    def _lock_due(self, limit: int, types: Collection[str] | None) -> list[UUID]:
        """Lock due jobs and return their keys in order, without reading jobs that are not due or of other types."""
        keys: list[UUID] = []
        for priority, of_it in self._due_priorities(types).items():
            level = self.due().filter(priority=priority)
            if types is None or len(of_it) == 1:
                level = level if types is None else level.filter(type=of_it[0])
                keys += self._lock(level, limit - len(keys))
            else:
                keys += self._lock_merged(level, of_it, limit - len(keys))
            if len(keys) >= limit:
                break
        return keys

    @staticmethod
    def _lock(jobs: "JobQuerySet", limit: int) -> list[UUID]:
        return list(jobs.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:limit])

    def _lock_merged(self, level: "JobQuerySet", types: list[str], limit: int) -> list[UUID]:
        """Lock jobs of one priority and several types: the index orders each type, but not all types together."""
        keys: list[UUID] = []
        size, after = max(limit, _PAGE), Q()
        while len(keys) < limit:
            heads = [level.filter(after, type=name).values_list("scheduled_at", "pk")[:size] for name in types]
            page = list(heads[0].union(*heads[1:], all=True).order_by("scheduled_at", "pk")[:size])
            keys += self._lock(self.due().filter(pk__in=[pk for _, pk in page]), limit - len(keys))
            if len(page) < size:
                break
            moment, last = page[-1]  # other workers hold some of the page, and more may follow
            after = Q(scheduled_at__gte=moment) & ~Q(scheduled_at=moment, pk__lte=last)
        return keys

    def _due_priorities(self, types: Collection[str] | None) -> dict[int, list[str]]:
        """Return the priorities that have due jobs, highest first, each with the types of these jobs, if types matter.

        The index is probed for one priority after another, so jobs that wait for a later time cost nothing.
        """
        connection = connections[self.db]
        table = connection.ops.quote_name(self.model._meta.db_table)
        of_type = "TRUE" if types is None else "j.type = t.type"
        first = f"SELECT j.priority FROM {table} j WHERE j.status = 'pending' AND {of_type}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                WITH RECURSIVE t (type, priority) AS (
                    SELECT t.type, j.priority FROM unnest(%s::text[]) AS t (type)
                    CROSS JOIN LATERAL ({first} ORDER BY j.priority DESC LIMIT 1) j
                    UNION ALL
                    SELECT t.type, j.priority FROM t
                    CROSS JOIN LATERAL ({first} AND j.priority < t.priority ORDER BY j.priority DESC LIMIT 1) j
                )
                SELECT t.priority, t.type FROM t WHERE statement_timestamp() >= (
                    SELECT j.scheduled_at FROM {table} j
                    WHERE j.status = 'pending' AND {of_type} AND j.priority = t.priority
                    ORDER BY j.scheduled_at LIMIT 1
                ) ORDER BY t.priority DESC, t.type
                """,
                [[""] if types is None else sorted({*types})],
            )
            found: dict[int, list[str]] = {}
            for priority, name in cursor.fetchall():
                found.setdefault(priority, []).append(name)
        return found

    def release_lost(self) -> int:
        """Release the jobs whose lease has run out, and return their number.

        A job without an attempt left fails; if it was asked to stop, it is cancelled. ``claim()`` does the same.
        """
        self._for_write = True
        rows = self.model._base_manager.using(self.db)
        with transaction.atomic(using=self.db):  # two concurrent releases lock different rows
            lost = rows.filter(status=RunStatus.RUNNING, lease_expires_at__lt=Now())
            keys = list(lost.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
            if keys:
                rows.filter(pk__in=keys).update(
                    **_after_failure(),
                    status_changed_at=Now(),
                    claim=None,
                    lease_expires_at=None,
                    error_redacted="The worker let its lease run out.",
                )
        return len(keys)

    def cancel(self) -> int:
        """Cancel these jobs: waiting jobs at once, running jobs as soon as their handler checks.

        Returns the number of both; jobs that have ended stay as they are.
        """

        def if_it_waits(then: Any, column: str, field: Any) -> Case:
            return Case(When(status=RunStatus.PENDING, then=then), default=F(column), output_field=field)

        return self.filter(status__in=UNDER_WAY).update(
            cancel_requested=True,
            status=if_it_waits(Value(RunStatus.CANCELLED), "status", models.CharField()),
            status_changed_at=if_it_waits(Now(), "status_changed_at", models.DateTimeField()),
            ended_at=if_it_waits(Now(), "ended_at", models.DateTimeField()),
        )

    def requeue(self) -> int:
        """Requeue the jobs that failed or were cancelled: due now, from their first attempt.

        Returns their number.
        """
        self._for_write = True
        return self.filter(status__in=[RunStatus.FAILED, RunStatus.CANCELLED]).update(
            status=RunStatus.PENDING,
            status_changed_at=Now(),
            scheduled_at=Now(),
            started_at=None,
            ended_at=None,
            attempts=0,
            cancel_requested=False,
            progress={},
        )

    def run_due(self, *, worker: str | None = None, limit: int | None = None, lease: timedelta = _LEASE) -> int:
        """Claim and execute due jobs one by one, until none is left or ``limit`` are done; return their number.

        Only types with a registered handler are claimed. A failure is stored on the job's row and logged here.
        """
        done, types = 0, handlers.types()
        while done != limit and (jobs := self.claim(worker=worker, types=types, lease=lease)):
            for job in jobs:
                done += 1
                try:
                    job.execute()
                except Exception as error:  # noqa: BLE001  # whatever the handler raised
                    _log.warning("Job %s (%s) failed: %s. See its row.", job.pk, job.type, type(error).__name__)
        return done
