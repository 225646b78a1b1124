"""Models of relations: their names, fields and keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from agent360_models.catalog import Column, Relation, Schemas, Table, TypeName
from agent360_models.introspect import _naming
from agent360_models.introspect._code import Call, Code
from agent360_models.introspect._constraints import constraints, indexes
from agent360_models.introspect._fields import AUTO_FIELDS, EnumClass, Types, default
from agent360_models.introspect._relations import Relationship, of_table

__all__ = ["KINDS", "Model", "Models"]

KINDS = {
    "r": "table",
    "p": "partitioned table",
    "v": "view",
    "m": "materialized view",
    "f": "foreign table",
}


@dataclass(slots=True)
class Model:
    """A model of a relation. ``names`` are those of its fields, by column; ``relations`` those of composite keys.

    ``key`` are the columns of its primary key. Where it is not ``is_written``, they are chosen by a rule, since
    nothing keeps the rows apart.
    """

    relation: Relation
    name: str
    key: tuple[str, ...]
    is_written: bool
    names: dict[str, str] = field(default_factory=dict)
    relationships: list[Relationship] = field(default_factory=list)
    relations: list[tuple[str, Relationship]] = field(default_factory=list)
    related_names: dict[str, str] = field(default_factory=dict)
    taken: _naming.Names = field(default_factory=_naming.of_model)

    @property
    def table(self) -> Table:
        """The relation, as the catalog has it."""
        return self.relation.table

    @property
    def columns(self) -> list[Column]:
        """The columns that can have a field."""
        return [column for column in self.table.columns.values() if _has_place(column.name)]

    @property
    def noun(self) -> list[str]:
        """The words of the model's name."""
        return [word.lower() for word in _naming.words(self.name)]

    @property
    def title(self) -> str:
        """The relation with its schema, for people."""
        return f"{self.table.schema}.{self.table.name}"


