"""Names of models, their fields and their reverse relations."""

import keyword
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db.models import Field, ForeignKey
from django.db.models import Model as DjangoModel

from agent360_models.catalog import Column, Relation, Schemas, Table, TypeName
from agent360_models.introspect import _naming
from agent360_models.introspect._existing import Existing
from agent360_models.introspect._fields import EnumClass, Types
from agent360_models.introspect._relations import Relationship, of_table


@dataclass(slots=True)
class Model:
    """A model of a relation. ``names`` maps columns to field names, and ``relations`` holds names for composite keys.

    ``key`` lists the columns of its primary key. If not ``is_written``, these were chosen by a rule, since nothing
    makes rows unique. ``existing`` is the model that the project already has for the relation.
    """

    relation: Relation
    name: str
    key: tuple[str, ...]
    is_written: bool
    existing: type[DjangoModel] | None = None
    names: dict[str, str] = field(default_factory=dict)
    relationships: list[Relationship] = field(default_factory=list)
    relations: list[tuple[str, Relationship]] = field(default_factory=list)
    related_names: dict[str, str] = field(default_factory=dict)
    taken: _naming.Names = field(default_factory=_naming.of_model)

    @property
    def table(self) -> Table:
        return self.relation.table

    @property
    def columns(self) -> list[Column]:
        """The columns that can have a field."""
        return [column for column in self.table.columns.values() if _has_place(column.name)]

    @property
    def noun(self) -> list[str]:
        return [word.lower() for word in _naming.words(self.name)]

    @property
    def title(self) -> str:
        return f"{self.table.schema}.{self.table.name}"


