"""Tables ``automate_modal_modalendpoint``, ``_modaljob`` and ``_modalartifact``."""

from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone

from agent360_models.automate.keys import KeyedModel
from agent360_models.automate.modal._hooks import functions
from agent360_models.base import SluggedModel, StatusModel, StatusQuerySet, TimeStampedModel
from agent360_models.bulk import BulkQuerySet
from agent360_models.indexes import Index
from agent360_models.secrets import error_text
from agent360_models.units import moment
from agent360_models.validators import validate_json

__all__ = ["ModalArtifact", "ModalEndpoint", "ModalJob", "ModalJobQuerySet"]

_a_modal_name = RegexValidator(r"\A[A-Za-z0-9._-]+\Z", "Letters, digits, dots, dashes and underscores.")


class ModalEndpoint(KeyedModel, SluggedModel, TimeStampedModel):
    """A function of an app deployed on Modal; set up in the admin.

    Modal's SDK reads the credentials from ``MODAL_TOKEN_ID`` and ``MODAL_TOKEN_SECRET``, or from ``~/.modal.toml``.
    """

    name = models.CharField(verbose_name="Name", max_length=200, help_text="For people; the slug is made of it.")
    app_name = models.CharField(
        verbose_name="App",
        max_length=200,
        validators=[_a_modal_name],
        help_text="The deployed app that has the function.",
    )
    function_name = models.CharField(
        verbose_name="Function", max_length=200, validators=[_a_modal_name], help_text="As the app names it."
    )
    gpu = models.CharField(
        verbose_name="GPU",
        max_length=100,
        default="",
        blank=True,
        help_text="As A10G or H100:2. Empty: as the function was deployed.",
    )
    timeout = models.IntegerField(
        verbose_name="Timeout",
        default=300,
        validators=[MinValueValidator(1)],
        help_text="How many seconds an answer is waited for.",
    )

    units = {"timeout": "seconds"}

    objects = BulkQuerySet["ModalEndpoint"].as_manager()

    class Meta:
        managed = True
        db_table = "automate_modal_modalendpoint"
        verbose_name = "Modal endpoint"
        constraints = [
            models.CheckConstraint(condition=models.Q(timeout__gte=1), name="automate_modal_modalendpoint_timeout")
        ]

    def __str__(self) -> str:
        return self.name

    def get_function(self) -> Any:
        """Return the ``modal.Function``. A subclass may look it up differently."""
        return functions.function_of(self.app_name, self.function_name, gpu=self.gpu)

    def invoke(self, input: Any = None, *, using: str | None = None) -> "ModalJob":  # noqa: A002  # the name others know
        """Call the function, wait for its result, and return the job that records both.

        Args:
            input: a JSON object is passed as named arguments, any other value as the single argument, and ``None`` as
                no argument.
            using: the alias to write to; by default, the router's choice.

        Errors, including those of the function, are recorded and raised again. After ``timeout`` seconds the call is
        cancelled. If the transaction is rolled back, the record is lost too.

        """
        job = ModalJob(endpoint=self, input=input)
        job.clean_fields(exclude={"endpoint"})
        job.save(using=using)
        job.run()
        return job

    invoke.alters_data = True  # type: ignore[attr-defined]

    def get_logs(self, lines: int = 100) -> "list[functions.LogLine]":
        """Return the last lines of the function's output from Modal, oldest first."""
        return functions.logs_of(self.get_function(), lines)


class ModalJobQuerySet(StatusQuerySet["ModalJob"], BulkQuerySet["ModalJob"]):  # type: ignore[override]  # as_manager
    """Jobs by their status."""


