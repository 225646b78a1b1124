"""The columns of a table that one kind of record fills."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField

from agent360_models import absent
from agent360_models.bulk._rows import field_of
from agent360_models.exceptions import LoadError
from agent360_models.loading._columns import Column, Plan, required
from agent360_models.loading._parts import Names
from agent360_models.loading.cells import CellError, jsonable
from agent360_models.loading.mapping import Kind
from agent360_models.loading.values import as_they_are, converter
from agent360_models.validators import storable_text

__all__ = ["Filling"]


class Filling:
    """The columns filled by one kind of record, and the JSON column ``as_sent`` that keeps the whole record."""

    def __init__(self, kind: Kind, *, as_sent: str | None, is_csv: bool) -> None:
        self.kind = kind
        self.is_csv = is_csv
        self.parts = kind.parts()
        model, lacking = kind.model_class, absent.names(kind.model_class)
        self.as_sent = next((f for f in model._meta.concrete_fields if f.name == as_sent), None)
        self.newest = field_of(model, kind.newest_by) if kind.newest_by and kind.newest_by not in lacking else None
        filled = [field_of(model, name) for name in kind.fields.values() if name not in lacking]
        self.columns = [*dict.fromkeys([*kind.key_fields(), *filled, *([self.as_sent] if self.as_sent else [])])]

    def plan(self, names: Names) -> Plan:
        """Return the plan for records with these properties."""
        kind, places = self.kind, self.kind.places(names)
        if kind.is_whole and len(places) == len(kind.key_fields()):  # otherwise all rows would be deleted
            raise LoadError(f"none of its columns fills one of {kind.model_class._meta.db_table}")
        numbers = {name: number for number, name in enumerate(names)}
        keys = kind.key_fields()
        columns = []
        for field, sources in places.items():
            convert = required(converter(field)) if field in keys else converter(field)
            columns.append(
                Column(
                    field,
                    [numbers[source] for source in sources],
                    convert,
                    sources[0],
                    is_flag=isinstance(field, BooleanField),
                    as_they_are=as_they_are(field),
                )
            )
        for key in keys:
            if key not in places:
                names_of = (
                    name for name, column in kind.fields.items() if column in (key.name, key.attname, key.column)
                )
                name = next(names_of, key.attname)
                if self.is_csv:  # so no row has it
                    table = kind.model_class._meta.db_table
                    raise LoadError(f"it has no column for {name}, which {table} requires")
                columns.append(Column(key, (), required(lambda _cell: None), name))
        if self.as_sent is not None:
            columns.append(Column(self.as_sent, [len(names)], _as_sent, ""))
        used = {part for sources in places.values() for source in sources for part in (source, source.split(".")[0])}
        return Plan(columns, [] if self.as_sent is not None else [name for name in names if name not in used])


def _as_sent(sent: object) -> object:
    """Return the complete record as the source sent it."""
    try:
        return jsonable(_with_storable_names(sent))
    except RecursionError:
        raise CellError("nested too deep") from None


def _with_storable_names(sent: Any) -> Any:
    """Return the record with names that PostgreSQL accepts: a bad header is not the fault of a row."""
    if isinstance(sent, Mapping):
        return {storable_text(name): _with_storable_names(value) for name, value in sent.items()}
    return [*map(_with_storable_names, sent)] if isinstance(sent, list) else sent
