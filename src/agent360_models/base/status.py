"""Rows that go from status to status."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, TypeVar, Unpack

from django.core.checks import CheckMessage
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from agent360_models.base import _checks
from agent360_models.base._combination import (
    CooperativeModel,
    CooperativeQuerySet,
    SaveOptions,
    all_rows,
    get_field,
    named_fields,
)
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields.kept import KeptCharField, KeptDateTimeField
from agent360_models.typed import MYPY

__all__ = ["StatusField", "StatusManager", "StatusModel", "StatusQuerySet"]

_Row_co = TypeVar("_Row_co", bound="StatusModel", covariant=True)
_Statuses: TypeAlias = Sequence[tuple[str, Any]] | type[models.TextChoices]


class StatusField(KeptCharField):
    """A status, with the choices and the default of the model that it is on."""

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002  # Django's signature
        """Take the choices from ``STATUS_CHOICES``, and the default from ``INITIAL_STATUS``."""
        if choices := getattr(cls, "STATUS_CHOICES", None):
            self.choices = choices
        if initial := getattr(cls, "INITIAL_STATUS", None):
            self.default = str(initial)
        super().contribute_to_class(cls, name, private_only)


class StatusQuerySet(CooperativeQuerySet[_Row_co]):
    """Rows by their status."""

    if MYPY:

        @classmethod
        def as_manager(cls) -> models.Manager[models.Model]: ...  # type: ignore[override]  # noqa: D102  # see CooperativeQuerySet
    elif TYPE_CHECKING:

        @classmethod
        def as_manager(cls) -> Self: ...  # noqa: D102

    def by_status(self, status: str) -> Self:
        """Return the rows that are in ``status``."""
        return self.filter(status=status)

    def active(self) -> Self:
        """Return the rows that are in one of the model's ``active_statuses()``."""
        return self.filter(status__in=self.model.active_statuses())


if MYPY or not TYPE_CHECKING:
    _StatusManager = models.Manager.from_queryset(StatusQuerySet)

    class StatusManager(_StatusManager[_Row_co]):
        """The manager of a model that has no other: ``by_status()`` and ``active()``."""

else:
    StatusManager: TypeAlias = StatusQuerySet[_Row_co]  # see agent360_models.typed


class StatusModel(CooperativeModel):
    """A row that goes from status to status.

    A status may be changed by ``transition_to()``, or by assigning it and saving. Both look at the stored status
    under a lock, and raise ``IllegalTransitionError`` for a step that is not allowed.

    Class attributes:
        STATUS_CHOICES: the statuses, as choices of a field or as ``TextChoices``.
        INITIAL_STATUS: that of a new row.
        TRANSITIONS: to which statuses each may go; one that is missing is final. Without it every step is allowed.
        ACTIVE_STATUSES: what ``active()`` returns; by default the statuses that are not final.
    """

    STATUS_CHOICES: ClassVar[_Statuses] = ()
    INITIAL_STATUS: ClassVar[str] = ""
    TRANSITIONS: ClassVar[Mapping[str, Collection[str]] | None] = None
    ACTIVE_STATUSES: ClassVar[Collection[str] | None] = None
    offered_manager: ClassVar[type[models.Manager[Any]] | None] = StatusManager

    status = StatusField(
        verbose_name="Status",
        max_length=50,
        db_index=True,
        help_text="A step that the model's transitions do not allow is refused.",
    )
    status_changed_at = KeptDateTimeField(
        verbose_name="Status changed at",
        default=timezone.now,
        editable=False,
        help_text="Set with every transition; of a new row, when it was made.",
    )

    class Meta:
        abstract = True

    @classmethod
    def check(cls, **kwargs: Any) -> list[CheckMessage]:
        """Check that the statuses which the class names are among ``STATUS_CHOICES``."""
        return [*super().check(**kwargs), *_checks.of_statuses(cls)]

    @classmethod
    def remembered_attributes(cls) -> frozenset[str]:
        """Let a stale object undo no transition."""
        return super().remembered_attributes() | {"status", "status_changed_at"}

    @classmethod
    def all_statuses(cls) -> tuple[str, ...]:
        """Return all statuses, in their order."""
        return tuple(str(value) for value, _ in get_field(cls, "status").flatchoices)

    @classmethod
    def transitions_from(cls, status: str) -> tuple[str, ...]:
        """Return the statuses to which a row in ``status`` may go."""
        return cls.all_statuses() if cls.TRANSITIONS is None else tuple(map(str, cls.TRANSITIONS.get(status, ())))

    @classmethod
    def active_statuses(cls) -> tuple[str, ...]:
        """Return ``ACTIVE_STATUSES``, or else the statuses that are not final."""
        if cls.ACTIVE_STATUSES is not None:
            return tuple(cls.ACTIVE_STATUSES)
        return tuple(status for status in cls.all_statuses() if cls.transitions_from(status))

    def transition_to(self, status: str, *, using: str | None = None) -> None:
        """Take the step from the stored status to ``status``; nothing else of the object is saved.

        Of two callers that want the same step, one takes it, and the other gets the error, unless the status may
        go to itself.

        Raises ``IllegalTransitionError`` for a step that is not allowed, ``DoesNotExist`` for a row that is gone.
        """
        before = self.status, self._remembered
        self.status = status
        self._remembered = {**self._remembered, "status": None}  # a step from the stored status, also to the same
        try:
            self.save(using=using, update_fields=["status"])
        except BaseException:
            self.status, self._remembered = before
            raise

    transition_to.alters_data = True  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Refuse in forms what ``save()`` would refuse."""
        super().clean()
        if not self.is_unstored and self.has_changed_since_read("status"):
            try:
                self._check_step(self._stored_statuses(self.alias_to_write(None)).first())
            except IllegalTransitionError as error:
                raise ValidationError({"status": str(error)}) from error

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the row; a change of status is a transition from the stored one."""
        fields = named_fields(options)
        is_written = fields is None or "status" in fields
        if self.is_unstored or not is_written or not self.has_changed_since_read("status"):
            super().save(**options)
            return
        alias = options["using"] = self.alias_to_write(options.get("using"))
        with transaction.atomic(using=alias):
            changed = filter(self.has_changed_since_read, self.remembered_attributes())
            rows = self._stored_statuses(alias)
            rows._lock_first(**{name: getattr(self, name) for name in changed})  # noqa: SLF001  # our own
            stored = rows.select_for_update(no_key=True).first()
            if stored is None:
                raise self.not_found()
            if self._check_step(stored):
                self.status_changed_at = timezone.now()
                if fields is not None:
                    options["update_fields"] = fields | {"status_changed_at"}
            super().save(**options)

    def _stored_statuses(self, alias: str) -> Any:
        """Return the query for the stored status: in multi-table inheritance that of the row that has it."""
        model = get_field(type(self), "status").model
        return all_rows(model, alias).filter(pk=self.pk).values_list("status", flat=True)

    def _check_step(self, stored: str | None) -> bool:
        """Tell whether saving is a step from the stored status, and raise the error of one that is not allowed."""
        if stored is None or (stored == self.status and "status" not in self._remembered):
            return False  # the row is gone, or the status was read later than the rest
        self._check_transition(stored)
        return True

    def _check_transition(self, stored: str) -> None:
        allowed = self.transitions_from(stored)
        if self.status not in allowed:
            instead = ", ".join(allowed) or "nothing"
            raise IllegalTransitionError(
                f"{self._meta.label} {self.pk} cannot go from {stored} to {self.status}."
                f" Allowed from {stored}: {instead}."
            )
