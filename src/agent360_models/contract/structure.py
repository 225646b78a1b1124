"""The structure of a contract: every model with its table, as plain values, and the file format.

The file is sorted JSON with one line per column. The same models give the same bytes on every Python and Django.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Self

from agent360_models.exceptions import ContractError

__all__ = ["FORMAT", "Column", "Contract", "Index", "Model", "Relation", "Unique"]

FORMAT = 1  # of the file; changes when a key is removed or changes its meaning


class _Entry:
    """A value on one line; default values are not written."""

    __slots__ = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the entry for JSON, without default values."""
        found: dict[str, Any] = {}
        for one in fields(self):  # type: ignore[arg-type]  # subclasses are dataclasses
            value = getattr(self, one.name)
            if one.default is MISSING or value != one.default:
                found[one.name] = list(value) if isinstance(value, tuple) else value
        return found

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """Read an entry from JSON; unknown keys are ignored.

        Raises ``TypeError`` for a value of the wrong type.
        """
        kinds = {one.name: one.type for one in fields(cls)}  # type: ignore[arg-type]  # as above
        values: dict[str, Any] = {}
        for name, value in given.items():
            if name in kinds:
                wanted: Any = tuple if str(kinds[name]).startswith("tuple") else kinds[name]
                read = tuple(value) if isinstance(value, list) else value
                if not isinstance(read, wanted):
                    raise TypeError(f"{name}: {value!r}")
                values[name] = read
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Column(_Entry):
    """One column, and the field that reads and writes it.

    ``type`` is PostgreSQL's type with length and precision; the field also works on ``other_types``. ``attribute`` is
    the name of the field if it differs from the column. ``labels`` are the labels of an ENUM type. ``default``,
    ``generated`` and ``check`` are SQL: the ``db_default``, the expression of a generated column, and Django's check on
    the field. ``target`` is the ``app.Model.column`` that a foreign key references. ``related`` is the reverse
    attribute of that model, and ``query`` the reverse name in filters; both are empty without a reverse relation.
    """

    type: str
    null: bool
    other_types: tuple[str, ...] = ()
    attribute: str = ""
    identity: bool = False
    default: str = ""
    generated: str = ""
    collation: str = ""
    check: str = ""
    labels: tuple[str, ...] = ()
    target: str = ""
    constrained: bool = False
    on_delete: str = ""
    related: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Unique(_Entry):
    """A uniqueness constraint on columns or expressions.

    ``condition`` is SQL if it covers only some rows. ``name`` is empty if the model sets none.
    """

    columns: tuple[str, ...]
    condition: str = ""
    nulls_distinct: bool = True
    deferrable: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Index(_Entry):
    """An index: its columns with their options, or expressions."""

    columns: tuple[str, ...]
    method: str = "btree"
    condition: str = ""
    include: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Relation(_Entry):
    """A relation without a column, such as a many-to-many field.

    ``to`` is the target model, empty if a column determines it; ``through`` is the through model. ``columns`` are the
    columns of the relation, as ``own = other`` if the other column is known.
    """

    to: str
    through: str = ""
    columns: tuple[str, ...] = ()
    related: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """One model with a table. ``managed`` tells whether Django's migrations create the table.

    ``schema`` is empty if the search path decides. ``checks`` and ``exclusions`` map names to SQL.
    """

    table: str
    schema: str = ""
    managed: bool = True
    primary_key: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(default_factory=dict)
    uniques: tuple[Unique, ...] = ()
    checks: Mapping[str, str] = field(default_factory=dict)
    exclusions: Mapping[str, str] = field(default_factory=dict)
    indexes: tuple[Index, ...] = ()

    @property
    def place(self) -> str:
        """The table, with its schema if it has one."""
        return f"{self.schema}.{self.table}" if self.schema else self.table

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """Read a model from JSON; raise ``KeyError`` or ``TypeError`` for a missing or wrong value."""
        return cls(
            table=_text(given["table"]),
            schema=_text(given["schema"]),
            managed=bool(given["managed"]),
            primary_key=tuple(map(_text, given["primary_key"])),
            columns={_text(name): Column.from_dict(value) for name, value in given["columns"].items()},
            relations={_text(name): Relation.from_dict(value) for name, value in given["relations"].items()},
            uniques=tuple(map(Unique.from_dict, given["uniques"])),
            checks={name: _text(sql) for name, sql in given["checks"].items()},
            exclusions={name: _text(sql) for name, sql in given["exclusions"].items()},
            indexes=tuple(map(Index.from_dict, given["indexes"])),
        )


