"""Rows that are flagged instead of being deleted."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.core.checks import CheckMessage
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.lookups import Exact
from django.utils import timezone

from agent360_models.base import _checks
from agent360_models.base._combination import CooperativeQuerySet, ModelWithUser, all_rows
from agent360_models.fields.kept import KeptBooleanField, KeptCharField, KeptNullDateTimeField

__all__ = ["SoftDeleteManager", "SoftDeleteModel", "SoftDeleteQuerySet", "unique_unless_deleted"]

_Row_co = TypeVar("_Row_co", bound="SoftDeleteModel", covariant=True)


class _NotDeleted(Exact):
    """True for rows that are not deleted."""


class SoftDeleteQuerySet(CooperativeQuerySet[_Row_co]):
    """Rows that are not deleted, until the query asks for others."""

    if TYPE_CHECKING:

        @classmethod
        def as_manager(cls) -> models.Manager[Any]: ...  # noqa: D102  # see CooperativeQuerySet

    _is_hard = False

    def _begin(self) -> Iterator[Any]:
        """Begin with the rows that are not deleted."""
        yield from super()._begin()
        yield _NotDeleted(F("is_deleted").resolve_expression(self.query), False)  # noqa: FBT003  # a value in SQL

    def with_deleted(self) -> Self:
        """Return the deleted rows too."""
        return self._without(_NotDeleted)

    def deleted(self) -> Self:
        """Return the deleted rows only."""
        return self.with_deleted().filter(is_deleted=True)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Flag the rows as deleted, and those that ``deletes_with`` names; return how many of which model."""
        if self._is_hard:
            return super().delete()
        with transaction.atomic(using=self.write_alias):
            found = _flag(self.using(self.write_alias), timezone.now(), self.model.get_current_user())
        return found.total(), dict(found)

    delete.alters_data = True  # type: ignore[attr-defined]
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
            return _restore(self.using(self.write_alias))

    restore.alters_data = True  # type: ignore[attr-defined]
    restore.queryset_only = True  # type: ignore[attr-defined]


_SoftDeleteManager = models.Manager.from_queryset(SoftDeleteQuerySet)


class SoftDeleteManager(_SoftDeleteManager[_Row_co]):
    """The manager of a model that has no other: leaves deleted rows out, and offers ``deleted()``."""


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

    is_deleted = KeptBooleanField(default=False, editable=False)
    deleted_at = KeptNullDateTimeField(null=True, blank=True, editable=False)
    deleted_by = KeptCharField(max_length=255, default="", blank=True, editable=False)

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

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:  # noqa: FBT001, FBT002  # Django's signature
        """Flag the row as deleted, and those that ``deletes_with`` names; return how many of which model.

        A row that is deleted already stays as it is.
        """
        if self._is_hard:
            return super().delete(using, keep_parents)
        if self.is_deleted:
            return 0, {}
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            now, user = timezone.now(), self.get_current_user()
            found = _flag_related(self._stored(alias), now, user)
            self._set(alias, is_deleted=True, deleted_at=now, deleted_by=user)
        found[self._meta.label] += 1
        return found.total(), dict(found)

    delete.alters_data = True  # type: ignore[attr-defined]

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

        Raises ``IntegrityError`` where another row has taken a value that has to be unique.
        """
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            _restore_related(self._stored(alias))
            self._set(alias, is_deleted=False, deleted_at=None, deleted_by="")

    restore.alters_data = True  # type: ignore[attr-defined]

    def validate_constraints(self, exclude: Any = None) -> None:
        """Validate the constraints of rows that are not deleted, although no form shows the flag."""
        super().validate_constraints(exclude=set(exclude or ()) - {"is_deleted"})

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


def _flag(rows: Any, now: datetime, user: str) -> Counter[str]:
    keys = list(rows.filter(is_deleted=False).values_list("pk", flat=True))
    rows = all_rows(rows.model, rows.db).filter(pk__in=keys)
    found = _flag_related(rows, now, user)
    found[rows.model._meta.label] += rows.update(is_deleted=True, deleted_at=now, deleted_by=user)
    return found


def _flag_related(rows: Any, now: datetime, user: str) -> Counter[str]:
    return sum((_flag(related, now, user) for _, related in _related(rows)), Counter())


def _restore(rows: Any) -> int:
    keys = list(rows.filter(is_deleted=True).values_list("pk", flat=True))
    rows = all_rows(rows.model, rows.db).filter(pk__in=keys)
    _restore_related(rows)
    return int(rows.update(is_deleted=False, deleted_at=None, deleted_by=""))


def _restore_related(rows: Any) -> None:
    for name, related in _related(rows):
        _restore(related.filter(deleted_at=F(f"{name}__deleted_at")))  # and not those deleted before on their own


def _related(rows: Any) -> Iterator[tuple[str, Any]]:
    """Yield the rows that ``deletes_with`` names, each with the name of the foreign key that leads back."""
    for relation in rows.model.deletes_with:
        field = rows.model._meta.get_field(relation)
        name = field.field.name
        yield name, all_rows(field.related_model, rows.db).filter(**{f"{name}__in": rows})