class Models:
    """The models of relations, in the order of the catalog."""

    def __init__(self, schemas: Schemas, *, zone: str = "UTC") -> None:
        self.schemas = schemas
        module = _naming.of_module()
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
            names[relation.table.oid] = module.give(*candidates)
        for relation in relations:
            table = relation.table
            self.models[table.schema, table.name] = Model(relation, names[table.oid], *self._key(table))
        self.types = Types({name: self._enum(name, module) for name in sorted(self._enums())}, zone)
        for model in self.models.values():
            self._name_fields(model)
        for model in self.models.values():
            self._name_relations(model)

    @property
    def left_out(self) -> list[str]:
        """The relations and columns that have no place in a model."""
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
        class_name = module.give(given, f"{given}Choices", _naming.class_name(f"{schema}_{name}"))
        members, taken = {}, _naming.Names()
        for label in self.schemas.catalog.enums[type_name]:
            constant = _naming.constant(label)
            members[label] = taken.give(constant if constant.isidentifier() else f"N_{constant}", f"{constant}_2")
        path = self.schemas.path
        first = next((one for one in path if (one, name) in self.schemas.catalog.enums), None)
        return EnumClass(class_name, members, None if first == schema else schema)

    def _key(self, table: Table) -> tuple[tuple[str, ...], bool]:
        """Return the columns of the key, and whether they keep the rows apart.

        That is the primary key, or else the first unique index over columns that are NOT NULL, or else the column
        ``id``, or else the first whose values have an order.
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
        # A column that is a name already keeps it, whatever others there are.
        for column in sorted(model.columns, key=lambda one: _naming.snake(one.name) != one.name):
            if column.name not in foreign:
                made = _naming.snake(column.name)
                model.names[column.name] = model.taken.give(made, f"{made}_field")
        for column in model.columns:
            if column.name in foreign:
                model.names[column.name] = self._name_foreign(model, _naming.snake(column.name))
        for one in model.relationships:
            if not one.is_field:
                target = self.models[one.target]
                known = "_".join(_naming.words(one.constraint.columns[0].removesuffix("_id"))).lower()
                noun = "_".join(target.noun)
                candidates = [noun, f"{noun}_by_{known}"]
                model.relations.append((model.taken.give(*candidates), one))

    @staticmethod
    def _name_foreign(model: Model, made: str) -> str:
        """Return a name that is free, and free with ``_id`` behind it, as Django names the value of the column."""
        short = made.removesuffix("_id") or made
        candidates = [short, made, f"{short}_row", *(f"{short}_row_{number}" for number in range(2, 100))]
        name = next(one for one in candidates if model.taken.is_free(one, f"{one}_id"))
        model.taken.take(name, f"{name}_id")
        return name

    def _name_relations(self, model: Model) -> None:
        """Name each foreign key's way back: ``films``, or ``original_language_films`` where there are two."""
        targets = [one.target for one in model.relationships]
        for name, one in self.relations_of(model):
            target = self.models[one.target]
            noun = "_".join([*model.noun[:-1], model.noun[-1] if one.is_one_to_one else _naming.plural(model.noun[-1])])
            is_only = targets.count(one.target) == 1 or name == "_".join(target.noun)
            candidates = [noun] if is_only else []
            model.related_names[name] = target.taken.give(*candidates, f"{name}_{noun}")

    def relations_of(self, model: Model) -> Iterator[tuple[str, Relationship]]:
        """Yield the foreign keys of a model, each with the name of its field."""
        for one in model.relationships:
            if one.is_field:
                yield model.names[one.constraint.columns[0]], one
        yield from model.relations

    # Code

    def fields(self, model: Model, *, label: str = "") -> Iterator[tuple[str, Call]]:
        """Yield the fields of a model with their names; ``label`` is that of the app, for a migration."""
        if len(model.key) > 1:
            yield "pk", Call("models.CompositePrimaryKey", [model.names[name] for name in model.key])
        by_column = {one.constraint.columns[0]: one for one in model.relationships if one.is_field}
        for column in model.columns:
            one = by_column.get(column.name)
            yield model.names[column.name], self.field(model, column, one, label=label)
        for name, one in model.relations:
            yield name, self._foreign_object(model, name, one, label=label)

    def field(self, model: Model, column: Column, one: Relationship | None = None, *, label: str = "") -> Call:
        """Return the field for a column."""
        name = model.names[column.name]
        facts = self.schemas.columns[model.table.oid, column.name]
        made = self.types.field(column, facts)
        enum = self.types.enums.get(column.type_name)
        options: dict[str, Any] = {}
        is_key = model.key == (column.name,)
        filled = facts.sequence or "nextval(" in (column.default or "")
        attname = name
        if column.generated or (column.identity == "a" and not is_key):
            return self._generated(model, column, made)
        if one is not None:
            made, attname = self._foreign_key(model, name, one, label=label), f"{name}_id"
        elif is_key and filled and column.base in AUTO_FIELDS and model.is_written:
            made, filled = Call(AUTO_FIELDS[column.base]), ""
        if is_key:
            options["primary_key"] = True
        elif not column.not_null and column.name not in model.key:
            options |= {"null": True, "blank": True}
        if model.is_written and "Auto" not in made.name:
            given = default(column, made, enum)
            if column.identity:
                given = Call("SQL", [f"nextval('{(facts.sequence or '').replace(chr(39), chr(39) * 2)}')"])
            options |= {"db_default": given} if given is not None else {}
        return self._described(model, column, replace(made, options={**made.options, **options}), attname)

    def _described(self, model: Model, column: Column, made: Call, attname: str) -> Call:
        name, facts = model.names[column.name], self.schemas.columns[model.table.oid, column.name]
        options: dict[str, Any] = {}
        if attname != column.name:
            options["db_column"] = column.name
        if name not in (_naming.snake(column.name), _naming.snake(column.name).removesuffix("_id")):
            options["verbose_name"] = " ".join(_naming.words(column.name)).lower() or column.name
        if facts.comment:
            options["help_text"] = " ".join(facts.comment.split())
        return replace(made, options={**made.options, **options})

    def _generated(self, model: Model, column: Column, made: Call) -> Call:
        """Return the field of a column that only the database writes: a generated one, or an identity."""
        from agent360_models.introspect._sql import template

        facts = self.schemas.columns[model.table.oid, column.name]
        sql = facts.expression or f"nextval('{(facts.sequence or '').replace(chr(39), chr(39) * 2)}')"
        given = Call("SQL", [template(sql, model.names if facts.expression else {})], {"output_field": made})
        options = {"expression": given, "output_field": made, "db_persist": column.generated != "v"}
        return self._described(model, column, Call("models.GeneratedField", [], options), model.names[column.name])

    def _target(self, one: Relationship, model: Model, label: str) -> str:
        target = self.models[one.target]
        if label:
            return f"{label}.{target.name}"
        return "self" if target is model else target.name

    def _foreign_key(self, model: Model, name: str, one: Relationship, *, label: str) -> Call:
        target = self.models[one.target]
        options: dict[str, Any] = {"on_delete": Code(one.on_delete(model.table))}
        column = one.constraint.target_columns[0]
        if target.key != (column,):
            options["to_field"] = target.names[column]
        if not one.is_one_to_one:
            options["db_index"] = False
        options["related_name"] = model.related_names[name]
        kind = "models.OneToOneField" if one.is_one_to_one else "models.ForeignKey"
        return Call(kind, [self._target(one, model, label)], options)

    def _foreign_object(self, model: Model, name: str, one: Relationship, *, label: str) -> Call:
        columns, target = one.constraint.columns, self.models[one.target]
        options: dict[str, Any] = {
            "on_delete": Code(one.on_delete(model.table)),
            "from_fields": [model.names[column] for column in columns],
            "to_fields": [target.names[column] for column in one.constraint.target_columns],
            "related_name": model.related_names[name],
        }
        if any(not model.table.columns[column].not_null for column in columns):
            options["null"] = True
        return Call("models.ForeignObject", [self._target(one, model, label)], options)

    def meta(self, model: Model) -> dict[str, Any]:
        """Return the options of a model, in the order in which ``Meta`` has them."""
        table = model.table
        plain = model.relation.is_visible
        plural = " ".join([*model.noun[:-1], _naming.plural(model.noun[-1])])
        options: dict[str, Any] = {
            "managed": False,
            "db_table": table.name if plain else Call("qualified", [table.schema, table.name]),
        }
        if plural != " ".join(model.noun) + "s":
            options["verbose_name_plural"] = plural
        is_target = (table.schema, table.name) in self._targets
        made = constraints(table, self.schemas, model.names, () if is_target else model.key)
        for name, found in (("constraints", made), ("indexes", indexes(table, self.schemas, model.names))):
            if found:
                options[name] = [self._renamed(one, name, model) for one in found]
        return options

    def _renamed(self, made: Call, kind: str, model: Model) -> Call:
        """Return a constraint or an index under a name that no other model has, as Django asks for."""
        name = made.options["name"]
        owner = self._owners.setdefault((kind, name), model)
        if owner is not model:
            name = f"{model.table.name}_{name}"[:63]
            self._owners.setdefault((kind, name), model)
        # Django fills in names of the app and the class by "%".
        return replace(made, options={**made.options, "name": name.replace("%", "%%")})

    @cached_property
    def _targets(self) -> set[TypeName]:
        """The relations whose composite key a foreign key points at; Django wants such a key declared unique."""
        return {
            one.target
            for model in self.models.values()
            for one in model.relationships
            if len(one.constraint.columns) > 1 and {*one.constraint.target_columns} == {*self.models[one.target].key}
        }


def _has_place(name: str) -> bool:
    """Tell whether Django can quote a name."""
    return '"' not in name and "%" not in name
