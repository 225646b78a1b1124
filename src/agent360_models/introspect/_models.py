"""Models of relations: fields, keys, constraints and options as code."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from agent360_models.catalog import Column, TypeName
from agent360_models.introspect import _naming
from agent360_models.introspect._code import Call, Code
from agent360_models.introspect._constraints import constraints, indexes
from agent360_models.introspect._fields import AUTO_FIELDS, default
from agent360_models.introspect._named import Model, NamedModels
from agent360_models.introspect._relations import Relationship
from agent360_models.introspect._sql import template

__all__ = ["Model", "Models"]


class Models(NamedModels):
    """The models of relations as code."""

    def fields(self, model: Model, *, label: str = "") -> Iterator[tuple[str, Call]]:
        if len(model.key) > 1:
            yield "pk", Call("models.CompositePrimaryKey", [model.names[name] for name in model.key])
        by_column = {one.constraint.columns[0]: one for one in model.relationships if one.is_field}
        for column in model.columns:
            one = by_column.get(column.name)
            yield model.names[column.name], self.field(model, column, one, label=label)
        for name, one in model.relations:
            yield name, self._foreign_object(model, name, one, label=label)

    def field(self, model: Model, column: Column, one: Relationship | None = None, *, label: str = "") -> Call:
        name = model.names[column.name]
        facts = self.schemas.columns[model.table.oid, column.name]
        made = self.types.field(column, facts)
        enum = self.types.enums.get(column.type_name)
        options: dict[str, Any] = {}
        given = default(column, made, enum) if model.is_written else None
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
            if column.identity:
                given = Call("SQL", [f"nextval('{(facts.sequence or '').replace(chr(39), chr(39) * 2)}')"])
            options |= {"db_default": given} if given is not None else {}
        return self._described(model, column, replace(made, options={**made.options, **options}), attname)

    def _described(self, model: Model, column: Column, made: Call, attname: str) -> Call:
        name, facts = model.names[column.name], self.schemas.columns[model.table.oid, column.name]
        options: dict[str, Any] = {}
        if attname != column.name:
            options["db_column"] = column.name
        said = "_".join(_naming.words(column.name)).lower()
        if name not in (said, said.removesuffix("_id")):
            options["verbose_name"] = said.replace("_", " ") or column.name
        if facts.comment:
            options["help_text"] = " ".join(facts.comment.split())
        return replace(made, options={**made.options, **options})

    def _generated(self, model: Model, column: Column, made: Call) -> Call:
        """Return the field of a column that only the database writes: generated, or an identity."""
        facts = self.schemas.columns[model.table.oid, column.name]
        sql = facts.expression or f"nextval('{(facts.sequence or '').replace(chr(39), chr(39) * 2)}')"
        given = Call("SQL", [template(sql, model.names if facts.expression else {})], {"output_field": made})
        options = {"expression": given, "output_field": made, "db_persist": column.generated != "v"}
        return self._described(model, column, Call("models.GeneratedField", [], options), model.names[column.name])

    def _target(self, one: Relationship, model: Model, label: str) -> str:
        target = self.models[one.target]
        if target.existing is not None and target is not model:
            return target.existing._meta.label
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
        """Return a constraint or index with a name unique among all models, as Django requires."""
        name = made.options["name"]
        owner = self._owners.setdefault((kind, name), model)
        if owner is not model:
            name = f"{model.table.name}_{name}"[:63]
            self._owners.setdefault((kind, name), model)
        # Django replaces "%" by the names of the app and the class.
        return replace(made, options={**made.options, "name": name.replace("%", "%%")})

    @cached_property
    def _targets(self) -> set[TypeName]:
        """The relations whose composite key is the target of a foreign key; Django requires such keys to be unique."""
        return {
            one.target
            for model in self.models.values()
            for one in model.relationships
            if len(one.constraint.columns) > 1 and {*one.constraint.target_columns} == {*self.models[one.target].key}
        }
