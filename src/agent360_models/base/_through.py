"""Many-to-many relations that hide the through rows that a manager hides.

Django joins the through table without a manager, and counts its rows with the base manager. Without this module, a
soft-deleted membership or a membership of another tenant would stay in the relation.
"""

import copy
from itertools import chain
from typing import Any

from django.core.exceptions import FullResultSet
from django.db.models import ManyToOneRel, Model
from django.db.models.fields.related import lazy_related_operation
from django.db.models.fields.related_descriptors import ManyToManyDescriptor
from django.db.models.options import Options
from django.db.models.signals import class_prepared
from django.db.models.sql.where import WhereNode
from django.dispatch import receiver
from django.utils.functional import cached_property

from agent360_models.base._combination import CooperativeModel, own_queryset


class _Descriptor(ManyToManyDescriptor):  # type: ignore[type-arg]  # not generic at run time
    """The relation of a row, which counts through the same join that it reads through."""

    @cached_property
    def related_manager_cls(self) -> Any:
        return _counting_by_join(super().related_manager_cls)


def _counting_by_join(manager: Any) -> Any:
    """Return Django's manager class without its short cut for counting, which uses the base manager."""
    of_django = manager.__call__

    def with_manager(self: Any, *, manager: str) -> Any:
        return _counting_by_join(type(of_django(self, manager=manager)))(instance=self.instance)

    return type("ManyRelatedManager", (manager,), {"constrained_target": None, "__call__": with_manager})


class _Conditions(WhereNode):
    """The conditions of a join."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        try:
            return super().as_sql(compiler, connection)
        except FullResultSet:  # a join does not handle it
            return "TRUE", []


class _Way(ManyToOneRel):
    """The relation from a row to the through rows, with their conditions on the join.

    It equals the original relation, so ``person.teams.filter(membership__role=...)`` uses the same join.
    """

    def __init__(self, relation: Any, field: Any, *, is_direct: bool) -> None:
        vars(self).update(vars(relation))
        vars(self).pop("path_infos", None)
        self.of, self.is_direct = field, is_direct
        key = self.field = copy.copy(relation.field)  # Django reads the condition from this copy
        key.remote_field = self
        key.get_extra_restriction = lambda _, alias: _conditions_at(alias, key.model)

    def __reduce__(self) -> Any:
        return _load_way, (self.of, self.is_direct)


def _load_way(field: Any, is_direct: bool) -> Any:  # noqa: FBT001  # as pickle calls it
    return (field.path_infos if is_direct else field.reverse_path_infos)[0].join_field


def _narrow(_: type[Model], __: type[Model], through: type[Model], *, field: Any) -> None:
    """Join the through rows of a field only where they meet the conditions that their queries start with."""
    if not issubclass(through, CooperativeModel):
        return
    whole, ways = field._get_path_info, {}  # noqa: SLF001  # Django follows the field through it in both directions

    def path_info(direct: bool = False, filtered_relation: Any = None) -> list[Any]:  # noqa: FBT001, FBT002  # Django's signature
        first, *others = whole(direct, filtered_relation)
        if direct not in ways:
            ways[direct] = _Way(first.join_field, field, is_direct=direct)
        return [first._replace(join_field=ways[direct]), *others]

    field._get_path_info = path_info  # noqa: SLF001  # as above
    for model, name in ((field.model, field.name), (field.remote_field.model, field.remote_field.get_accessor_name())):
        descriptor = vars(model).get(name)
        if type(descriptor) is ManyToManyDescriptor:
            setattr(model, name, _Descriptor(descriptor.rel, reverse=descriptor.reverse))


def _conditions_at(alias: str, model: type[CooperativeModel]) -> WhereNode | None:
    """Return the conditions that a query of the model starts with, for the table alias of another query."""
    query = own_queryset(model)(model).query
    if len(query.alias_map) > 1:
        return None  # columns of a parent's table are not supported, as W016 warns
    conditions = _Conditions(query.where.children)
    conditions.relabel_aliases({query.get_initial_alias(): alias})
    return conditions


@receiver(class_prepared)
def _see_relations(sender: type[Model], **_: object) -> None:
    """Narrow the relations of a model as soon as the related models are loaded."""
    for field in sender._meta.local_many_to_many:
        through: Any = field.remote_field.through
        if through:  # None on a swapped-out model
            lazy_related_operation(_narrow, sender, field.remote_field.model, through, field=field)


for _model in chain.from_iterable(models.values() for models in Options.default_apps.all_models.values()):
    _see_relations(_model)  # models loaded before this module
