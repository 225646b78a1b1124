"""The base queryset of every manager of the family."""

from typing import Self, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Exists, ForeignKey, Model, OuterRef, Q

from agent360_models.bulk import BulkQuerySet

__all__ = ["IngestedQuerySet"]

_Row = TypeVar("_Row", bound=Model)


class IngestedQuerySet(BulkQuerySet[_Row]):
    """Rows from another system, which may arrive in any order."""

    def dangling(self, *relations: str) -> Self:
        """Return the rows with a reference to a missing row.

        Args:
            relations: names of foreign keys, by default all of the model's. A row is returned if any of these
                references dangles. An empty reference does not dangle.

        Raises ``FieldDoesNotExist`` for a name that is not a foreign key of the model.

        """
        dangles = Q(pk__in=[])  # matches no row, for models without a foreign key
        for field in _foreign_keys(self.model, relations):
            parents = field.related_model._base_manager.using(self.db)
            there = parents.filter(**{field.target_field.attname: OuterRef(field.attname)})
            dangles |= Q(~Exists(there), **{f"{field.attname}__isnull": False})
        return self.filter(dangles)


def _foreign_keys(model: type[Model], names: tuple[str, ...]) -> list[ForeignKey[Model, Model]]:
    keys = {field.name: field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)}
    unknown = [name for name in names if name not in keys]
    if unknown:
        raise FieldDoesNotExist(f"{model._meta.label} has no foreign key {unknown[0]!r}; it has {', '.join(keys)}.")
    return [keys[name] for name in names or keys]