class ModalJob(KeyedModel, StatusModel, TimeStampedModel):
    """One call of a function; written by ``endpoint.invoke()`` at its start and end."""

    class Status(models.TextChoices):
        """The status of the call."""

        PENDING = "pending", "Pending"
        RUNNING = "running", "Running"
        SUCCEEDED = "succeeded", "Succeeded"
        FAILED = "failed", "Failed"

    STATUS_CHOICES = Status
    INITIAL_STATUS = Status.PENDING
    TRANSITIONS = {
        Status.PENDING: [Status.RUNNING, Status.FAILED],
        Status.RUNNING: [Status.SUCCEEDED, Status.FAILED],
    }

    endpoint = models.ForeignKey(
        "automate_modal.ModalEndpoint",
        verbose_name="Endpoint",
        on_delete=models.CASCADE,
        db_index=False,
        related_name="jobs",
        help_text="The function that was called; its jobs are deleted with it.",
    )
    input = models.JSONField(
        verbose_name="Input",
        null=True,
        blank=True,
        encoder=DjangoJSONEncoder,
        validators=[validate_json],
        help_text="A JSON object is the named arguments, other JSON the one argument. Empty: none.",
    )
    output = models.JSONField(
        verbose_name="Output",
        null=True,
        blank=True,
        encoder=DjangoJSONEncoder,
        validators=[validate_json],
        help_text="JSON that the function returned. Empty: it has not, or returned nothing.",
    )
    cost = models.DecimalField(
        verbose_name="Cost",
        max_digits=12,
        decimal_places=6,
        null=True,
        blank=True,
        help_text="In US dollars. Modal tells it in its billing report, and not with the answer.",
    )
    error_redacted = models.TextField(
        verbose_name="Error", default="", blank=True, help_text="Kind and beginning of the error."
    )
    function_call_id = models.CharField(
        verbose_name="Function call id",
        max_length=100,
        default="",
        blank=True,
        help_text="By which Modal knows the call: fc-...",
    )
    started_at = models.DateTimeField(
        verbose_name="Started at",
        null=True,
        blank=True,
        help_text="Set before Modal is asked. Empty: it has not begun.",
    )
    finished_at = models.DateTimeField(
        verbose_name="Finished at",
        null=True,
        blank=True,
        help_text="Empty until it succeeds or fails; a killed process leaves it so.",
    )

    units = {"cost": "USD"}
    personal_fields = ("input", "output")

    objects = ModalJobQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_modal_modaljob"
        verbose_name = "Modal job"
        indexes = [Index(fields=["endpoint", "created_at"], name="idx_automate_modal_modaljob_endpoint_created")]

    def __str__(self) -> str:
        return f"Modal job of {moment(self.created_at)} ({self.get_status_display()})"

    @property
    def duration(self) -> timedelta | None:
        """Return the duration of the call; ``None`` before it has ended."""
        return None if self.started_at is None or self.finished_at is None else self.finished_at - self.started_at

    def run(self) -> None:
        """Call the function and record the result; an error is recorded and raised again."""
        self.started_at, self.status = timezone.now(), self.Status.RUNNING
        self.save(update_fields=["started_at", "status"])
        try:
            call = functions.start(self.endpoint.get_function(), self.input)
            self.function_call_id = call.object_id
            self.save(update_fields=["function_call_id"])
            output = functions.answer_of(call, self.endpoint.timeout)
            validate_json(output)
        except BaseException as error:
            self.error_redacted = error_text(error)
            self._end(self.Status.FAILED)
            raise
        self.output = output
        self._end(self.Status.SUCCEEDED)

    run.alters_data = True  # type: ignore[attr-defined]

    def _end(self, status: "ModalJob.Status") -> None:
        self.finished_at, self.status = timezone.now(), status
        self.save(update_fields=["finished_at", "status", "output", "error_redacted"])


class ModalArtifact(KeyedModel):
    """A result of a call that is stored elsewhere, such as a file in a volume; written by the code that collects it."""

    job = models.ForeignKey(
        "automate_modal.ModalJob",
        verbose_name="Job",
        on_delete=models.CASCADE,
        db_index=False,
        related_name="artifacts",
        help_text="The call that made it, and that it is deleted with.",
    )
    kind = models.CharField(
        verbose_name="Kind", max_length=100, default="", blank=True, help_text="As model, image or application/json."
    )
    uri = models.CharField(
        verbose_name="URI", max_length=2000, help_text="Where it is kept, without a signature or a token."
    )
    size_bytes = models.BigIntegerField(
        verbose_name="Size",
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="In bytes. Empty: not known.",
    )
    sha256 = models.CharField(
        verbose_name="SHA-256", max_length=64, default="", blank=True, help_text="In hexadecimal digits."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at", default=timezone.now, editable=False, help_text="When it was recorded here."
    )

    units = {"size_bytes": "bytes"}

    objects = BulkQuerySet["ModalArtifact"].as_manager()

    class Meta:
        managed = True
        db_table = "automate_modal_modalartifact"
        verbose_name = "Modal artifact"
        indexes = [Index(fields=["job"], name="automate_modal_modalartifact_job")]

    def __str__(self) -> str:
        return f"{self.kind} of {moment(self.created_at)}"
