"""Automations with their workflows and triggers; events, executions and jobs."""

import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, ClassVar, Unpack

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import Error, models, transaction
from django.db.models import Max, Q
from django.db.models.functions import Now
from django.utils import timezone

from agent360_models.automate import graphs
from agent360_models.automate.core import filters, handlers, recording
from agent360_models.automate.core.querysets import (
    AutomationQuerySet,
    EventQuerySet,
    ExecutionQuerySet,
    JobQuerySet,
    StepRunQuerySet,
    TriggerQuerySet,
    WorkflowQuerySet,
    after_failure,
)
from agent360_models.automate.core.transitions import OF_JOBS, OF_RUNS, UNDER_WAY, RunStatus
from agent360_models.base import SluggedModel, StatusModel, TimeStampedModel
from agent360_models.base._combination import SaveOptions
from agent360_models.base.status import StatusField
from agent360_models.exceptions import AppendOnlyError, IllegalTransitionError, JobLostError, WorkCancelledError
from agent360_models.fields import DocumentField
from agent360_models.indexes import Index
from agent360_models.transactions import reconnect_if_lost
from agent360_models.validators import error_text


class Automation(SluggedModel, TimeStampedModel):
    """Something that is to happen by itself; written by whoever sets it up. What happens is in its workflows."""

    name = models.CharField(max_length=200)
    enabled = models.BooleanField(default=True, help_text="Switched off, none of its triggers matches.")
    config = DocumentField(default=dict, blank=True, help_text="The project's own.")

    objects = AutomationQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_automation"

    def __str__(self) -> str:
        return self.name


