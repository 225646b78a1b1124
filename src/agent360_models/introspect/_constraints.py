"""Constraints and indexes of models, with their names."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from agent360_models.catalog import Index, IndexFacts, Schemas, Table
from agent360_models.introspect._code import Call, Code
from agent360_models.introspect._sql import is_column, template

_INDEXES = {
    "btree": "Index",
    "gin": "GinIndex",
    "gist": "GistIndex",
    "brin": "BrinIndex",
    "hash": "HashIndex",
    "spgist": "SpGistIndex",
}


def constraints(table: Table, schemas: Schemas, names: Mapping[str, str], key: Sequence[str]) -> list[Call]:
    """Return the unique, check and exclusion constraints of a table, and its unique indexes, by name.

    Uniqueness over ``key`` alone is left out.
    """
    made: dict[str, Call] = {}
    for index in table.indexes:
        facts = schemas.indexes[table.oid, index.name]
        is_key = {*index.columns} == {*key} and index.predicate is None
        if not _is_known([*index.columns, *facts.included], names):
            continue
        if index.is_unique and index.is_valid and facts.constraint != "x" and not is_key:
            made[index.name] = _unique(index, facts, names)
    for constraint in table.constraints:
        said = schemas.constraints.get((table.oid, constraint.name))
        if said is None or not _is_known(constraint.columns, names):
            continue
        if constraint.kind == "c" and said.expression:
            condition = Call("SQL", [template(said.expression, names)])
            made[constraint.name] = Call(
                "models.CheckConstraint", [], {"condition": condition, "name": constraint.name}
            )
        elif constraint.kind == "x":
            index = next(one for one in table.indexes if one.name == constraint.name)
            made[constraint.name] = _exclusion(
                index, schemas.indexes[table.oid, index.name], said.operators, names, constraint.name
            )
    return [made[name] for name in sorted(made)]


def _is_known(columns: Iterable[str | None], names: Mapping[str, str]) -> bool:
    """Tell whether all named columns have fields."""
    return all(column is None or column in names for column in columns)


def _unique(index: Index, facts: IndexFacts, names: Mapping[str, str]) -> Call:
    options: dict[str, Any] = {}
    args: list[Any] = []
    if None in index.columns:
        args = [_key(sql, names) for sql in facts.keys]
    else:
        options["fields"] = [names[name] for name in index.columns if name is not None]
    options["name"] = index.name
    if index.predicate is not None:
        options["condition"] = _condition(index.predicate, names)
    elif index.is_deferrable and not args:
        options["deferrable"] = Code(f"models.Deferrable.{'DEFERRED' if facts.is_deferred else 'IMMEDIATE'}")
    if facts.included and not args:
        options["include"] = [names[name] for name in facts.included]
    if index.nulls_not_distinct:
        options["nulls_distinct"] = False
    return Call("models.UniqueConstraint", args, options)


def _exclusion(index: Index, facts: IndexFacts, operators: Sequence[str], names: Mapping[str, str], name: str) -> Call:
    pairs = [(_key(sql, names), operator) for sql, operator in zip(facts.keys, operators, strict=True)]
    options: dict[str, Any] = {"name": name, "expressions": pairs}
    if facts.method != "gist":
        options["index_type"] = facts.method
    if index.predicate is not None:
        options["condition"] = _condition(index.predicate, names)
    if index.is_deferrable:
        options["deferrable"] = Code(f"models.Deferrable.{'DEFERRED' if facts.is_deferred else 'IMMEDIATE'}")
    return Call("ExclusionConstraint", [], options)


def _condition(sql: str, names: Mapping[str, str]) -> Call:
    return Call("models.Q", [Call("SQL", [template(sql, names)])])


def _key(sql: str, names: Mapping[str, str]) -> Any:
    made = template(sql, names)
    return made.strip("{}") if is_column(sql, names) else Call("SQL", [made])


def indexes(table: Table, schemas: Schemas, names: Mapping[str, str]) -> list[Call]:
    """Return the non-unique indexes of a table by name, without methods that Django lacks."""
    return [
        made
        for index in table.indexes
        if not index.is_unique and index.is_valid and _is_known(index.columns, names)
        for made in _index(index, schemas.indexes[table.oid, index.name], names)
    ]


def _index(index: Index, facts: IndexFacts, names: Mapping[str, str]) -> Iterator[Call]:
    kind = _INDEXES.get(facts.method)
    if kind is None or facts.constraint or re.match(r"[_\d]", index.name):  # Django forbids such names
        return
    options: dict[str, Any] = {}
    args: list[Any] = []
    if None in index.columns or {*facts.directions} - {0, _DESC_NULLS_FIRST}:
        args = [_ordered(sql, way, names) for sql, way in zip(facts.keys, facts.directions, strict=True)]
    else:
        pairs = zip(index.columns, facts.directions, strict=True)
        options["fields"] = [("-" if way else "") + names[name or ""] for name, way in pairs]
    options["name"] = index.name
    if index.predicate is not None:
        options["condition"] = _condition(index.predicate, names)
    if facts.included:
        options["include"] = [names[name] for name in facts.included]
    if facts.opclasses and not args:
        options["opclasses"] = [*facts.opclasses]
    yield Call(kind, args, options)


def _ordered(sql: str, direction: int, names: Mapping[str, str]) -> Call:
    made = Call("SQL", [template(sql, names)])
    return Call("models.OrderBy", [made], _DIRECTIONS[direction]) if direction else made


_DESC_NULLS_FIRST = 3
_DIRECTIONS = {
    1: {"descending": True, "nulls_last": True},
    2: {"nulls_first": True},
    _DESC_NULLS_FIRST: {"descending": True},
}
