"""Columns of native PostgreSQL ENUM types and arrays of them."""

import copy
import functools
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldError, ValidationError
from django.db import connections, models, router
from django.db.models import Case, TextField, Transform, Value, When, lookups
from django.db.models.expressions import Combinable, DatabaseDefault, ExpressionList, ResolvedOuterRef
from django.db.models.functions import Cast, Coalesce, Greatest, Least
from django.db.models.signals import class_prepared
from django.dispatch import receiver
from psycopg.pq import Format

from agent360_models.fields._expressions import with_each_value
from agent360_models.fields._flat import element_of, flat
from agent360_models.fields._label_forms import LabelsField
from agent360_models.fields._live_labels import lacking, lacks, remedy, require
from agent360_models.fields._typing import Field, Lookup
from agent360_models.fields.known_values import StoredChoices
from agent360_models.names import quoted
from agent360_models.typed import override

__all__ = ["PgEnumField"]

_ST_contra = TypeVar("_ST_contra", contravariant=True)
_GT_co = TypeVar("_GT_co", covariant=True)


class PgEnumField(StoredChoices, Field[_ST_contra, _GT_co]):
    """A column of a native PostgreSQL ENUM type, whose labels are the values of a ``TextChoices`` class.

    Reads return members of ``enum``. A label that ``enum`` does not know is returned as a plain ``str`` and can be
    written back, so the type checker sees ``str``.

    Args:
        verbose_name: as in every Django field.
        name: as in every Django field.
        enum: the ``TextChoices`` class that supplies the choices.
        type_name: the name of the type as the catalog has it: without quotes, with its case; a dot belongs to it.
        schema: the PostgreSQL schema of the type, spelled likewise; by default the ``search_path`` decides.
        **options: the options of every Django field, except ``choices`` and ``max_length``.

    """

    if TYPE_CHECKING:
        _pyi_private_set_type: str | Combinable
        _pyi_private_get_type: str
        _pyi_lookup_exact_type: str

    description = "PostgreSQL ENUM"
    empty_strings_allowed = False

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        *,
        enum: type[models.TextChoices],
        type_name: str,
        schema: str | None = None,
        **options: Any,
    ) -> None:
        for option in ("choices", "max_length"):
            if option in options:
                raise TypeError(f"PgEnumField takes no {option!r}: {enum.__name__} defines the labels.")
        self.enum = enum
        self.type_name = type_name
        self.schema = schema
        self._sql = quoted(schema, type_name)
        self._members = {str(member.value): member for member in enum}
        super().__init__(verbose_name, name, choices=enum.choices, **options)

    def deconstruct(self) -> Any:
        """Return the enum and the type for migrations, without choices."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        kwargs |= {"enum": self.enum, "type_name": self.type_name}
        if self.schema is not None:
            kwargs["schema"] = self.schema
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        """Return a name for which Django has no DDL."""
        return "PgEnumField"

    @override
    def db_type(self, connection: Any) -> str:
        return self._sql

    def knows(self, label: object) -> bool:
        """Tell whether the enum has this label."""
        return str(label) in self._members

    def to_python(self, value: Any) -> Any:
        """Return the member, or the given value if the enum has no such member."""
        return self._members.get(value, value) if isinstance(value, str) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the member, or the label if the enum does not know it."""
        if value == "{" and isinstance(expression.output_field, ArrayField):
            # For example the field that ArrayAgg creates; psycopg returned the text of the whole array.
            raise TypeError(
                f"An array of {self._sql} that is not a model column cannot be read."
                " Select it as text, for example with '__text'."
            )
        return self._members.get(value, value)

    def get_prep_value(self, value: Any) -> Any:
        """Return the label as a plain ``str``."""
        value = super().get_prep_value(value)
        if value is None or hasattr(value, "as_sql"):
            return value
        return str(value.value if isinstance(value, models.Choices) else value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Cast an expression such as ``Case``, which PostgreSQL would take for text."""
        if isinstance(value, DatabaseDefault):
            return value
        return self._cast(value) if hasattr(value, "as_sql") else super().get_db_prep_save(value, connection)

    def _cast(self, value: Any) -> Any:
        """Cast the alternatives of ``value``, since Django and PostgreSQL refuse to mix text and labels."""
        if isinstance(value, Value):
            return Value(value.value, output_field=self)
        sources = value.get_source_expressions()
        if isinstance(value, Cast) and isinstance(value.output_field, PgEnumField):  # made by bulk_update
            return self._cast(*sources)
        if not isinstance(value, Case | When | Coalesce | Greatest | Least):
            return Cast(value, self)
        return with_each_value(value, self._cast)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Return the placeholder of a label, with its type; Django up to 6.0 calls this.

        Raises ``MissingLabelError`` for a label that the database lacks.
        """
        if hasattr(value, "as_sql"):
            return "%s"
        require(self.labels_in(value), self._sql, connection)
        return f"%s::{self._sql}"

    def get_placeholder_sql(self, value: Any, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        """Return the placeholder of a label and its parameters; Django 6.1 and later call this."""
        if hasattr(value, "as_sql"):
            sql, params = compiler.compile(value)
            return sql, params
        return self.get_placeholder(value, compiler, connection), (value,)

    def value_to_string(self, obj: models.Model) -> str:
        """Return the label, for fixtures."""
        return str(self.get_prep_value(self.value_from_object(obj)))

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Convert and validate the value; refuse a label that the database lacks.

        Raises ``ValidationError``.
        """
        return self.require_stored(super().clean(value, model_instance), model_instance)

    def require_stored(self, value: Any, row: Any) -> Any:
        """Return the value; raise ``ValidationError`` for a label that the row's database lacks."""
        connection = connections[router.db_for_write(type(row), instance=row)]
        for label in lacking(self.labels_in(value), self._sql, connection):
            text = f"{lacks(label, self._sql, connection)}. {remedy(label, self._sql)}"
            raise ValidationError(text, code="missing_label")
        return value

    def labels_in(self, value: Any) -> Iterator[str]:
        """Yield the labels in a value that is assigned to or compared with a column (or array) of this type."""
        for found in flat(value):
            if isinstance(found, Value):
                yield from self.labels_in(found.value)
            elif found is not None and not hasattr(found, "resolve_expression"):
                yield str(self.get_prep_value(found))


# Lookups


@PgEnumField.register_lookup
class _Text(Transform):
    lookup_name = "text"
    template = "(%(expressions)s)::text"
    output_field = TextField()


class _OfType(Lookup[Any]):
    """A comparison of values cast to the ENUM type: a domain over it has no ``=`` operator."""

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> Any:
        """Return the column with a cast, which costs nothing if the column already has the type."""
        sql, params = super().process_lhs(compiler, connection, lhs)
        return self._typed(sql, self.lhs, connection), params

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        """Return the right-hand side, with a cast if it may be a column."""
        sql, params = super().process_rhs(compiler, connection)
        if not hasattr(self.rhs, "resolve_expression") or isinstance(self.rhs, ExpressionList):
            return sql, params
        if self.lookup_name == "in":
            column = self._typed('"found"."value"', self.rhs, connection)
            return f'(SELECT {column} FROM {sql} "found" ("value"))', params
        return self._typed(sql, self.rhs, connection), params

    @staticmethod
    def _typed(sql: str, expression: Any, connection: Any) -> str:
        field = _output_field(expression)
        return f"({sql})::{field.db_type(connection)}" if isinstance(element_of(field), PgEnumField) else sql


class _OfLiveLabels(_OfType):
    """A comparison that omits labels which the database lacks: PostgreSQL would refuse the statement."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if isinstance(rhs, Iterator):
            rhs = list(rhs)
        if not _is_comparable(rhs):
            lhs = Cast(lhs, _as_text(lhs.output_field))
        super().__init__(lhs, rhs)

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """Return the SQL with only the labels of this database."""
        field = element_of(self.lhs.output_field)
        is_list = isinstance(self.rhs, list | tuple | ExpressionList)
        if isinstance(field, PgEnumField) and not is_list and not _is_comparable(self.rhs):  # an OuterRef, known by now
            lookup = copy.copy(self)
            lookup.lhs = Cast(self.lhs, _as_text(self.lhs.output_field))
            return compiler.compile(lookup)
        if isinstance(field, PgEnumField):
            absent = lacking(field.labels_in(self._given()), field.db_type(connection), connection)
            if absent:
                return compiler.compile(self._without(absent))
        parent: Any = super()
        return getattr(parent, "as_postgresql", parent.as_sql)(compiler, connection)

    def _given(self) -> Any:
        """Return the right-hand side."""
        return self.rhs

    def _without(self, absent: set[str]) -> Any:
        """Return an equivalent lookup without the labels that are absent from the database."""
        if isinstance(self.lhs.output_field, PgEnumField):
            return _EqualToNothing(self.lhs, None)
        lookup = copy.copy(self)
        lookup.lhs = Cast(self.lhs, _as_text(self.lhs.output_field))
        if isinstance(self.rhs, Value):
            lookup.rhs = Value(self.rhs.value, lookup.lhs.output_field)
        return lookup


class _EqualToNothing(_OfType, lookups.Exact):
    """A lookup that matches no row, and reads none."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        """Return an empty array."""
        return f"ANY ('{{}}'::{self.lhs.output_field.db_type(connection)}[])", []


class _OneArray(_OfLiveLabels):
    """A lookup that sends an array as one parameter; Django would send nested arrays as text."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if isinstance(rhs, list | tuple) and not _has_expressions(rhs):
            rhs = Value(list(rhs), lhs.output_field)
        super().__init__(lhs, rhs)


class _AnyOf(_OfLiveLabels):
    """A lookup that removes absent labels from its list."""

    def _given(self) -> Any:
        return self.rhs.get_source_expressions() if isinstance(self.rhs, ExpressionList) else self.rhs

    def _without(self, absent: set[str]) -> Any:
        field = element_of(self.lhs.output_field)
        lookup = copy.copy(self)
        lookup.rhs = [item for item in self._given() if absent.isdisjoint(field.labels_in([item]))]
        return lookup if lookup.rhs else super()._without(absent)


class _KnownOnly(_OfType):
    """A lookup that refuses a label unknown to the enum: only the database knows its position in the order."""

    def get_prep_lookup(self) -> Any:
        prepared = super().get_prep_lookup()
        field = self.lhs.output_field
        for label in field.labels_in(prepared):
            if not field.knows(label):
                raise ValidationError(
                    "“%(value)s” is not a label of %(enum)s, so its position in the order is unknown.",
                    code="invalid_choice",
                    params={"value": label, "enum": field.enum.__name__},
                )
        return prepared

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """Return the SQL; raise ``MissingLabelError`` for a label that this database lacks."""
        field = self.lhs.output_field
        require(field.labels_in(self.rhs), field.db_type(connection), connection)
        return self.as_sql(compiler, connection)


class _Exact(_OfLiveLabels, lookups.Exact): ...


class _In(_AnyOf, lookups.In): ...


class _GreaterThan(_KnownOnly, lookups.GreaterThan): ...


class _GreaterThanOrEqual(_KnownOnly, lookups.GreaterThanOrEqual): ...


class _LessThan(_KnownOnly, lookups.LessThan): ...


class _LessThanOrEqual(_KnownOnly, lookups.LessThanOrEqual): ...


class _Range(_KnownOnly, lookups.Range): ...


for _lookup in (_Exact, _In, _GreaterThan, _GreaterThanOrEqual, _LessThan, _LessThanOrEqual, _Range):
    PgEnumField.register_lookup(_lookup)


def _of_arrays(mixin: type[Lookup[Any]], *names: str) -> list[Any]:
    """Return subclasses of Django's array lookups, whose classes are not public API."""
    existing: Any = [ArrayField(TextField()).get_lookup(name) for name in names]
    return [type(f"{mixin.__name__}_{lookup.__name__}", (mixin, lookup), {}) for lookup in existing]


_ARRAY_LOOKUPS = [
    *_of_arrays(_OneArray, "contains", "contained_by", "exact", "overlap"),
    *_of_arrays(_AnyOf, "in"),
]


def _is_comparable(value: Any) -> bool:
    """Tell whether PostgreSQL can compare ``value`` with labels: it is constant, or has an ENUM type."""
    return all(
        isinstance(element_of(_output_field(found)), PgEnumField)
        for found in flat(value)
        if hasattr(found, "resolve_expression") and not isinstance(found, Value | ResolvedOuterRef)
    )


def _has_expressions(value: Any) -> bool:
    return any(map(_has_expressions, value)) if isinstance(value, list | tuple) else hasattr(value, "as_sql")


def _output_field(expression: Any) -> Any:
    try:
        return expression.output_field
    except (AttributeError, FieldError):  # an OuterRef has none
        return None


def _as_text(field: Any) -> Field[Any, Any]:
    """Return a text field for the labels of ``field``."""
    return ArrayField(_as_text(field.base_field)) if isinstance(field, ArrayField) else TextField()


# Arrays: psycopg does not know the column type, and returns text.


@receiver(class_prepared)
def _prepare_arrays(sender: type[models.Model], **_: object) -> None:
    for field in sender._meta.local_fields:
        if isinstance(field, ArrayField) and isinstance(element_of(field), PgEnumField):
            _prepare(field)


def _prepare(array: Any) -> None:
    array.from_db_value = functools.partial(_read_array, array.from_db_value)
    array.formfield = functools.partial(array.formfield, form_class=LabelsField)
    array.clean = functools.partial(_clean, array.clean, element_of(array))
    for name in ("get_placeholder", "get_placeholder_sql"):  # up to Django 6.0, and from 6.1 on
        if hasattr(array, name):
            setattr(array, name, functools.partial(_placeholder, getattr(array, name), element_of(array)))
    for lookup in _ARRAY_LOOKUPS:
        array.register_lookup(lookup)


def _read_array(convert: Callable[..., Any], value: Any, expression: Any, connection: Any) -> Any:
    if isinstance(value, str):
        oid = psycopg.adapters.types["text"].array_oid
        load = psycopg.adapters.get_loader(oid, Format.TEXT)
        value = load(oid).load(value.encode()) if load else value
    return convert(value, expression, connection)


def _clean(clean: Callable[..., Any], element: Any, value: Any, row: Any) -> Any:
    return element.require_stored(clean(value, row), row)


def _placeholder(make: Callable[..., Any], element: Any, value: Any, compiler: Any, connection: Any) -> Any:
    if not hasattr(value, "as_sql"):
        require(element.labels_in(value), element.db_type(connection), connection)
    return make(value, compiler, connection)
