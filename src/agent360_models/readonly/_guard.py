"""The guard of read-only tables: refuses every statement that would write to one.

It reads every statement that goes through Django's ``execute`` and ``executemany``: from the ORM, ``raw()`` and
cursors. The settings ``READ_ONLY`` and ``READ_ONLY_EXCEPT`` of ``AGENT360_MODELS`` are read for each statement.

It cannot see: ``copy()``, ``stream()`` and ``callproc()`` of a cursor, and the psycopg connection below Django's;
functions, DO blocks and CALL; EXECUTE of a statement that was prepared elsewhere; cascades, triggers, rules, views and
partitions inside the database; a search path set in the session, the role or the database; DDL; and every other client.
Only a role of the server stops those: ``manage.py agent360 grants --role NAME`` prints the GRANTs for it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg.sql
from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Model

from agent360_models import conf, families
from agent360_models._blocks import Blocks
from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.names import split
from agent360_models.readonly._databases import are_one
from agent360_models.readonly._scanner import WRITE_WORD, Write, writes
from agent360_models.routing import home_of_app

PUBLIC = ("public",)  # PostgreSQL's own search path

_allowed: Blocks[frozenset[str]] = Blocks("agent360_models_allowed")


# For the rest of the library


def connect() -> None:
    """Guard every new connection, and the existing connections of this thread.

    Each app's ``ready()`` calls this; repeated calls change nothing.
    """
    connection_created.connect(_guard, dispatch_uid="agent360_models.readonly")
    for connection in connections.all(initialized_only=True):
        _guard(connection)


@contextmanager
def allow_writes(*names: str) -> Iterator[None]:
    """Allow writes to read-only tables, for factories, tests and loaders of development databases.

    ``names`` are the families and labels to open; without names, all are open.
    Use it as a context manager, or as a decorator of functions that are neither async nor generators.

    It applies to the current thread or async task and everything that the task awaits, but not to tasks, threads and
    callbacks that are started inside::

        with allow_writes("agent360_core"):
            User.objects.create(...)

    It opens only the guard: the server still refuses a role without the privilege. A generator that yields inside the
    block keeps it open for its caller until the generator continues or is closed.

    Raises ``ValueError`` for a name that is neither a family nor a label.
    """
    with _allowed.open(frozenset(families.labels(*names) if names else families.every_label())):
        yield


def check_writable(label: str) -> None:
    """Raise ``ReadOnlyTableError`` if the tables of the app ``label`` are read-only now."""
    if not _is_writable(label):
        raise ReadOnlyTableError(f"AGENT360_MODELS declares the tables of {label} read-only. {_remedy(label)}")


def _is_writable(label: str) -> bool:
    return not conf.is_read_only(label) or any(label in labels for labels in _allowed.own())


def _remedy(label: str) -> str:
    return (
        f"If this project may write them, take {label!r} out of READ_ONLY or add it to READ_ONLY_EXCEPT;"
        f" in factories and tests, use agent360_models.readonly.allow_writes({label!r})."
    )


# The guard of one connection


def _guard(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    # First in the list, where the pop() at the end of an execute_wrapper() block cannot remove it.
    if _refuse_writes not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _refuse_writes)


def _refuse_writes(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001
    """Pass the statement on, or raise ``ReadOnlyTableError`` before any of it is sent.

    The transaction stays usable. But Django's ``save``, ``update`` and ``delete`` mark the ``atomic`` block around them
    for rollback, as with every error.
    """
    if conf.setting().get("READ_ONLY"):
        connection = context["connection"]
        text = _as_text(sql, connection).partition("\0")[0]  # libpq sends no more
        if WRITE_WORD.search(text.lower()):
            has_escapes = "\\" in text and _escapes_in_literals(connection)
            for write in writes(text, has_params=params is not None, has_escapes=has_escapes):
                _check(write, connection)
    return execute(sql, params, many, context)


def _as_text(sql: Any, connection: BaseDatabaseWrapper) -> str:
    if isinstance(sql, str):
        return sql
    if isinstance(sql, psycopg.sql.Composable):
        return sql.as_string(connection.connection)
    try:
        raw = bytes(memoryview(sql))
    except TypeError:
        # psycopg 3.3 also accepts template strings of Python 3.14.
        as_string = getattr(psycopg.sql, "as_string", None)
        if as_string is None or type(sql).__module__ != "string.templatelib":
            raise ReadOnlyTableError(
                f"A {type(sql).__name__} was not sent to alias {connection.alias!r}: it cannot be checked, and might"
                " write to read-only tables of AGENT360_MODELS. Send a str."
            ) from None
        return str(as_string(sql, connection.connection))
    link: Any = connection.connection
    return raw.decode(link.info.encoding if link is not None else "utf-8", errors="replace")


def _escapes_in_literals(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether backslashes escape in every literal, as with ``standard_conforming_strings = off``."""
    link: Any = connection.connection
    return link is not None and link.info.parameter_status("standard_conforming_strings") == "off"


# Tables and connections


def _check(write: Write, connection: BaseDatabaseWrapper) -> None:
    owners = _owners(tuple(apps.get_models(include_auto_created=True)))
    if write.table is None:
        for label in sorted({label for tables in owners.values() for _schema, label in tables}):
            if not _is_writable(label) and _holds(connection, label):
                raise ReadOnlyTableError(
                    f"{write.kind} was refused and not sent to alias {connection.alias!r}: the guard cannot read"
                    " the spelling of its table name. Write the name plainly or in double quotes."
                )
        return
    for schema, label in owners.get(write.table, ()):
        if _is_writable(label) or not _holds(connection, label):
            continue
        home = connections[home_of_app(label)]
        meant = {write.schema} if write.schema else set(search_path(connection))
        if meant.isdisjoint({schema} if schema else {*PUBLIC, *search_path(home)}):
            continue
        raise ReadOnlyTableError(
            f"{write.kind} on table {write.table!r} of {label} was refused and not sent to alias"
            f" {connection.alias!r}: AGENT360_MODELS declares the app read-only. {_remedy(label)}"
        )


@lru_cache(maxsize=1)
def _owners(models: tuple[type[Model], ...]) -> dict[str, set[tuple[str | None, str]]]:
    """Return the schemas and apps that have a table, by table name."""
    owners: dict[str, set[tuple[str | None, str]]] = {}
    for model in models:
        schema, table = split(model._meta.db_table)
        owners.setdefault(table, set()).add((schema, model._meta.app_label))
    return owners


def _holds(connection: BaseDatabaseWrapper, label: str) -> bool:
    """Tell whether the connection leads to the app's database or a replica of it."""
    alias = home_of_app(label)
    homes = [connections[name] for name in (alias, *conf.replicas_for(alias)) if name in connections]
    return any(are_one(connection, home) for home in homes)


def search_path(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """Return the schemas of the alias's ``search_path``, taken from its ``OPTIONS``.

    An example is ``{"options": "-c search_path=crm,public"}``; the default is ``PUBLIC``.
    """
    return _search_path(connection.settings_dict["OPTIONS"].get("options") or "")


@lru_cache
def _search_path(options: str) -> tuple[str, ...]:
    paths = re.findall(r"(?:-c\s*|--)search[_-]path=((?:\\.|\S)+)", options)
    if not paths:
        return PUBLIC
    schemas = map(str.strip, re.sub(r"\\(.)", r"\1", paths[-1]).split(","))
    return tuple(name.strip('"') if name.startswith('"') else name.lower() for name in schemas)