class Workflow(TimeStampedModel):
    """One version of what an automation does, as a graph; written by its editor. One version at most is live.

    Class attributes:
        node_types: the types of node that a graph may have; by default those of ``graphs.register()``.
    """

    node_types: ClassVar[graphs.NodeTypes] = graphs.node_types

    automation = models.ForeignKey(
        "automate_core.Automation", on_delete=models.CASCADE, db_index=False, related_name="workflows"
    )
    version = models.IntegerField(blank=True, help_text="Counts from 1 within the automation. Empty: the next one.")
    graph = DocumentField(default=dict, help_text="Nodes and edges, as the README of the app tells.")
    is_live = models.BooleanField(default=False, editable=False, help_text="The version that runs: make_live().")

    objects = WorkflowQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_workflow"
        constraints = [
            models.UniqueConstraint(fields=["automation", "version"], name="automate_core_workflow_version"),
            models.UniqueConstraint(
                fields=["automation"], condition=Q(is_live=True), name="automate_core_workflow_live_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.version} of automation {self.automation_id}"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Validate the graph along with the fields, as an error of its own field."""
        super().clean_fields(exclude=exclude)
        if "graph" not in (exclude or ()):
            self.validate()

    def validate(self) -> None:
        """Raise one ``ValidationError`` that names every problem of the graph."""
        try:
            graphs.validate(self.graph, self.node_types)
        except ValidationError as error:
            raise ValidationError({"graph": error}) from error

    def compile(self) -> graphs.Plan:
        """Return the graph as a plan: its nodes in the order in which they run.

        Raises ``ValidationError`` as ``validate()`` does.
        """
        self.validate()
        return graphs.compile_graph(self.graph)

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the version; if it has no number, with the automation's next one."""
        if self.version is not None:
            super().save(**options)
            return
        alias = options["using"] = self.alias_to_write(options.get("using"))  # type: ignore[unreachable]  # blank is None
        try:
            with transaction.atomic(using=alias):  # two that are saved at once count one after the other
                _lock(self.automation_id, alias)
                siblings = Workflow._base_manager.using(alias).filter(automation=self.automation_id)
                self.version = (siblings.aggregate(last=Max("version"))["last"] or 0) + 1
                super().save(**options)
        except BaseException:
            self.version = None
            raise

    def make_live(self, *, using: str | None = None) -> None:
        """Make this the live version of its automation, instead of the one that is; as stored, if its graph is good.

        Raises ``ValidationError`` as ``validate()`` does.
        """
        alias = self.alias_to_write(using)
        versions = type(self)._base_manager.using(alias)
        with transaction.atomic(using=alias):  # nobody sees none or two, and switches happen one after the other
            _lock(self.automation_id, alias)
            versions.get(pk=self.pk).validate()
            versions.filter(automation=self.automation_id, is_live=True).exclude(pk=self.pk).update(
                is_live=False, updated_at=Now()
            )
            versions.filter(pk=self.pk).update(is_live=True, updated_at=Now())
        self.refresh_from_db(using=alias, fields=["is_live", "updated_at"])

    make_live.alters_data = True  # type: ignore[attr-defined]


def _lock(automation: int, using: str) -> None:
    """Keep others from numbering or switching the versions of an automation until the transaction ends."""
    Automation._base_manager.using(using).select_for_update(no_key=True).get(pk=automation)


class Trigger(TimeStampedModel):
    """Which events start an automation, and what it takes from them; written by whoever sets it up."""

    automation = models.ForeignKey(
        "automate_core.Automation", on_delete=models.CASCADE, db_index=False, related_name="triggers"
    )
    type = models.CharField(max_length=100, help_text="The type of event, such as order.paid.")
    config = DocumentField(
        default=dict,
        blank=True,
        help_text='{"payload": {name: path}} names what is taken from an event; other keys are the project\'s own.',
    )
    filters = DocumentField(
        default=dict,
        blank=True,
        help_text="For each dotted path in the payload the value, or values, that it may have.",
    )

    objects = TriggerQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_trigger"
        indexes = [
            Index(fields=["automation"], name="automate_core_trigger_automation"),
            Index(fields=["type"], name="automate_core_trigger_type"),
        ]

    def __str__(self) -> str:
        return f"{self.type} of automation {self.automation_id}"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Validate filters and config along with the fields, as errors of their own."""
        super().clean_fields(exclude=exclude)
        self._validate(*{"config", "filters"}.difference(exclude or ()))

    def matches(self, event: "Event") -> bool:
        """Tell whether an event is of this type, passes the filters, and the automation is switched on.

        Raises ``ValidationError`` where the filters are none.
        """
        self._validate("filters")
        return event.type == self.type and filters.match(self.filters, event.payload) and self.automation.enabled

    def extract_payload(self, event: "Event") -> Any:
        """Return what the automation gets of an event: what ``config`` names, or all.

        Raises ``ValidationError`` where the config is none.
        """
        self._validate("config")
        return filters.extract(self.config, event.payload)

    def _validate(self, *names: str) -> None:
        rules = {"config": filters.faults_of_config, "filters": filters.faults_of_filters}
        found = {name: list(rules[name](getattr(self, name))) for name in names}
        if any(found.values()):
            raise ValidationError({name: faults for name, faults in found.items() if faults})


class Event(models.Model):
    """Something that happened; recorded by whoever saw it, and never changed."""

    type = models.CharField(max_length=100, help_text="What happened, such as order.paid.")
    payload = DocumentField(default=dict, blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="Who saw it, such as a webhook's name.")
    trace_id = models.UUIDField(default=uuid.uuid4, help_text="The same for events that belong together.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_event"
        indexes = [
            Index(fields=["type", "created_at"], name="automate_core_event_type"),
            Index(fields=["trace_id"], name="automate_core_event_trace"),
        ]

    def __str__(self) -> str:
        return f"{self.type}, event {self.pk}"

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Store a new event; one that is stored is left alone."""
        if not self._state.adding:
            raise AppendOnlyError(f"Event {self.pk} is stored, and events are not changed. Record another one.")
        super().save(**options)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Ask for an object as payload, since paths begin in one."""
        super().clean_fields(exclude=exclude)
        if "payload" not in (exclude or ()) and not isinstance(self.payload, dict):
            raise ValidationError({"payload": "The payload of an event is an object."})


class Execution(StatusModel):
    """One run of a workflow; written by the run itself, when it begins and when it ends."""

    STATUS_CHOICES = RunStatus
    INITIAL_STATUS = RunStatus.PENDING
    TRANSITIONS = OF_RUNS

    workflow = models.ForeignKey(
        "automate_core.Workflow", on_delete=models.PROTECT, db_index=False, related_name="executions"
    )
    event = models.ForeignKey(
        "automate_core.Event",
        on_delete=models.SET_NULL,
        db_index=False,
        null=True,
        blank=True,
        related_name="executions",
        help_text="What triggered it. Empty: nothing did, or the event is deleted.",
    )
    status = StatusField(max_length=20)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    context = DocumentField(default=dict, blank=True, encoder=DjangoJSONEncoder, help_text="What its steps share.")
    error = models.TextField(blank=True, help_text="Type and message of the error that ended it.")

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
        return f"Execution {self.pk} of workflow {self.workflow_id}"

    @property
    def duration(self) -> timedelta | None:
        """Return how long it took; ``None`` before it has ended."""
        return None if self.started_at is None or self.ended_at is None else self.ended_at - self.started_at

    @contextmanager
    def recorded(self, *, using: str | None = None) -> "Iterator[Execution]":
        """Record this execution, which is pending, as ``Execution.objects.record()`` does a new one.

        Raises ``IllegalTransitionError`` where it has begun before.
        """
        if self.status != RunStatus.PENDING:
            raise IllegalTransitionError(f"Execution {self.pk} is {self.status}: only one that is pending begins.")
        with recording.recorded(self, using=self.alias_to_write(using)):
            yield self

    @contextmanager
    def step(self, step_id: str, *, input: Any = None) -> "Iterator[StepRun]":  # noqa: A002  # the column's name
        """Record a step: that it runs while the block does, how long, and how it ends.

        What the block assigns to ``output`` is stored, and an error goes on to the caller once it is recorded.

        Raises ``WorkCancelledError`` where somebody else has ended the execution, and ``RunRefusedError`` inside
        ``atomic``.
        """
        alias = str(self._state.db)
        stored = type(self)._base_manager.using(alias).values_list("status", flat=True).get(pk=self.pk)
        if stored != RunStatus.RUNNING:
            raise WorkCancelledError(f"Execution {self.pk} is {stored}, so it takes no other step.")
        step = StepRun(execution=self, step_id=step_id, input=input)
        with recording.recorded(step, using=alias):
            yield step

    def cancel(self) -> bool:
        """Cancel it, and tell whether it had not ended before. Code that runs learns of it at its next step."""
        return self.finish(RunStatus.CANCELLED)

    def describe_error(self, error: BaseException) -> str:
        """Return what is stored of an error, here and on steps. A subclass may leave out what messages give away."""
        return error_text(error)

    def begin(self, *, using: str) -> None:
        """Store that it runs."""
        self.status, self.started_at = RunStatus.RUNNING, timezone.now()
        self.save(using=using)

    def finish(self, status: str, *, error: str = "") -> bool:
        """End it, and the steps that are left under way; tell whether it had not ended before.

        It is for executions whose process died: the others end by themselves.
        """
        self.ended_at, self.error = timezone.now(), error
        if not _end(self, status, {"ended_at", "error", "context"}):
            return False
        if status != RunStatus.SUCCEEDED:
            left = self.steps.using(self._state.db).filter(status__in=UNDER_WAY)
            left.update(status=status, status_changed_at=self.ended_at, error="The execution has ended.")
        return True

    def forget_values(self) -> None:
        """Forget the context, which is no JSON."""
        self.context = {}


class StepRun(StatusModel):
    """One run of one node of an execution's graph; written by the run itself. A node may run more than once."""

    STATUS_CHOICES = RunStatus
    INITIAL_STATUS = RunStatus.PENDING
    TRANSITIONS = OF_RUNS

    _begun: float | None = None

    execution = models.ForeignKey(
        "automate_core.Execution", on_delete=models.CASCADE, db_index=False, related_name="steps"
    )
    step_id = models.CharField(max_length=100, help_text="The id of the node.")
    status = StatusField(max_length=20)
    input = DocumentField(null=True, blank=True, encoder=DjangoJSONEncoder)
    output = DocumentField(null=True, blank=True, encoder=DjangoJSONEncoder)
    error = models.TextField(blank=True, help_text="Type and message of the error that ended it.")
    started_at = models.DateTimeField(null=True, blank=True)
    duration_ms = models.IntegerField(null=True, blank=True, help_text="By a clock that is never set.")

    objects = StepRunQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_steprun"
        indexes = [Index(fields=["execution", "started_at"], name="automate_core_steprun_execution")]

    def __str__(self) -> str:
        return f"{self.step_id} of execution {self.execution_id}"

    def begin(self, *, using: str) -> None:
        """Store that it runs."""
        self.status, self.started_at = RunStatus.RUNNING, timezone.now()
        self._begun = time.monotonic()
        self.save(using=using, force_insert=True)

    def finish(self, status: str, *, error: str = "") -> bool:
        """End it, and tell whether it had not ended before."""
        self.error = error
        if self._begun is not None:
            self.duration_ms = round((time.monotonic() - self._begun) * 1000)
        return _end(self, status, {"output", "error", "duration_ms"})

    def describe_error(self, error: BaseException) -> str:
        """Return what the execution says of it."""
        return self.execution.describe_error(error)

    def forget_values(self) -> None:
        """Forget the output, which is no JSON."""
        self.output = None


def _end(row: Execution | StepRun, status: str, fields: set[str]) -> bool:
    """Save how a row ended, with these fields; where it has ended before, that stands."""
    before = row.status
    if before in UNDER_WAY:
        row.status = status
        try:
            row.save(using=row._state.db, update_fields={"status", *fields})
        except IllegalTransitionError:
            pass  # somebody else was quicker
        except BaseException:
            row.status = before
            raise
        else:
            return True
    row.refresh_from_db()
    return False


class Job(StatusModel):
    """Something to be done once, by whichever worker comes first; written by who wants it done, then by the worker.

    A function that ``handlers.handler`` registers for its type does it.
    """

    STATUS_CHOICES = RunStatus
    INITIAL_STATUS = RunStatus.PENDING
    TRANSITIONS = OF_JOBS
    ACTIVE_STATUSES = UNDER_WAY
    ASKED_FOR = ("type", "status", "params", "priority", "scheduled_at", "max_attempts")  # by whoever wants it done

    # The mark of the claim that this object came from, and its lease; None where it came from no claim. It is not
    # read again with the row, so that nobody takes another worker's claim for its own.
    held: tuple[uuid.UUID, timedelta] | None = None

    type = models.CharField(max_length=100, help_text="Which handler does it.")
    status = StatusField(max_length=20, editable=False)
    params = DocumentField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    result = DocumentField(null=True, blank=True, editable=False, encoder=DjangoJSONEncoder)
    priority = models.IntegerField(default=0, help_text="The highest goes first.")
    scheduled_at = models.DateTimeField(
        default=timezone.now, help_text="Not before; after a failure when to try again."
    )

    # Its attempts
    max_attempts = models.PositiveIntegerField(default=3)
    attempts = models.PositiveIntegerField(default=0, editable=False)
    error = models.TextField(blank=True, editable=False, help_text="Type and message of the last attempt's error.")
    progress = models.JSONField(default=dict, blank=True, editable=False, help_text="done, total and note.")
    cancel_requested = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Whose it is
    claim = models.UUIDField(null=True, blank=True, editable=False, help_text="The mark of who may write its outcome.")
    claimed_by = models.CharField(max_length=200, blank=True, editable=False, help_text="The worker, for people.")
    lease_expires_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_job"
        indexes = [
            Index(
                fields=["-priority", "scheduled_at", "id"], condition=Q(status="pending"), name="automate_core_job_due"
            ),
            Index(fields=["lease_expires_at"], condition=Q(status="running"), name="automate_core_job_lease"),
        ]

    def __str__(self) -> str:
        return f"{self.type}, job {self.pk}"

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the job; of a stored one what was asked for, and nothing that a worker may have written meanwhile."""
        if not self.is_unstored and options.get("update_fields") is None:
            options["update_fields"] = self.ASKED_FOR
        super().save(**options)

    def execute(self) -> Any:
        """Have the handler do the job, and return its result; a job that nobody has claimed is claimed first.

        An error of the handler goes on to the caller once it is recorded: the job then waits for its next attempt,
        or has failed. A job that the handler leaves because it was cancelled returns ``None``.

        Raises ``UnknownJobTypeError`` where nobody here does such jobs, which is recorded like an error of a handler;
        ``JobLostError`` where the job is not, or no longer, this worker's, which is not; and ``RunRefusedError``
        inside ``atomic``, where the record would be rolled back with the rest.
        """
        alias = self.alias_to_write(self._state.db)
        recording.refuse_inside_atomic(self, alias)
        if self.held is None:
            self._claim(alias)
        try:
            result = handlers.find(self.type)(self)
            reconnect_if_lost(alias)  # the handler may have taken longer than a server or a proxy waits
            self._end(status=RunStatus.SUCCEEDED, result=result, error="", ended_at=Now())
        except WorkCancelledError:
            self._end(status=RunStatus.CANCELLED, ended_at=Now())
            return None
        except JobLostError:
            raise
        except BaseException as error:
            with suppress(Error):  # a server that is gone cannot be told; the lease runs out
                reconnect_if_lost(alias)
                self._end(**after_failure(Now() + self.retry_delay()), error=self.describe_error(error))
            raise
        return result

    execute.alters_data = True  # type: ignore[attr-defined]

    def set_progress(self, done: float, total: float | None = None, note: str = "") -> None:
        """Say how far the job is, and renew the lease; for its handler, outside ``atomic``.

        Raises ``WorkCancelledError`` where somebody asked for the job to be cancelled, which the handler lets pass
        after it has tidied up, and ``JobLostError`` where the lease ran out and another worker has the job.
        """
        (mine, lease), progress = self._mine(), {"done": done, "total": total, "note": note}
        if mine.filter(cancel_requested=False).update(lease_expires_at=Now() + lease, progress=progress):
            self.progress = progress
        elif mine.exists():
            raise WorkCancelledError(f"Job {self.pk} is to be cancelled.")
        else:
            raise self._lost()

    def get_progress(self) -> dict[str, Any]:
        """Return how far the job was when it was read: ``status``, ``done``, ``total``, ``note`` and ``percent``."""
        done, total = self.progress.get("done"), self.progress.get("total")
        percent = 100 if self.status == RunStatus.SUCCEEDED else round(100 * done / total) if total else None
        note = self.progress.get("note", "")
        return {"status": str(self.status), "done": done, "total": total, "note": note, "percent": percent}

    def cancel(self, *, using: str | None = None) -> bool:
        """Cancel the job: at once if it waits, else as soon as its handler says how far it is.

        Tells whether it had not ended before.
        """
        alias = self.alias_to_write(using)
        changed: int = type(self)._default_manager.using(alias).filter(pk=self.pk).cancel()
        self.refresh_from_db(using=alias)
        return bool(changed)

    cancel.alters_data = True  # type: ignore[attr-defined]

    def requeue(self, *, using: str | None = None) -> bool:
        """Have a job that failed or was cancelled done again, now; tell whether it was one."""
        alias = self.alias_to_write(using)
        changed: int = type(self)._default_manager.using(alias).filter(pk=self.pk).requeue()
        self.refresh_from_db(using=alias)
        return bool(changed)

    requeue.alters_data = True  # type: ignore[attr-defined]

    def retry_delay(self) -> timedelta:
        """Return how long to wait after a failure: half a minute, then twice as long each time, up to an hour."""
        return min(timedelta(seconds=30) * int(2 ** min(self.attempts - 1, 10)), timedelta(hours=1))

    def describe_error(self, error: BaseException) -> str:
        """Return what is stored of an error. A subclass may leave out what messages give away."""
        return error_text(error)

    def _claim(self, alias: str) -> None:
        claimed = type(self)._default_manager.using(alias).filter(pk=self.pk).claim()
        if not claimed:
            raise JobLostError(f"Job {self.pk} cannot be claimed: it is not due, has ended, or is another worker's.")
        self.refresh_from_db(using=alias)
        self.held = claimed[0].held

    def _mine(self) -> tuple[Any, timedelta]:
        """Return the row of the job, or none where it is no longer this worker's; and for how long it may be."""
        if self.held is None:
            raise self._lost()
        claim, lease = self.held
        rows = type(self)._base_manager.using(self._state.db)
        return rows.filter(pk=self.pk, status=RunStatus.RUNNING, claim=claim), lease

    def _end(self, **values: Any) -> None:
        """Store what came of the attempt, and let go of the job."""
        released = {"status_changed_at": Now(), "claim": None, "lease_expires_at": None}
        mine, _ = self._mine()
        with transaction.atomic(using=self._state.db):  # a result that is refused spoils no transaction of a test
            if not mine.update(**released, **values):
                raise self._lost()
        self.held = None
        self.refresh_from_db(using=self._state.db)

    def _lost(self) -> JobLostError:
        return JobLostError(
            f"Job {self.pk} is not, or no longer, this worker's: its lease ran out, or it was never claimed. Nothing"
            " was written."
        )
