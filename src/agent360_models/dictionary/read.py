"""The reader of the dictionary, from the models of installed apps, without a query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from inspect import cleandoc
from typing import Any, NoReturn

from django.apps import AppConfig, apps
from django.db import NotSupportedError, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.models import ForeignObject, Model, UniqueConstraint
from django.db.models.fields import AutoFieldMixin
from django.utils.module_loading import import_string, module_has_submodule
from django.utils.text import capfirst

from agent360_models import absent, families
from agent360_models.dictionary._physical import BUILT_IN
from agent360_models.dictionary.structure import App, Column, Dictionary, Relation, Table
from agent360_models.extensions import is_extension
from agent360_models.names import split
from agent360_models.readonly.models import ReadOnlyModel
from agent360_models.routing import home_of
from agent360_models.secrets import MASK
from agent360_models.secrets.columns import is_secret, personal_fields
from agent360_models.tables import reference

__all__ = ["read"]


def read(labels: Iterable[str]) -> Dictionary:
    """Return the dictionary of installed apps, in the order of ``labels``.

    Proxies and swapped models have no table and are left out, as is everything in the setting ``ABSENT``. The through
    table of a many-to-many field is included.

    Raises ``LookupError`` for a label that is not installed.
    """
    configs = [apps.get_app_config(label) for label in dict.fromkeys(labels)]
    with _no_queries():
        relations = [relation for model in _every_model() for relation in _relations(model)]
        sources = _sources()
        return Dictionary(tuple(_app(config, relations, sources) for config in configs))


@contextmanager
def _no_queries() -> Iterator[None]:
    """Refuse every query, so that choices that a function reads from tables are left out."""

    def refuse(*_args: Any) -> NoReturn:
        raise NotSupportedError("A dictionary is read from models, without a query.")

    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(connections[alias].execute_wrapper(refuse))
        yield


def _every_model() -> list[type[Model]]:
    """Return every model with a table."""
    return [model for config in apps.get_app_configs() for model in _models(config)]


def _models(config: AppConfig) -> Iterator[type[Model]]:
    for model in config.get_models(include_auto_created=True):
        is_of_migration = ".migrations." in model.__module__
        if not (model._meta.proxy or model._meta.swapped or is_of_migration or absent.is_table_absent(model)):
            yield model


def _app(config: AppConfig, relations: list[Relation], sources: Mapping[str, tuple[str, ...]]) -> App:
    return App(
        label=config.label,
        name=str(config.verbose_name),
        family=families.family_of(config.label) or "",
        meaning=_paragraphs(_doc_of(config)),
        tables=tuple(_table(model, relations, sources) for model in _models(config)),
    )


def _doc_of(config: AppConfig) -> str:
    """Return the docstring of an app: of its own ``AppConfig`` in a family, else of its module."""
    own = type(config).__doc__ if families.has(config.label) and type(config) is not AppConfig else ""
    return own or getattr(config.module, "__doc__", None) or ""


def _table(model: type[Model], relations: list[Relation], sources: Mapping[str, tuple[str, ...]]) -> Table:
    options = model._meta
    schema, name = split(options.db_table)
    own = [relation for relation in relations if relation.model == options.label]
    targets = {column: relation.target for relation in reversed(own) for column, _ in relation.pairs}
    targets |= {relation.column: relation.target for relation in own if len(relation.pairs) == 1}
    return Table(
        model=options.label,
        schema=schema or "",
        name=name,
        label=capfirst(str(options.verbose_name)),
        meaning=_meaning_of(model),
        managed=options.managed,
        columns=tuple(
            _column(model, field, type_, targets.get(str(field.column)), sources) for field, type_ in _columns(model)
        ),
        points_at=tuple(own),
        pointed_at_by=tuple(relation for relation in relations if relation.target == options.label),
        automatic=bool(options.auto_created),
        view=issubclass(model, ReadOnlyModel),
    )


def _meaning_of(model: type[Model]) -> str:
    """Return the docstring, or the ``db_table_comment`` if the docstring was generated."""
    text = cleandoc(model.__doc__ or "")
    by_django = rf"{re.escape(model.__name__)}\([\w, ]*\)"
    by_introspect = r"\AA row of the [a-z ]+ ``[^`]+``\.|^Read only: it has no unique key\. .+$"
    text = re.sub(rf"\A{by_django}\Z|{by_introspect}", "", text, flags=re.MULTILINE).strip()
    return _paragraphs(text or str(model._meta.db_table_comment or ""))


def _paragraphs(text: str) -> str:
    """Return a text with each paragraph on one line; lists and indented blocks keep their lines."""
    parts = (part.rstrip() for part in re.split(r"\n\s*\n", cleandoc(text)))
    return "\n\n".join(part if _has_lines(part) else " ".join(part.split()) for part in parts if part)


def _has_lines(part: str) -> bool:
    return re.search(r"^(?:\s+\S|[*\-+|>] |\d+[.)] |:\w|\.\. )", part, re.MULTILINE) is not None


def _columns(model: type[Model]) -> Iterator[tuple[Any, str]]:
    """Yield the fields with a column in the model's own table, each with its type."""
    connection: Any = connections[home_of(model)]
    if connection.vendor == "unknown":  # the project names no database
        connection = DatabaseWrapper(connection.settings_dict)
    naive = reference.naive_columns(model._meta.app_config.name).get(model._meta.db_table.replace('"', ""), ())
    for field in model._meta.local_concrete_fields:
        others = getattr(field, "other_db_types", ())
        type_ = others[0] if others and field.column in naive else field.db_type(connection)
        if type_:
            yield field, _type(type_)


