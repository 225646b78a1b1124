"""The tables that records of a source fill, and the columns that their properties fill: plain data.

Each app writes its own down in ``mapping.py``; ``load`` reads it. That of a project's family needs nothing else::

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

Properties = Mapping[str, object]  # a record, by the names that its source uses


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record, and the table it fills.

    ``name`` is what the source calls such records, ``also`` what else files are called that hold them; ``model``
    is an ``"app_label.Model"``. ``fields`` leads from a property to our column; ``"company.id"`` is the part ``id``
    of ``company``, and ``"numbers.0"`` the first of a list. Several may lead to one column: the first that a record
    has a value for is taken, and in a boolean column true wins.
    ``key`` are the columns that tell rows apart, by default the primary key; ``newest_by`` is the one that tells
    which of two versions of a row is newer. ``known_by`` are properties that no other kind of the source has: by any
    one of them a record is recognised where nothing names it. ``is_whole`` says that a file holds all there is, so
    that rows go which it no longer has.
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
        """Return the fields that tell rows apart."""
        names = self.key or [field.name for field in self.model_class._meta.pk_fields]
        return [field_of(self.model_class, name) for name in names]

    def require(self) -> None:
        """Raise ``LoadError`` where the model, or one of its columns, is not there."""
        try:
            model = self.model_class
            for name in {*self.fields.values(), *self.key, *filter(None, [self.newest_by])} - absent.names(model):
                field_of(model, name)
        except (FieldDoesNotExist, LookupError, TypeError, ValueError) as error:
            raise LoadError(f"The mapping of {self.name} to {self.model} cannot be: {error}") from error

    def names(self) -> Iterator[str]:
        """Yield the normal forms of all names of such records, the table's among them."""
        for name in (self.name, *self.also, self.model_class._meta.db_table):
            yield from object_hints(name)

    def parts(self) -> list[str]:
        """Return what ``fields`` says of parts of properties."""
        return [name for name in self.fields if "." in name]

    def places(self, properties: Iterable[str]) -> dict[Field[Any, Any], list[str]]:
        """Return which of these properties fill which field, the first choice first.

        Case and underscores do not count, except that the exact name wins.
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
    """Return the properties, and those of these parts that they have."""
    found = {name: value for name in parts if (value := _part(properties, name)) is not None}
    return {**found, **properties} if found else properties


def _part(value: Any, path: str) -> Any:
    """Return what is at the end of a path of names and numbers; ``None`` where it leads nowhere."""
    for step in path.split("."):
        if isinstance(value, list) and step.isdecimal():
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value


# Called with the name of a kind and a record of it, it yields the properties that ``fields`` speaks of, and those of
# other records that this one holds, each with the name of its kind.
Unfold = Callable[[str, SourceRecord], Iterator[tuple[str, Properties]]]


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of record of one source."""

    kinds: Sequence[Kind]

    def __getitem__(self, name: str) -> Kind:
        return next(kind for kind in self.kinds if kind.name == name)

    def named(self, name: str) -> Kind | None:
        """Return the kind that a name means: of a file, of a table, or the source's own."""
        hints = object_hints(name)
        known = {form: kind for kind in reversed(self.kinds) for form in kind.names()}
        return next((known[hint] for hint in hints if hint in known), None)

    def recognised(self, properties: Iterable[str]) -> Kind | None:
        """Return the kind whose records alone have one of these properties."""
        given = {normal_form(name) for name in properties}
        return next((kind for kind in self.kinds if not given.isdisjoint(map(normal_form, kind.known_by))), None)
