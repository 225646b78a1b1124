"""Soft deletes: rows are flagged instead of deleted."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, TypeVar

from django.core.checks import CheckMessage
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.lookups import Exact
from django.utils import timezone

from agent360_models.base import _checks
from agent360_models.base._combination import CooperativeQuerySet, ModelWithUser, all_rows, get_field
from agent360_models.base._forms import about_the_whole
from agent360_models.fields.kept import KeptBooleanField, KeptCharField, KeptNullDateTimeField
from agent360_models.typed import MYPY

__all__ = ["SoftDeleteManager", "SoftDeleteModel", "SoftDeleteQuerySet", "unique_unless_deleted"]

_Row_co = TypeVar("_Row_co", bound="SoftDeleteModel", covariant=True)


class _Deletion(Exact):
    """The condition on the deletion flag, with its own class so that a query can remove it."""


class SoftDeleteQuerySet(CooperativeQuerySet[_Row_co]):
    """Rows that are not deleted, unless the query includes deleted rows."""

    if MYPY:

        @classmethod
        def as_manager(cls) -> models.Manager[models.Model]: ...  # type: ignore[override]  # noqa: D102  # see CooperativeQuerySet
    elif TYPE_CHECKING:

        @classmethod
        def as_manager(cls) -> Self: ...  # noqa: D102

    _is_hard = False

    def _begin(self) -> Iterator[Any]:
        yield from super()._begin()
        yield _Deletion(F("is_deleted").resolve_expression(self.query), False)  # noqa: FBT003  # a value in SQL

    @property
    def removes_rows(self) -> bool:
        """Whether this is a ``hard_delete()``."""
        return self._is_hard

    def with_deleted(self) -> Self:
        """Include the deleted rows."""
        return self._without(_Deletion, "with_deleted")

    def deleted(self) -> Self:
        """Return only the deleted rows."""
        rows = self._without(_Deletion, "deleted")
        rows.query.where.add(_Deletion(F("is_deleted").resolve_expression(rows.query), True), "AND")  # noqa: FBT003  # as above
        return rows

    def delete(self) -> tuple[int, dict[str, int]]:
        """Flag the rows and the related rows of ``deletes_with`` as deleted; return the counts by model."""
        if self._is_hard:
            return super().delete()
        with transaction.atomic(using=self.write_alias):
            found = _flag(self.using(self.write_alias), timezone.now(), self.model.get_current_user())
        return found.total(), dict(found)

    delete.queryset_only = True  # type: ignore[attr-defined]

    def hard_delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows from the table, as ``delete()`` of other models does."""
        rows = self.all()
        rows._is_hard = True  # noqa: SLF001  # our own; other bases override delete(), so the call has to go through theirs
        return rows.delete()

    hard_delete.alters_data = True  # type: ignore[attr-defined]
    hard_delete.queryset_only = True  # type: ignore[attr-defined]

    def restore(self) -> int:
        """Restore the deleted rows among these, and the rows deleted with them; return the number of the former.

        ``Model.objects.deleted().filter(...).restore()``
        """
        with transaction.atomic(using=self.write_alias):
            return _restore(_hold(self.using(self.write_alias), is_deleted=False))

    restore.alters_data = True  # type: ignore[attr-defined]
    restore.queryset_only = True  # type: ignore[attr-defined]


if MYPY or not TYPE_CHECKING:
    _SoftDeleteManager = models.Manager.from_queryset(SoftDeleteQuerySet)

    class SoftDeleteManager(_SoftDeleteManager[_Row_co]):
        """The default manager of a soft-delete model: hides deleted rows and offers ``deleted()``."""

else:
    SoftDeleteManager: TypeAlias = SoftDeleteQuerySet[_Row_co]  # see agent360_models.typed


