"""Mappings from the records of a source to tables and columns, as plain data.

Each app writes its mapping in ``mapping.py``, and ``load`` reads it. A project's family needs nothing else::

    KINDS = (
        Kind(
            name="customers",
            model="billing.Customer",
            fields={"CustomerNo": "id", "Name": "name", "Address.City": "city", "ChangedAt": "changed_at"},
            newest_by="changed_at",
        ),
    )
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model

from agent360_models import absent
from agent360_models.bulk._rows import field_of
from agent360_models.exceptions import LoadError
from agent360_models.loading.names import normal_form, object_hints
from agent360_models.loading.source_records import SourceRecord

__all__ = ["Kind", "Kinds", "Properties", "Unfold", "with_parts"]

Properties = Mapping[str, object]  # a record, by the source's names


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record, and the table it fills.

    ``name`` is the source's name for such records, and ``also`` lists other names of files with them. ``model`` is an
    ``"app_label.Model"``. ``fields`` maps properties to our columns; ``"company.id"`` is the part ``id`` of
    ``company``, and ``"numbers.0"`` the first item of a list. If several properties map to one column, the first one
    with a value is used; in a boolean column, true wins. ``key`` lists the columns that identify rows, by default the
    primary key. ``newest_by`` is the column that orders versions of a row by age. ``known_by`` lists properties that
    no other kind of the source has: any of them identifies an unnamed record. ``is_whole`` states that a file contains
    all records, so rows missing in it are deleted.
    """

    name: str
    model: str
    fields: Mapping[str, str]
    key: Sequence[str] = ()
    newest_by: str | None = None
    also: Sequence[str] = ()
    known_by: Sequence[str] = ()
    is_whole: bool = False

    @property
    def model_class(self) -> type[Model]:
        """The model that the records fill."""
        return apps.get_model(self.model)

    def key_fields(self) -> list[Field[Any, Any]]:
        """Return the fields that identify rows."""
        names = self.key or [field.name for field in self.model_class._meta.pk_fields]
        return [field_of(self.model_class, name) for name in names]

    def require(self) -> None:
        """Raise ``LoadError`` if the model or one of its columns does not exist."""
        try:
            model = self.model_class
            for name in {*self.fields.values(), *self.key, *filter(None, [self.newest_by])} - absent.names(model):
                field_of(model, name)
        except (FieldDoesNotExist, LookupError, TypeError, ValueError) as error:
            raise LoadError(f"The mapping of {self.name} to {self.model} is wrong: {error}") from error

    def names(self) -> Iterator[str]:
        """Yield the normal forms of all names of such records, including the table's."""
        for name in (self.name, *self.also, self.model_class._meta.db_table):
            yield from object_hints(name)

    def parts(self) -> list[str]:
        """Return the paths in ``fields`` to parts of properties."""
        return [name for name in self.fields if "." in name]

    def places(self, properties: Iterable[str]) -> dict[Field[Any, Any], list[str]]:
        """Return the properties that fill each field, in order of precedence.

        Case and underscores are ignored, but an exact match wins.
        """
        properties = list(properties)
        given = {normal_form(name): name for name in reversed(properties)} | {name: name for name in properties}
        found: dict[Field[Any, Any], list[str]] = {}
        lacking = absent.names(self.model_class)
        for name, column in self.fields.items():
            if column in lacking:
                continue
            source = given.get(name, given.get(normal_form(name)))
            if source is not None:
                found.setdefault(field_of(self.model_class, column), []).append(source)
        return found


def with_parts(properties: Properties, parts: Sequence[str]) -> Properties:
    """Return the properties, extended by the given parts that they contain."""
    found = {name: value for name in parts if (value := _part(properties, name)) is not None}
    return {**found, **properties} if found else properties


def _part(value: Any, path: str) -> Any:
    """Return the value at a path of names and indexes; ``None`` if it does not exist."""
    for step in path.split("."):
        if isinstance(value, list) and step.isdecimal():
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value


# Called with the name of a kind and a record of it. It yields the properties for ``fields``, and the properties of
# other records contained in this one, each with the name of its kind.
Unfold = Callable[[str, SourceRecord], Iterator[tuple[str, Properties]]]


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of record of one source."""

    kinds: Sequence[Kind]

    def __getitem__(self, name: str) -> Kind:
        return next(kind for kind in self.kinds if kind.name == name)

    def named(self, name: str) -> Kind | None:
        """Return the kind for a name of a file, of a table, or of the source."""
        hints = object_hints(name)
        known = {form: kind for kind in reversed(self.kinds) for form in kind.names()}
        return next((known[hint] for hint in hints if hint in known), None)

    def recognised(self, properties: Iterable[str]) -> Kind | None:
        """Return the only kind whose records have one of these properties."""
        given = {normal_form(name) for name in properties}
        return next((kind for kind in self.kinds if not given.isdisjoint(map(normal_form, kind.known_by))), None)
