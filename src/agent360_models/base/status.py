"""Rows with a status and allowed transitions."""

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
    """A status field that takes its choices and default from the model."""

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002  # Django's signature
        """Set the choices from ``STATUS_CHOICES`` and the default from ``INITIAL_STATUS``."""
        if choices := getattr(cls, "STATUS_CHOICES", None):
            self.choices = choices
        if initial := getattr(cls, "INITIAL_STATUS", None):
            self.default = str(initial)
        super().contribute_to_class(cls, name, private_only)


class StatusQuerySet(CooperativeQuerySet[_Row_co]):
    """A queryset that selects rows by status."""

    if MYPY:

        @classmethod
        def as_manager(cls) -> models.Manager[models.Model]: ...  # type: ignore[override]  # noqa: D102  # see CooperativeQuerySet
    elif TYPE_CHECKING:

        @classmethod
        def as_manager(cls) -> Self: ...  # noqa: D102

    def by_status(self, status: str) -> Self:
        """Return the rows with this status."""
        return self.filter(status=status)

    def active(self) -> Self:
        """Return the rows with one of the model's ``active_statuses()``."""
        return self.filter(status__in=self.model.active_statuses())


if MYPY or not TYPE_CHECKING:
    _StatusManager = models.Manager.from_queryset(StatusQuerySet)

    class StatusManager(_StatusManager[_Row_co]):
        """The default manager of a model with a status: offers ``by_status()`` and ``active()``."""

else:
    StatusManager: TypeAlias = StatusQuerySet[_Row_co]  # see agent360_models.typed


class StatusModel(CooperativeModel):
    """A row with a status that changes by allowed transitions.

    Change the status with ``transition_to()``, or assign it and save. Both check the stored status under a lock, and
    raise ``IllegalTransitionError`` for a transition that is not allowed.

    Class attributes:
        STATUS_CHOICES: the statuses, as field choices or ``TextChoices``.
        INITIAL_STATUS: the status of a new row.
        TRANSITIONS: the allowed next statuses of each status; a status that is missing is final. Without
            TRANSITIONS every transition is allowed.
        ACTIVE_STATUSES: the statuses that ``active()`` selects; by default those that are not final.
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
        """Check that all statuses in the class attributes are in ``STATUS_CHOICES``."""
        return [*super().check(**kwargs), *_checks.of_statuses(cls)]

    @classmethod
    def remembered_attributes(cls) -> frozenset[str]:
        """Remember the status, so that a stale instance does not undo a transition."""
        return super().remembered_attributes() | {"status", "status_changed_at"}

    @classmethod
    def all_statuses(cls) -> tuple[str, ...]:
        """Return all statuses, in order."""
        return tuple(str(value) for value, _ in get_field(cls, "status").flatchoices)

    @classmethod
    def transitions_from(cls, status: str) -> tuple[str, ...]:
        """Return the statuses that a row may change to from ``status``."""
        return cls.all_statuses() if cls.TRANSITIONS is None else tuple(map(str, cls.TRANSITIONS.get(status, ())))

    @classmethod
    def active_statuses(cls) -> tuple[str, ...]:
        """Return ``ACTIVE_STATUSES``, or by default the statuses that are not final."""
        if cls.ACTIVE_STATUSES is not None:
            return tuple(cls.ACTIVE_STATUSES)
        return tuple(status for status in cls.all_statuses() if cls.transitions_from(status))

    def transition_to(self, status: str, *, using: str | None = None) -> None:
        """Change the stored status to ``status``; save nothing else of the instance.

        If two callers attempt the same transition, one succeeds and the other gets the error, unless a transition from
        the status to itself is allowed.

        Raises ``IllegalTransitionError`` for a transition that is not allowed, and ``DoesNotExist`` for a deleted row.
        """
        before = self.status, self._remembered
        self.status = status
        self._remembered = {**self._remembered, "status": None}  # so save() checks even the same status
        try:
            self.save(using=using, update_fields=["status"])
        except BaseException:
            self.status, self._remembered = before
            raise

    transition_to.alters_data = True  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Report in forms the transitions that ``save()`` would refuse."""
        super().clean()
        if not self.is_unstored and self.has_changed_since_read("status"):
            try:
                self._check_step(self._stored_statuses(self.alias_to_write(None)).first())
            except IllegalTransitionError as error:
                raise ValidationError({"status": str(error)}) from error

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the row; a changed status is a transition from the stored status."""
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
        """Return the query for the stored status: in multi-table inheritance in the table with the column."""
        model = get_field(type(self), "status").model
        return all_rows(model, alias).filter(pk=self.pk).values_list("status", flat=True)

    def _check_step(self, stored: str | None) -> bool:
        """Tell whether saving is a transition from the stored status; raise the error if it is not allowed."""
        if stored is None or (stored == self.status and "status" not in self._remembered):
            return False  # the row no longer exists, or the status was read later than the rest
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
