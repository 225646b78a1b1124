"""Jobs, which workers claim and execute."""

import uuid
from contextlib import suppress
from datetime import timedelta
from typing import Any, Unpack

from django.core.serializers.json import DjangoJSONEncoder
from django.db import Error, models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from agent360_models.automate.core import _recording, handlers
from agent360_models.automate.core.querysets import JobQuerySet, _after_failure
from agent360_models.automate.core.transitions import OF_JOBS, UNDER_WAY, RunStatus
from agent360_models.automate.exceptions import JobLostError, WorkCancelledError
from agent360_models.automate.keys import KeyedModel
from agent360_models.base import StatusModel
from agent360_models.base._combination import SaveOptions
from agent360_models.base.status import StatusField
from agent360_models.fields import DocumentField
from agent360_models.indexes import Index
from agent360_models.secrets import error_text
from agent360_models.transactions import reconnect_if_lost
from agent360_models.units import moment
from agent360_models.validators import storable_text

__all__ = ["Job"]


class Job(KeyedModel, StatusModel):
    """A task to execute once, by any worker; written by the requester, then by the worker.

    The function registered with ``handlers.handler`` for its type executes it.
    """

    STATUS_CHOICES = RunStatus
    INITIAL_STATUS = RunStatus.PENDING
    TRANSITIONS = OF_JOBS
    ACTIVE_STATUSES = UNDER_WAY
    ASKED_FOR = ("type", "status", "params", "priority", "scheduled_at", "max_attempts")  # by the requester

    # The mark of the claim that returned this object, and its lease; None without a claim. Refreshing the row does not
    # load them, so that no worker takes over another worker's claim.
    held: tuple[uuid.UUID, timedelta] | None = None

    type = models.CharField(verbose_name="Type", max_length=100, help_text="Which handler does it.")
    status = StatusField(
        verbose_name="Status",
        max_length=20,
        editable=False,
        help_text="pending, running, succeeded, failed or cancelled; the last two may be requeued.",
    )
    params = DocumentField(
        verbose_name="Parameters",
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text="JSON for the handler, stored in clear: the name of a secret, and not the secret.",
    )
    result = DocumentField(
        verbose_name="Result",
        null=True,
        blank=True,
        editable=False,
        encoder=DjangoJSONEncoder,
        help_text="JSON that the handler returned. Empty: it has not succeeded, or returned nothing.",
    )
    priority = models.IntegerField(verbose_name="Priority", default=0, help_text="The highest goes first.")
    scheduled_at = models.DateTimeField(
        verbose_name="Scheduled at", default=timezone.now, help_text="Not before; after a failure when to try again."
    )

    # Attempts
    max_attempts = models.PositiveIntegerField(
        verbose_name="Maximum attempts", default=3, help_text="After that many claims it is not tried again by itself."
    )
    attempts = models.PositiveIntegerField(
        verbose_name="Attempts",
        default=0,
        editable=False,
        help_text="How often a worker has claimed it; requeue() sets it to 0.",
    )
    error_redacted = models.JSONField(
        verbose_name="Error",
        default=str,
        blank=True,
        editable=False,
        help_text="Type and message of the last attempt's error, as one text.",
    )
    progress = models.JSONField(
        verbose_name="Progress", default=dict, blank=True, editable=False, help_text="done, total and note."
    )
    cancel_requested = models.BooleanField(
        verbose_name="Cancellation requested",
        default=False,
        editable=False,
        help_text="The handler learns of it when it next says how far it is.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at", default=timezone.now, editable=False, help_text="When somebody asked for it."
    )
    started_at = models.DateTimeField(
        verbose_name="Started at",
        null=True,
        blank=True,
        editable=False,
        help_text="When a worker last claimed it. Empty: none has.",
    )
    ended_at = models.DateTimeField(
        verbose_name="Ended at",
        null=True,
        blank=True,
        editable=False,
        help_text="Empty until it succeeds, fails for good or is cancelled.",
    )

    # Claim
    claim = models.UUIDField(
        verbose_name="Claim", null=True, blank=True, editable=False, help_text="The mark of who may write its outcome."
    )
    lease_owner = models.CharField(
        verbose_name="Lease owner", max_length=255, blank=True, editable=False, help_text="The worker, for people."
    )
    lease_expires_at = models.DateTimeField(
        verbose_name="Lease expires at",
        null=True,
        blank=True,
        editable=False,
        help_text="From then on another worker may claim it; progress puts it off.",
    )

    secret_fields = ("claim",)
    personal_fields = ("params", "result")

    objects = JobQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_job"
        indexes = [
            Index(
                fields=["-priority", "scheduled_at", "id"], condition=Q(status="pending"), name="automate_core_job_due"
            ),
            Index(
                fields=["type", "-priority", "scheduled_at", "id"],
                condition=Q(status="pending"),
                name="automate_core_job_due_of_type",
            ),
            Index(fields=["lease_expires_at"], condition=Q(status="running"), name="automate_core_job_lease"),
            # For monitoring: since when jobs are due, and how many have failed.
            Index(fields=["scheduled_at"], condition=Q(status="pending"), name="automate_core_job_waiting"),
            Index(fields=["ended_at"], condition=Q(status="failed"), name="automate_core_job_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.type}, {moment(self.scheduled_at)} ({self.get_status_display()})"

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the job; of a stored job only the requester's fields, since a worker may write the others meanwhile."""
        if not self.is_unstored and options.get("update_fields") is None:
            options["update_fields"] = self.ASKED_FOR
        super().save(**options)

    def execute(self) -> Any:
        """Run the handler and return its result; a job that is not claimed is claimed first.

        An error of the handler is recorded, then raised to the caller. The job then waits for a retry, or has failed.
        If the handler stops because the job was cancelled, the result is ``None``.

        Raises ``UnknownJobTypeError`` if no handler is registered here; it is recorded like an error of a handler.
        Raises ``JobLostError``, which is not recorded, if the job does not, or no longer, belong to this worker.
        Raises ``RunRefusedError`` inside ``atomic``, where the record would be rolled back too.
        """
        alias = self.alias_to_write(self._state.db)
        _recording.refuse_inside_atomic(self, alias)
        if self.held is None:
            self._claim(alias)
        try:
            result = handlers.find(self.type)(self)
            reconnect_if_lost(alias)  # the connection may have timed out while the handler ran
            self._end(status=RunStatus.SUCCEEDED, result=result, error_redacted="", ended_at=Now())
        except WorkCancelledError:
            self._end(status=RunStatus.CANCELLED, ended_at=Now())
            return None
        except JobLostError:
            raise
        except BaseException as error:
            with suppress(Error):  # without a connection nothing is stored; the lease runs out
                reconnect_if_lost(alias)
                self._end(**_after_failure(Now() + self.retry_delay()), error_redacted=self.describe_error(error))
            raise
        return result

    execute.alters_data = True  # type: ignore[attr-defined]

    def set_progress(self, done: float, total: float | None = None, note: str = "") -> None:
        """Record the progress and renew the lease; for the handler, outside ``atomic``.

        Raises ``WorkCancelledError`` if the job was cancelled: the handler cleans up and lets the error pass.
        Raises ``JobLostError`` if the lease ran out and another worker has the job.
        """
        (mine, lease), progress = self._mine(), {"done": done, "total": total, "note": storable_text(note)}
        if mine.filter(cancel_requested=False).update(lease_expires_at=Now() + lease, progress=progress):
            self.progress = progress
        elif mine.exists():
            raise WorkCancelledError(f"Job {self.pk} was cancelled. Stop working on it.")
        else:
            raise self._lost()

    def get_progress(self) -> dict[str, Any]:
        """Return the progress as last read: ``status``, ``done``, ``total``, ``note`` and ``percent``."""
        done, total = self.progress.get("done"), self.progress.get("total")
        percent = 100 if self.status == RunStatus.SUCCEEDED else round(100 * done / total) if total else None
        note = self.progress.get("note", "")
        return {"status": str(self.status), "done": done, "total": total, "note": note, "percent": percent}

    def cancel(self, *, using: str | None = None) -> bool:
        """Cancel the job: a waiting job at once, a running one when its handler next reports progress.

        Returns whether it was unfinished.
        """
        alias = self.alias_to_write(using)
        changed: int = type(self)._default_manager.using(alias).filter(pk=self.pk).cancel()
        self.refresh_from_db(using=alias)
        return bool(changed)

    cancel.alters_data = True  # type: ignore[attr-defined]

    def requeue(self, *, using: str | None = None) -> bool:
        """Requeue a job that failed or was cancelled, due now; tell whether it was one."""
        alias = self.alias_to_write(using)
        changed: int = type(self)._default_manager.using(alias).filter(pk=self.pk).requeue()
        self.refresh_from_db(using=alias)
        return bool(changed)

    requeue.alters_data = True  # type: ignore[attr-defined]

    def retry_delay(self) -> timedelta:
        """Return the back-off after a failure: half a minute, doubled each time, up to an hour."""
        return min(timedelta(seconds=30) * int(2 ** min(self.attempts - 1, 10)), timedelta(hours=1))

    def describe_error(self, error: BaseException) -> str:
        """Return the text to store for an error. Override it to leave out confidential messages."""
        return error_text(error)

    def _claim(self, alias: str) -> None:
        claimed = type(self)._default_manager.using(alias).filter(pk=self.pk).claim()
        if not claimed:
            raise JobLostError(f"Job {self.pk} cannot be claimed: it is not due, has ended, or has another worker.")
        self.refresh_from_db(using=alias)
        self.held = claimed[0].held

    def _mine(self) -> tuple[Any, timedelta]:
        """Return a queryset of the job's row, empty if this worker has lost the job, and the length of the lease."""
        if self.held is None:
            raise self._lost()
        claim, lease = self.held
        rows = type(self)._base_manager.using(self._state.db)
        return rows.filter(pk=self.pk, status=RunStatus.RUNNING, claim=claim), lease

    def _end(self, **values: Any) -> None:
        """Store the outcome of the attempt, and release the job."""
        released = {"status_changed_at": Now(), "claim": None, "lease_expires_at": None}
        mine, _ = self._mine()
        with transaction.atomic(using=self._state.db):  # a refused result must not break the transaction of a test
            if not mine.update(**released, **values):
                raise self._lost()
        self.held = None
        self.refresh_from_db(using=self._state.db)

    def _lost(self) -> JobLostError:
        return JobLostError(
            f"Job {self.pk} does not belong to this worker: its lease ran out, or it was never claimed. Nothing"
            " was written."
        )
