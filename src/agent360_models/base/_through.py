"""Many-to-many relations through rows that a manager leaves out: the relation leaves them out too.

Django joins the table between without asking a manager, and counts in it by the base manager. So a membership that
``remove()`` has flagged as deleted, or that is another tenant's, would stay in the relation for ever.
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


class _Descriptor(ManyToManyDescriptor):  # type: ignore[type-arg]  # it takes none when it runs
    """The relation of a row, which counts by the join, as it reads."""

    @cached_property
    def related_manager_cls(self) -> Any:
        return _counting_by_join(super().related_manager_cls)


def _counting_by_join(manager: Any) -> Any:
    """Return a manager class of Django's that counts by no short cut, which would ask the base manager."""
    of_django = manager.__call__

    def with_manager(self: Any, *, manager: str) -> Any:
        return _counting_by_join(type(of_django(self, manager=manager)))(instance=self.instance)

    return type("ManyRelatedManager", (manager,), {"constrained_target": None, "__call__": with_manager})


class _Conditions(WhereNode):
    """The conditions that a join has."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        try:
            return super().as_sql(compiler, connection)
        except FullResultSet:  # which a join does not expect
            return "TRUE", []


class _Way(ManyToOneRel):
    """The way from a row to the rows between, with their conditions on the join.

    It equals the relation that it is made of, so that ``person.teams.filter(membership__role=...)`` is about the
    same membership.
    """

    def __init__(self, relation: Any, field: Any, *, is_direct: bool) -> None:
        vars(self).update(vars(relation))
        vars(self).pop("path_infos", None)
        self.of, self.is_direct = field, is_direct
        key = self.field = copy.copy(relation.field)  # of which Django asks the condition, too
        key.remote_field = self
        key.get_extra_restriction = lambda _, alias: _conditions_at(alias, key.model)

    def __reduce__(self) -> Any:
        return _load_way, (self.of, self.is_direct)


def _load_way(field: Any, is_direct: bool) -> Any:  # noqa: FBT001  # as pickle calls it
    return (field.path_infos if is_direct else field.reverse_path_infos)[0].join_field


def _narrow(_: type[Model], __: type[Model], through: type[Model], *, field: Any) -> None:
    """Have a field join the rows between under the conditions that their queries begin with."""
    if not issubclass(through, CooperativeModel):
        return
    whole, ways = field._get_path_info, {}  # noqa: SLF001  # by which Django follows it in both directions

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
    """Return the conditions with which a query of the model begins, for a table that has the alias in another one."""
    query = own_queryset(model)(model).query
    if len(query.alias_map) > 1:
        return None  # columns of a parent's table: W016 says that they are not looked at
    conditions = _Conditions(query.where.children)
    conditions.relabel_aliases({query.get_initial_alias(): alias})
    return conditions


@receiver(class_prepared)
def _see_relations(sender: type[Model], **_: object) -> None:
    """Narrow the relations of a model as soon as the models that they name are there."""
    for field in sender._meta.local_many_to_many:
        through: Any = field.remote_field.through
        if through:  # an app that is swapped out has none
            lazy_related_operation(_narrow, sender, field.remote_field.model, through, field=field)


for _model in chain.from_iterable(models.values() for models in Options.default_apps.all_models.values()):
    _see_relations(_model)  # of the apps that were loaded before this module
