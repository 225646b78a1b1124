"""Executions of workflows, and their steps."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agent360_models.automate.core import _recording
from agent360_models.automate.core.querysets import ExecutionQuerySet, StepRunQuerySet
from agent360_models.automate.core.transitions import OF_RUNS, UNDER_WAY, RunStatus
from agent360_models.automate.exceptions import WorkCancelledError
from agent360_models.automate.keys import KeyedModel
from agent360_models.base import StatusModel
from agent360_models.base.status import StatusField
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import DocumentField
from agent360_models.indexes import Index
from agent360_models.secrets import error_text
from agent360_models.units import moment
from agent360_models.validators import storable_text

__all__ = ["Execution", "StepRun"]


class Execution(KeyedModel, StatusModel):
    """One run of a workflow; written by the run itself, when it begins and when it ends."""

    STATUS_CHOICES = RunStatus
    INITIAL_STATUS = RunStatus.PENDING
    TRANSITIONS = OF_RUNS

    workflow = models.ForeignKey(
        "automate_core.Workflow",
        verbose_name="Workflow",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="executions",
        help_text="The version that ran; it cannot be deleted while it has executions.",
    )
    event = models.ForeignKey(
        "automate_core.Event",
        verbose_name="Event",
        on_delete=models.SET_NULL,
        db_index=False,
        null=True,
        blank=True,
        related_name="executions",
        help_text="What triggered it. Empty: nothing did, or the event is deleted.",
    )
    status = StatusField(
        verbose_name="Status",
        max_length=20,
        help_text="pending, running, succeeded, failed or cancelled; what has ended stays as it ended.",
    )
    started_at = models.DateTimeField(
        verbose_name="Started at", null=True, blank=True, help_text="Empty: it has not begun."
    )
    ended_at = models.DateTimeField(
        verbose_name="Ended at", null=True, blank=True, help_text="Empty until it succeeds, fails or is cancelled."
    )
    context = DocumentField(
        verbose_name="Context", default=dict, blank=True, encoder=DjangoJSONEncoder, help_text="What its steps share."
    )
    error_summary = models.TextField(
        verbose_name="Error summary", blank=True, help_text="Type and message of the error that ended it."
    )

    personal_fields = ("context",)

    objects = ExecutionQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_execution"
        indexes = [
            Index(fields=["workflow", "started_at"], name="automate_core_execution_workflow"),
            Index(fields=["event"], name="automate_core_execution_event"),
            Index(fields=["started_at"], condition=Q(status="running"), name="automate_core_execution_running"),
        ]

    def __str__(self) -> str:
        return f"Execution of {moment(self.started_at)} ({self.get_status_display()})"

    @property
    def duration(self) -> timedelta | None:
        """Return the duration, or ``None`` before the end."""
        return None if self.started_at is None or self.ended_at is None else self.ended_at - self.started_at

    @contextmanager
    def recording(self, *, using: str | None = None) -> "Iterator[Execution]":
        """Record this pending execution, as ``Execution.objects.recording()`` records a new one.

        Raises ``IllegalTransitionError`` if it has started before.
        """
        if self.status != RunStatus.PENDING:
            raise IllegalTransitionError(f"Execution {self.pk} is {self.status}: only a pending execution can start.")
        with _recording.recording(self, using=self.alias_to_write(using)):
            yield self

    @contextmanager
    def step(self, step_id: str, *, input: Any = None) -> "Iterator[StepRun]":  # noqa: A002  # the column's name
        """Record a step: running while the block runs, its duration, and its outcome.

        The value that the block assigns to ``output`` is stored. An error is recorded, then raised to the caller.

        Raises ``WorkCancelledError`` if other code has ended the execution, and ``RunRefusedError`` inside ``atomic``.
        """
        alias = str(self._state.db)
        stored = type(self)._base_manager.using(alias).values_list("status", flat=True).get(pk=self.pk)
        if stored != RunStatus.RUNNING:
            raise WorkCancelledError(f"Execution {self.pk} is {stored}, so it cannot start another step.")
        step = StepRun(execution=self, step_id=step_id, input=input)
        with _recording.recording(step, using=alias):
            yield step

    def cancel(self) -> bool:
        """Cancel the execution, and tell whether it was unfinished. Running code notices at its next step."""
        return self.finish(RunStatus.CANCELLED)

    def describe_error(self, error: BaseException) -> str:
        """Return the text to store for an error, here and on steps. Override it to leave out confidential messages."""
        return error_text(error)

    def begin(self, *, using: str) -> None:
        """Store that it is running."""
        self.status, self.started_at = RunStatus.RUNNING, timezone.now()
        self.save(using=using)

    def finish(self, status: str, *, error: str = "") -> bool:
        """End the execution and its unfinished steps; tell whether it was unfinished.

        Use it only for executions whose process died. Others end by themselves.
        """
        self.ended_at, self.error_summary = timezone.now(), storable_text(error)
        if not _end(self, status, {"ended_at", "error_summary", "context"}):
            return False
        if status != RunStatus.SUCCEEDED:
            left = self.steps.using(self._state.db).filter(status__in=UNDER_WAY)
            left.update(status=status, status_changed_at=self.ended_at, error="The execution has ended.")
        return True

    def forget_values(self) -> None:
        """Discard the context, which is not JSON."""
        self.context = {}


class StepRun(KeyedModel, StatusModel):
    """One run of one node of an execution's graph; written by the run itself. A node may run more than once."""

    STATUS_CHOICES = RunStatus
    INITIAL_STATUS = RunStatus.PENDING
    TRANSITIONS = OF_RUNS

    _begun: float | None = None

    execution = models.ForeignKey(
        "automate_core.Execution",
        verbose_name="Execution",
        on_delete=models.CASCADE,
        db_index=False,
        related_name="steps",
        help_text="The run of the workflow that it is a part of.",
    )
    step_id = models.CharField(verbose_name="Step id", max_length=100, help_text="The id of the node in the graph.")
    status = StatusField(
        verbose_name="Status",
        max_length=20,
        help_text="pending, running, succeeded, failed or cancelled; what has ended stays as it ended.",
    )
    input = DocumentField(
        verbose_name="Input",
        null=True,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text="JSON that the node was given, stored in clear.",
    )
    output = DocumentField(
        verbose_name="Output",
        null=True,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text="JSON that the node returned, stored in clear. Empty: it returned nothing.",
    )
    error = models.TextField(verbose_name="Error", blank=True, help_text="Type and message of the error that ended it.")
    started_at = models.DateTimeField(
        verbose_name="Started at",
        null=True,
        blank=True,
        help_text="When the node began, by the clock of the application.",
    )
    duration_ms = models.IntegerField(
        verbose_name="Duration",
        null=True,
        blank=True,
        help_text="In milliseconds, by a monotonic clock. Empty: the step did not end by itself.",
    )

    units = {"duration_ms": "milliseconds"}
    personal_fields = ("input", "output")

    objects = StepRunQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_steprun"
        indexes = [Index(fields=["execution", "started_at"], name="automate_core_steprun_execution")]

    def __str__(self) -> str:
        return f"{self.step_id}, {moment(self.started_at)} ({self.get_status_display()})"

    def begin(self, *, using: str) -> None:
        """Store that it is running."""
        self.status, self.started_at = RunStatus.RUNNING, timezone.now()
        self._begun = time.monotonic()
        self.save(using=using, force_insert=True)

    def finish(self, status: str, *, error: str = "") -> bool:
        """End the step, and tell whether it was unfinished."""
        self.error = storable_text(error)
        if self._begun is not None:
            self.duration_ms = round((time.monotonic() - self._begun) * 1000)
        return _end(self, status, {"output", "error", "duration_ms"})

    def describe_error(self, error: BaseException) -> str:
        """Return the text that the execution stores for an error."""
        return self.execution.describe_error(error)

    def forget_values(self) -> None:
        """Discard the output, which is not JSON."""
        self.output = None


def _end(row: Execution | StepRun, status: str, fields: set[str]) -> bool:
    """Save the end of a row with these fields; an earlier end is kept."""
    before = row.status
    if before in UNDER_WAY:
        row.status = status
        try:
            row.save(using=row._state.db, update_fields={"status", *fields})
        except IllegalTransitionError:
            pass  # another session ended it first
        except BaseException:
            row.status = before
            raise
        else:
            return True
    row.refresh_from_db()
    return False
