"""Rows that are flagged instead of being deleted."""

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
    """True for rows that are deleted, or for those that are not."""


class SoftDeleteQuerySet(CooperativeQuerySet[_Row_co]):
    """Rows that are not deleted, until the query asks for others."""

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
        """Return the deleted rows too."""
        return self._without(_Deletion, "with_deleted")

    def deleted(self) -> Self:
        """Return the deleted rows only."""
        rows = self._without(_Deletion, "deleted")
        rows.query.where.add(_Deletion(F("is_deleted").resolve_expression(rows.query), True), "AND")  # noqa: FBT003  # as above
        return rows

    def delete(self) -> tuple[int, dict[str, int]]:
        """Flag the rows as deleted, and those that ``deletes_with`` names; return how many of which model."""
        if self._is_hard:
            return super().delete()
        with transaction.atomic(using=self.write_alias):
            found = _flag(self.using(self.write_alias), timezone.now(), self.model.get_current_user())
        return found.total(), dict(found)

    delete.queryset_only = True  # type: ignore[attr-defined]

    def hard_delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows, as ``delete()`` of any other model does."""
        rows = self.all()
        rows._is_hard = True  # noqa: SLF001  # our own; other querysets follow delete(), so it has to go through theirs
        return rows.delete()

    hard_delete.alters_data = True  # type: ignore[attr-defined]
    hard_delete.queryset_only = True  # type: ignore[attr-defined]

    def restore(self) -> int:
        """Restore those of the rows that are deleted, and what was deleted with them; return how many of these.

        ``Model.objects.deleted().filter(...).restore()``
        """
        with transaction.atomic(using=self.write_alias):
            return _restore(_hold(self.using(self.write_alias), is_deleted=False))

    restore.alters_data = True  # type: ignore[attr-defined]
    restore.queryset_only = True  # type: ignore[attr-defined]


if MYPY or not TYPE_CHECKING:
    _SoftDeleteManager = models.Manager.from_queryset(SoftDeleteQuerySet)

    class SoftDeleteManager(_SoftDeleteManager[_Row_co]):
        """The manager of a model that has no other: leaves deleted rows out, and offers ``deleted()``."""

else:
    SoftDeleteManager: TypeAlias = SoftDeleteQuerySet[_Row_co]  # see agent360_models.typed


class SoftDeleteModel(ModelWithUser):
    """A row that ``delete()`` flags, and ``restore()`` brings back.

    Managers leave deleted rows out; foreign keys still lead to them. Related rows are left alone, apart from
    those that ``deletes_with`` names.

    Class attributes:
        deletes_with: names of reverse relations whose rows are deleted and restored together with this one. Their
            models have to be ``SoftDeleteModel``s too.
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
        """Check that ``deletes_with`` names reverse relations to models that can be restored."""
        return [*super().check(**kwargs), *_checks.of_deletes_with(cls)]

    @classmethod
    def remembered_attributes(cls) -> frozenset[str]:
        """Let a stale object undo no deletion."""
        return super().remembered_attributes() | {"is_deleted", "deleted_at", "deleted_by"}

    @property
    def removes_row(self) -> bool:
        """Whether this is a ``hard_delete()``."""
        return self._is_hard

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:  # noqa: FBT001, FBT002  # Django's signature
        """Flag the row as deleted, and those that ``deletes_with`` names; return how many of which model.

        The stored row decides: one that is deleted already stays as it is, and one that is gone stays gone.
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
        """Delete the row, as ``delete()`` of any other model does."""
        self._is_hard = True  # other bases follow delete(), so this has to go through theirs
        try:
            return self.delete(using, keep_parents)
        finally:
            del self._is_hard

    hard_delete.alters_data = True  # type: ignore[attr-defined]

    def restore(self, *, using: str | None = None) -> None:
        """Bring the row back, and what was deleted together with it.

        The stored row decides: one that is not deleted stays as it is. A parent that is deleted stays so.

        Raises ``IntegrityError`` where another row has taken a value that has to be unique, ``DoesNotExist`` for a
        row that is gone.
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
        """Validate the constraints of rows that are not deleted, although no form shows the flag."""
        excluded = set(exclude or ())
        try:
            super().validate_constraints(exclude=excluded - {"is_deleted"})
        except ValidationError as error:
            raise about_the_whole(self, error, excluded & {"is_deleted"}) from None

    def _read_deletion(self, alias: str, *, is_deleted: bool) -> None:
        """Lock the stored row, which is to be set to ``is_deleted``, and take from it whether it is deleted."""
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
    """Return the constraint that ``fields`` are unique among the rows that are not deleted.

    Args:
        *fields: names of fields.
        name: the name of the constraint in the database.

    """
    return models.UniqueConstraint(fields=fields, condition=Q(is_deleted=False), name=name)


def _hold(rows: Any, *, is_deleted: bool) -> Any:
    """Lock the rows that are to be set to ``is_deleted`` until the transaction ends, and return them."""
    waiting = rows.filter(is_deleted=not is_deleted).order_by()
    keys = list(waiting.values_list("pk", flat=True))
    owner = all_rows(get_field(rows.model, "is_deleted").model, rows.db).filter(pk__in=keys)
    owner._lock_first(is_deleted=is_deleted)  # noqa: SLF001  # our own
    list(owner.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    held = waiting.filter(pk__in=keys).values_list("pk", flat=True)  # those that nobody was quicker with
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
    """Lock and return what was deleted together with the rows, and not before on its own."""
    together = (related.filter(deleted_at=F(f"{name}__deleted_at")) for name, related in _related(rows))
    held = (_hold(related, is_deleted=False) for related in together)
    return [related for related in held if related.exists()]


def _related(rows: Any) -> Iterator[tuple[str, Any]]:
    """Yield the rows that ``deletes_with`` names, each with the name of the foreign key that leads back."""
    for relation in rows.model.deletes_with:
        field = rows.model._meta.get_field(relation)
        name = field.field.name
        yield name, all_rows(field.related_model, rows.db).filter(**{f"{name}__in": rows})