@dataclass(frozen=True, slots=True)
class Contract:
    """The models of some apps, by ``app_label.Model``, and the version of their release.

    ``version`` is empty if the apps have none.
    """

    version: str
    models: Mapping[str, Model]

    @property
    def labels(self) -> list[str]:
        """The sorted labels of the apps."""
        return sorted({label.partition(".")[0] for label in self.models})

    def only(self, labels: list[str]) -> "Contract":
        """Return the contract of only these apps."""
        return Contract(self.version, {name: one for name, one in self.models.items() if name.split(".")[0] in labels})

    def dumps(self) -> str:
        """Return the text of the file."""
        return "".join(f"{line}\n" for line in _lines(self))

    @classmethod
    def loads(cls, text: str, *, source: str) -> Self:
        """Read the contract from the text of a file; raise ``ContractError`` with ``source`` if it is not one."""
        try:
            given = json.loads(text)
            number = int(given["contract"] + 0)
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            raise ContractError(f"{source} is not a contract; `agent360 contract dump` writes one.") from error
        if number > FORMAT:
            raise ContractError(
                f"{source} has the format {number}, but this agent360-models reads only {FORMAT}: update it."
            )
        try:
            models = {_text(name): Model.from_dict(value) for name, value in given["models"].items()}
            return cls(_text(given["version"]), models)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ContractError(f"{source} is a damaged contract: {type(error).__name__} at {error}.") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(repr(value))
    return value


def _lines(contract: Contract) -> Iterator[str]:
    yield "{"
    yield f'"contract": {FORMAT},'
    yield f'"version": {_json(contract.version)},'
    yield '"models": {'
    labels = sorted(contract.models)
    for label in labels:
        model = contract.models[label]
        yield f"{_json(label)}: {{"
        head = {"table": model.table, "schema": model.schema, "managed": model.managed}
        yield from (f' "{key}": {_json(value)},' for key, value in head.items())
        yield f' "primary_key": {_json(model.primary_key)},'
        yield from _mapping("columns", {name: one.as_dict() for name, one in model.columns.items()})
        yield from _mapping("relations", {name: one.as_dict() for name, one in model.relations.items()})
        yield from _list("uniques", model.uniques)
        yield from _mapping("checks", model.checks)
        yield from _mapping("exclusions", model.exclusions)
        yield from _list("indexes", model.indexes, end="")
        yield f"}}{'' if label == labels[-1] else ','}"
    yield "}"
    yield "}"


def _mapping(key: str, entries: Mapping[str, Any]) -> Iterator[str]:
    lines = [f"  {_json(name)}: {_json(entries[name])}" for name in sorted(entries)]
    yield from _block(key, lines, "{", "},")


def _list(key: str, entries: tuple[Unique | Index, ...], *, end: str = ",") -> Iterator[str]:
    yield from _block(key, sorted(f"  {_json(one.as_dict())}" for one in entries), "[", f"]{end}")


def _block(key: str, lines: list[str], begin: str, end: str) -> Iterator[str]:
    if not lines:
        yield f' "{key}": {begin}{end}'
        return
    yield f' "{key}": {begin}'
    yield from (f"{line}," for line in lines[:-1])
    yield lines[-1]
    yield f" {end}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