def _type(text: str) -> str:
    """Return a type in PostgreSQL's short spelling, without unnecessary quotes: ``"integer"`` is another type."""
    text = re.sub(r"^(timestamp|time)(\(\d\))? with time zone", r"\1tz\2", text)
    text = re.sub(r"^(timestamp|time)(\(\d\))? without time zone", r"\1\2", text)
    parts = (
        part[1:-1] if re.fullmatch(r'"[a-z_][a-z0-9_]*"', part) and not BUILT_IN.fullmatch(part[1:-1]) else part
        for part in re.split(r'("(?:[^"]|"")+")', text.replace(", ", ","))
    )
    return "".join(parts)


def _column(
    model: type[Model], field: Any, type_: str, points_at: str | None, sources: Mapping[str, tuple[str, ...]]
) -> Column:
    return Column(
        name=str(field.column),
        attribute=field.name,
        type=type_,
        null=field.null,
        key=field in model._meta.pk_fields and not issubclass(model, ReadOnlyModel),
        label=capfirst(str(field.verbose_name)),
        meaning=" ".join(str(field.help_text or field.db_comment or "").split()),
        values=_values(field),
        points_at=points_at,
        sources=sources.get(f"{model._meta.label}.{field.column}", ()),
        secret=is_secret(model, field),
        personal=field.name in personal_fields(model),
        automatic=bool(field.auto_created or model._meta.auto_created),
        unique=field.unique,
        default=_default(field),
    )


def _default(field: Any) -> str:
    if isinstance(field, AutoFieldMixin):
        return "next number"
    if getattr(field, "auto_now", False):
        return "now, at each write"
    if getattr(field, "auto_now_add", False):
        return "now"
    if not field.has_default() or field.default is None:
        return ""
    if callable(field.default):
        name = getattr(field.default, "__qualname__", type(field.default).__qualname__)
        return f"{field.default.__module__}.{name}()".removeprefix("builtins.")
    value = _text(field.default)
    shown = MASK if is_secret(field.model, field) else value
    return shown if value.strip() else f"'{value}'"


def _values(field: Any) -> tuple[tuple[str, str], ...]:
    """Return the choices of a field or of the elements of an array."""
    while not field.choices and hasattr(field, "base_field"):
        field = field.base_field
    with suppress(Exception):  # a project's function may do anything, for example run a query
        return tuple((_text(value), str(label)) for value, label in field.flatchoices if value is not None)
    return ()


def _text(value: object) -> str:
    return str(getattr(value, "value", value))


# Relations


def _relations(model: type[Model]) -> Iterator[Relation]:
    """Yield the foreign keys of a model's own table, including those over several columns."""
    unique = list(_unique(model))
    for field in model._meta.local_fields:
        if not isinstance(field, ForeignObject) or absent.is_absent(field) or not field.local_related_fields:
            continue
        target: Any = field.related_model
        if isinstance(target, str) or absent.is_table_absent(target):
            continue  # its app is not installed, which a system check reports
        target = target._meta.concrete_model
        pairs = tuple((str(own.column), str(other.column)) for own, other in field.related_fields)
        yield Relation(
            column=pairs[0][0],
            model=model._meta.label,
            target=target._meta.label,
            back="" if field.remote_field.hidden else field.remote_field.get_accessor_name() or "",
            unique=any(names <= {own.name for own in field.local_related_fields} for names in unique),
            target_table=target._meta.db_table.replace('"', ""),
            pairs=pairs,
            on_delete=getattr(field.remote_field.on_delete, "__name__", ""),
        )


def _unique(model: type[Model]) -> Iterator[set[str]]:
    """Yield the sets of field names that are unique together."""
    options = model._meta
    yield {field.name for field in options.pk_fields}
    yield from ({field.name} for field in options.local_concrete_fields if field.unique)
    yield from map(set, options.unique_together)
    for constraint in options.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields and constraint.condition is None:
            yield set(constraint.fields)


# Sources


def _sources() -> dict[str, tuple[str, ...]]:
    """Return the fields of other systems that fill each column, by ``app_label.Model.column``."""
    found: dict[str, dict[str, None]] = {}
    for known in _mapped():
        try:
            model = apps.get_model(known.model)
        except LookupError:
            continue
        columns = {
            name: field.column
            for field in model._meta.local_concrete_fields
            for name in (field.name, field.attname, field.column)
        }
        for source, name in known.fields.items():
            if name in columns:
                found.setdefault(f"{model._meta.label}.{columns[name]}", {})[f"{known.name}.{source}"] = None
    return {column: tuple(sources) for column, sources in found.items()}


def _mapped() -> list[Any]:
    """Return the objects and record kinds that fill tables, from the sources, or else from ``mapping.py``.

    A source supplies them if a project has its own names. ``mapping.py`` is read for family apps and for apps with
    extensions.
    """
    paths = [path for config in apps.get_app_configs() for path in getattr(config, "load_sources", {}).values()]
    tell = [getattr(import_string(path), "mapped", None) for path in dict.fromkeys(paths)]
    told = [known for mapped in tell if mapped is not None for known in mapped()]
    models = {known.model for known in told}
    for config in apps.get_app_configs():
        is_asked = families.has(config.label) or any(map(is_extension, config.get_models()))
        if is_asked and config.module is not None and module_has_submodule(config.module, "mapping"):
            mapping = import_module(f"{config.name}.mapping")
            written = (*getattr(mapping, "OBJECTS", ()), *getattr(mapping, "KINDS", ()))
            told += [known for known in written if known.model not in models]
    return told