class NamedModels:
    """The models of relations with all their names, in catalog order."""

    def __init__(self, schemas: Schemas, *, zone: str = "UTC", existing: Existing | None = None) -> None:
        self.schemas = schemas
        self.existing = existing or Existing()
        known = self.existing.by_relation(schemas)
        module = _naming.of_module()
        module.take(*(model.__name__ for model in known.values()))
        relations = [
            one
            for one in schemas.relations
            if _has_place(one.table.schema + one.table.name) and any(map(_has_place, one.table.columns))
        ]
        self.tables = {(one.table.schema, one.table.name): one.table for one in relations}
        self.models: dict[TypeName, Model] = {}
        self._owners: dict[tuple[str, str], Model] = {}
        names: dict[int, str] = {}
        for relation in sorted(relations, key=lambda one: not one.is_visible):
            schema, name = relation.table.schema, relation.table.name
            candidates = _naming.class_name(name), _naming.class_name(f"{schema}_{name}")
            kept = known.get((schema, name))
            names[relation.table.oid] = module.give(*candidates) if kept is None else kept.__name__
        for relation in relations:
            table = relation.table
            kept = known.get((table.schema, table.name))
            self.models[table.schema, table.name] = Model(relation, names[table.oid], *self._key(table), kept)
        enums = sorted(self._enums(), key=lambda name: (name[0] not in schemas.path, name))
        self.types = Types({name: self._enum(name, module) for name in enums}, zone)
        for model in self.models.values():
            self._name_fields(model)
        for model in self.models.values():
            self._name_relations(model)

    @property
    def left_out(self) -> list[str]:
        relations = [one.table for one in self.schemas.relations]
        return [
            f"{table.schema}.{table.name}{'' if column is None else f'.{column}'}"
            for table in relations
            for column in (
                [name for name in table.columns if not _has_place(name)]
                if (table.schema, table.name) in self.models
                else [None]
            )
        ]

    def sorts(self, model: Model) -> bool:
        return all(self.schemas.columns[model.table.oid, name].sorts for name in model.key)

    # Names

    def _enums(self) -> set[TypeName]:
        used = {
            column.type_name
            for table in self.tables.values()
            for column in table.columns.values()
            if column.kind == "e"
        }
        return {name for name in used if _has_place("".join(name))} & self.schemas.catalog.enums.keys()

    def _enum(self, type_name: TypeName, module: _naming.Names) -> EnumClass:
        schema, name = type_name
        given = _naming.class_name(name)
        path = self.schemas.path
        is_first = next((one for one in path if (one, name) in self.schemas.catalog.enums), None) == schema
        enums = self.existing.enums()
        known = enums.get(type_name) or (enums.get((None, name)) if is_first else None)
        members = {} if known is None else {str(member.value): member.name for member in known}
        taken = _naming.Names(members.values())
        class_name = (
            known.__name__
            if known is not None
            else module.give(given, f"{given}Choices", _naming.class_name(f"{schema}_{name}"))
        )
        for label in self.schemas.catalog.enums[type_name]:
            if label in members:
                continue
            constant = _naming.constant(label)
            members[label] = taken.give(constant, f"{constant}_2")
        return EnumClass(class_name, members, None if is_first else schema, is_new=known is None)

    def _key(self, table: Table) -> tuple[tuple[str, ...], bool]:
        """Return the columns of the key, and whether they identify rows.

        These are the primary key, else the first unique index over NOT NULL columns, else the column ``id``, else the
        first column whose values have an order.
        """
        found = [index for index in table.indexes if index.is_unique and index.is_valid and index.predicate is None]
        for index in sorted(found, key=lambda one: (not one.is_primary, len(one.columns), one.name)):
            columns = [table.columns.get(name or "") for name in index.columns]
            is_safe = not index.is_deferrable or index.is_primary
            if is_safe and all(column and column.not_null and _has_place(column.name) for column in columns):
                names = tuple(column.name for column in columns if column is not None)
                return names, table.kind not in ("v", "m")
        names = tuple(filter(_has_place, table.columns))
        if "id" in names:
            return ("id",), False
        return (next((name for name in names if self.schemas.columns[table.oid, name].sorts), names[0]),), False

    def _name_fields(self, model: Model) -> None:
        model.relationships = [*of_table(model.table, self.tables)]
        foreign = {one.constraint.columns[0] for one in model.relationships if one.is_field}
        self._keep_names(model, foreign)
        # A column whose name is a valid field name keeps it, whatever the other columns are called.
        for column in sorted(model.columns, key=lambda one: _naming.snake(one.name) != one.name):
            if column.name not in {*foreign, *model.names}:
                made = _naming.snake(column.name)
                model.names[column.name] = model.taken.give(made, f"{made}_field")
        for column in model.columns:
            if column.name in foreign and column.name not in model.names:
                model.names[column.name] = self._name_foreign(model, _naming.snake(column.name))
        for one in model.relationships:
            if not one.is_field:
                model.relations.append((self._name_relation(model, one), one))

    @staticmethod
    def _keep_names(model: Model, foreign: Collection[str]) -> None:
        """Use the names of the project's model, except for a column that could be a foreign key but is not."""
        if model.existing is None:
            return
        for each in model.existing._meta.get_fields(include_hidden=True):
            column = getattr(each, "column", None)
            if isinstance(each, Field) and column and (isinstance(each, ForeignKey) or column not in foreign):
                model.names[str(column)] = each.name
            if column not in foreign or isinstance(each, ForeignKey):
                model.taken.take(each.name, getattr(each, "attname", each.name))

    def _name_relation(self, model: Model, one: Relationship) -> str:
        noun = "_".join(self.models[one.target].noun)
        first = _naming.snake(one.constraint.columns[0])
        if len(one.constraint.columns) > 1:
            return model.taken.give(noun, f"{noun}_by_{first.removesuffix('_id')}")
        short = first.removesuffix("_id")
        return model.taken.give(*([short] if short != first else []), f"{short}_{noun}")

    @staticmethod
    def _name_foreign(model: Model, made: str) -> str:
        """Return a free name that is also free with ``_id`` appended, as Django names the column's value."""
        short = made.removesuffix("_id") or made
        candidates = [short, made, f"{short}_row", *(f"{short}_row_{number}" for number in range(2, 100))]
        name = next(one for one in candidates if model.taken.is_free(one, f"{one}_id"))
        model.taken.take(name, f"{name}_id")
        return name

    def _name_relations(self, model: Model) -> None:
        """Name the reverse relation of each foreign key: ``films``, or ``original_language_films`` if there are two."""
        targets = [one.target for one in model.relationships]
        for name, one in self.relations_of(model):
            kept = self._kept_way_back(model, name)
            if kept:
                model.related_names[name] = kept
                continue
            target = self.models[one.target]
            noun = "_".join([*model.noun[:-1], model.noun[-1] if one.is_one_to_one else _naming.plural(model.noun[-1])])
            is_only = targets.count(one.target) == 1 or name == "_".join(target.noun)
            candidates = [noun] if is_only and not keyword.iskeyword(noun) else []
            model.related_names[name] = target.taken.give(*candidates, f"{name}_{noun}")

    @staticmethod
    def _kept_way_back(model: Model, name: str) -> str | None:
        fields = [] if model.existing is None else model.existing._meta.local_fields
        return next((one.remote_field.related_name for one in fields if one.name == name and one.remote_field), None)

    def relations_of(self, model: Model) -> Iterator[tuple[str, Relationship]]:
        for one in model.relationships:
            if one.is_field:
                yield model.names[one.constraint.columns[0]], one
        yield from model.relations


def _has_place(name: str) -> bool:
    """Tell whether Django can quote a name."""
    return '"' not in name and "%" not in name
