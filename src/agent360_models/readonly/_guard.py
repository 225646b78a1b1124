"""The guard of read-only tables: refuses a statement that would write to one, whoever sends it.

It reads every statement that goes through Django's ``execute`` and ``executemany``: of the ORM, of ``raw()``,
of a cursor. Setting: ``READ_ONLY`` and ``READ_ONLY_EXCEPT`` of ``AGENT360_MODELS``, read with each statement.

What it cannot see: ``copy()``, ``stream()`` and ``callproc()`` of a cursor, and the psycopg connection
below Django's; functions, DO blocks and CALL; EXECUTE of a statement that was prepared elsewhere; cascades,
triggers, rules, views and partitions inside the database; a search path set in the session, the role or the
database; DDL; and every other client.
Only a role stops those: ``manage.py agent360 grants --role NAME`` prints the GRANTs for it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

import psycopg.sql
from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Model

from agent360_models import conf, families
from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.names import split
from agent360_models.readonly._scanner import WRITE_WORD, Write, writes
from agent360_models.routing import home_of_app

PUBLIC = ("public",)  # PostgreSQL's own search path

_allowed: ContextVar[frozenset[str]] = ContextVar("agent360_models_allowed", default=frozenset())


# Open to the rest of the library


def connect() -> None:
    """Guard every connection that is made from now on, and those of this thread that exist already.

    Called by each app's ``ready()``; calling it again changes nothing.
    """
    connection_created.connect(_guard, dispatch_uid="agent360_models.readonly")
    for connection in connections.all(initialized_only=True):
        _guard(connection)


@contextmanager
def allow_writes(*names: str) -> Iterator[None]:
    """Let read-only tables be written: for factories, tests and loaders of development databases.

    ``names`` are the families and labels to open; without names it opens all of them.
    A context manager, and a decorator of functions that are neither async nor generators.
    It holds for the current thread or async task, and no other::

        with allow_writes("agent360_core"):
            User.objects.create(...)

    It opens the guard only: a role without the privilege is still refused by the server.

    Raises ``ValueError`` for a name that is neither a family nor a label.
    """
    opened = families.labels(*names) if names else families.every_label()
    token = _allowed.set(_allowed.get().union(opened))
    try:
        yield
    finally:
        _allowed.reset(token)


def check_writable(label: str) -> None:
    """Raise ``ReadOnlyTableError`` unless the tables of the app ``label`` may be written now."""
    if not _is_writable(label):
        raise ReadOnlyTableError(f"AGENT360_MODELS declares the tables of {label} read-only. {_remedy(label)}")


def _is_writable(label: str) -> bool:
    return not conf.is_read_only(label) or label in _allowed.get()


def _remedy(label: str) -> str:
    return (
        f"If this project may write them, take {label!r} out of READ_ONLY or add it to READ_ONLY_EXCEPT;"
        f" in factories and tests, use agent360_models.readonly.allow_writes({label!r})."
    )


# The guard of one connection


def _guard(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    # In front, where the pop() at the end of somebody's execute_wrapper() block cannot take it away.
    if _refuse_writes not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _refuse_writes)


def _refuse_writes(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001
    """Pass the statement on, or raise ``ReadOnlyTableError`` before anything of it is sent.

    The transaction is as it was; but Django's own ``save``, ``update`` and ``delete`` mark the ``atomic``
    block around them for rollback, as with every error.
    """
    if conf.setting().get("READ_ONLY"):
        connection = context["connection"]
        text = _as_text(sql, connection)
        if WRITE_WORD.search(text.lower()):
            for write in writes(text):
                _check(write, connection)
    return execute(sql, params, many, context)


def _as_text(sql: Any, connection: BaseDatabaseWrapper) -> str:
    if isinstance(sql, str):
        return sql
    if isinstance(sql, bytes):
        return sql.decode(errors="replace")
    if isinstance(sql, psycopg.sql.Composable):
        return sql.as_string(connection.connection)
    # psycopg 3.3 also takes the template strings of Python 3.14.
    as_string = getattr(psycopg.sql, "as_string", None)
    return as_string(sql, connection.connection) if as_string else str(sql)


# Which tables, on which connection


def _check(write: Write, connection: BaseDatabaseWrapper) -> None:
    owners = _owners(tuple(apps.get_models(include_auto_created=True)))
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
    """Return, by name of table, the schemas and apps that have such a table."""
    owners: dict[str, set[tuple[str | None, str]]] = {}
    for model in models:
        schema, table = split(model._meta.db_table)
        owners.setdefault(table, set()).add((schema, model._meta.app_label))
    return owners


def _holds(connection: BaseDatabaseWrapper, label: str) -> bool:
    """Tell whether the connection leads to the database of the app, or to a replica of it."""
    alias = home_of_app(label)
    homes = [connections[name] for name in (alias, *conf.replicas_for(alias)) if name in connections]
    return _database(connection) in [_database(home) for home in homes]


def _database(connection: BaseDatabaseWrapper) -> tuple[object, ...]:
    entry = connection.settings_dict
    host = "" if _is_this_machine(entry["HOST"]) else entry["HOST"].lower()
    return host, str(entry["PORT"] or 5432), entry["NAME"], entry["OPTIONS"].get("service")


def _is_this_machine(host: str) -> bool:
    """Tell whether a host is another spelling of the machine itself: without one, libpq takes its own socket."""
    try:
        return host.lower() in ("", "localhost") or ip_address(host).is_loopback
    except ValueError:
        return False


def search_path(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """Return the schemas in which a name without schema is looked up, as ``OPTIONS`` of the alias says.

    Reads ``{"options": "-c search_path=crm,public"}``; without it, ``PUBLIC``.
    """
    return _search_path(connection.settings_dict["OPTIONS"].get("options") or "")


@lru_cache
def _search_path(options: str) -> tuple[str, ...]:
    paths = re.findall(r"(?:-c\s*|--)search[_-]path=((?:\\.|\S)+)", options)
    if not paths:
        return PUBLIC
    schemas = map(str.strip, re.sub(r"\\(.)", r"\1", paths[-1]).split(","))
    return tuple(name.strip('"') if name.startswith('"') else name.lower() for name in schemas)