class SoftDeleteModel(ModelWithUser):
    """A row with soft delete: ``delete()`` flags the row, and ``restore()`` brings it back.

    Managers hide deleted rows; foreign keys still lead to them. Related rows stay untouched, except those that
    ``deletes_with`` names.

    Class attributes:
        deletes_with: names of reverse relations whose rows are deleted and restored with this row. Their models must
            also be ``SoftDeleteModel``s.
    """

    deletes_with: ClassVar[tuple[str, ...]] = ()
    offered_manager: ClassVar[type[models.Manager[Any]] | None] = SoftDeleteManager
    _is_hard = False

    is_deleted = KeptBooleanField(
        verbose_name="Deleted",
        default=False,
        editable=False,
        help_text="Queries leave such a row out until restore() brings it back.",
    )
    deleted_at = KeptNullDateTimeField(
        verbose_name="Deleted at",
        null=True,
        blank=True,
        editable=False,
        help_text="Empty: the row is there, or was brought back.",
    )
    deleted_by = KeptCharField(
        verbose_name="Deleted by",
        max_length=255,
        default="",
        blank=True,
        editable=False,
        help_text="User name. Empty: the row is there, or nobody was the current user.",
    )

    class Meta:
        abstract = True

    @classmethod
    def check(cls, **kwargs: Any) -> list[CheckMessage]:
        """Check that ``deletes_with`` names reverse relations to soft-delete models."""
        return [*super().check(**kwargs), *_checks.of_deletes_with(cls)]

    @classmethod
    def remembered_attributes(cls) -> frozenset[str]:
        """Remember the deletion, so that a stale instance does not undo it."""
        return super().remembered_attributes() | {"is_deleted", "deleted_at", "deleted_by"}

    @property
    def removes_row(self) -> bool:
        """Whether this is a ``hard_delete()``."""
        return self._is_hard

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:  # noqa: FBT001, FBT002  # Django's signature
        """Flag the row and the related rows of ``deletes_with`` as deleted; return the counts by model.

        The stored row decides: a row that is already flagged or no longer exists is left alone.
        """
        if self._is_hard:
            return super().delete(using, keep_parents)
        if not self._is_pk_set():  # type: ignore[attr-defined]  # Django's own
            raise ValueError(f"{self._meta.label} object can't be deleted because it has no primary key.")
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            try:
                self._read_deletion(alias, is_deleted=True)
            except self.DoesNotExist:
                return 0, {}
            if self.is_deleted:
                return 0, {}
            now, user = timezone.now(), self.get_current_user()
            self._set(alias, is_deleted=True, deleted_at=now, deleted_by=user)
            found = _flag_related(self._stored(alias), now, user)
        found[self._meta.label] += 1
        return found.total(), dict(found)

    def hard_delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:  # noqa: FBT001, FBT002  # as delete()
        """Delete the row from the table, as ``delete()`` of other models does."""
        self._is_hard = True  # other bases override delete(), so the call has to go through theirs
        try:
            return self.delete(using, keep_parents)
        finally:
            del self._is_hard

    hard_delete.alters_data = True  # type: ignore[attr-defined]

    def restore(self, *, using: str | None = None) -> None:
        """Restore the row and the rows deleted with it.

        The stored row decides: a row that is not deleted is left alone. A deleted parent stays deleted.

        Raises ``IntegrityError`` if another row has taken a unique value, and ``DoesNotExist`` if the row no longer
        exists.
        """
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            self._read_deletion(alias, is_deleted=False)
            if self.is_deleted:
                related = _hold_related(self._stored(alias))
                self._set(alias, is_deleted=False, deleted_at=None, deleted_by="")
                for rows in related:
                    _restore(rows)

    restore.alters_data = True  # type: ignore[attr-defined]

    def validate_constraints(self, exclude: Any = None) -> None:
        """Validate constraints that depend on ``is_deleted``, although no form shows the flag."""
        excluded = set(exclude or ())
        try:
            super().validate_constraints(exclude=excluded - {"is_deleted"})
        except ValidationError as error:
            raise about_the_whole(self, error, excluded & {"is_deleted"}) from None

    def _read_deletion(self, alias: str, *, is_deleted: bool) -> None:
        """Lock the stored row before it changes to ``is_deleted``, and read its deletion columns."""
        rows = all_rows(get_field(type(self), "is_deleted").model, alias).filter(pk=self.pk)
        rows._lock_first(is_deleted=is_deleted)  # noqa: SLF001  # our own
        stored = rows.select_for_update(no_key=True).values("is_deleted", "deleted_at", "deleted_by").first()
        if stored is None:
            raise self.not_found()
        self.__dict__.update(stored)
        self.remember_stored(stored)

    def _stored(self, alias: str) -> "CooperativeQuerySet[SoftDeleteModel]":
        return all_rows(type(self), alias).filter(pk=self.pk)

    def _set(self, alias: str, **values: Any) -> None:
        before = {name: getattr(self, name) for name in values}
        self.__dict__.update(values)
        try:
            self.save(using=alias, update_fields=values)
        except BaseException:
            self.__dict__.update(before)
            raise


def unique_unless_deleted(*fields: str, name: str) -> models.UniqueConstraint:
    """Return a constraint that makes ``fields`` unique among the rows that are not deleted.

    Args:
        *fields: field names.
        name: the name of the constraint in the database.

    """
    return models.UniqueConstraint(fields=fields, condition=Q(is_deleted=False), name=name)


def _hold(rows: Any, *, is_deleted: bool) -> Any:
    """Lock the rows that will change to ``is_deleted`` until the transaction ends, and return them."""
    waiting = rows.filter(is_deleted=not is_deleted).order_by()
    keys = list(waiting.values_list("pk", flat=True))
    owner = all_rows(get_field(rows.model, "is_deleted").model, rows.db).filter(pk__in=keys)
    owner._lock_first(is_deleted=is_deleted)  # noqa: SLF001  # our own
    list(owner.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    held = waiting.filter(pk__in=keys).values_list("pk", flat=True)  # without rows that others have changed
    return all_rows(rows.model, rows.db).filter(pk__in=list(held))


def _flag(rows: Any, now: datetime, user: str) -> Counter[str]:
    held = _hold(rows, is_deleted=True)
    found = Counter({rows.model._meta.label: held.update(is_deleted=True, deleted_at=now, deleted_by=user)})
    return found + _flag_related(held, now, user) if found.total() else Counter()


def _flag_related(rows: Any, now: datetime, user: str) -> Counter[str]:
    return sum((_flag(related, now, user) for _, related in _related(rows)), Counter())


def _restore(held: Any) -> int:
    related = _hold_related(held)
    found = int(held.update(is_deleted=False, deleted_at=None, deleted_by=""))
    for rows in related:
        _restore(rows)
    return found


def _hold_related(rows: Any) -> list[Any]:
    """Lock and return the rows that were deleted together with these, and not separately before."""
    together = (related.filter(deleted_at=F(f"{name}__deleted_at")) for name, related in _related(rows))
    held = (_hold(related, is_deleted=False) for related in together)
    return [related for related in held if related.exists()]


def _related(rows: Any) -> Iterator[tuple[str, Any]]:
    """Yield the related rows of ``deletes_with``, each with the name of the foreign key that leads back."""
    for relation in rows.model.deletes_with:
        field = rows.model._meta.get_field(relation)
        name = field.field.name
        yield name, all_rows(field.related_model, rows.db).filter(**{f"{name}__in": rows})
