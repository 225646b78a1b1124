"""Emptying tables after a test that commits: only tables with rows, and not all 150.

Django truncates every table and recreates content types and permissions, which takes a second. Its own ``flush`` is
tested where a downstream project runs its suite.
"""

from typing import Any

from django.db import connections
from django.test import TransactionTestCase

from agent360_models import readonly

# Filled by ``migrate``, and no test commits to them; one that did would have everything emptied and made anew.
_KEPT = ("django_migrations", "agent360_models_reference_ddl", "django_content_type", "auth_permission")
_HOLD_ROWS = f"""
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND NOT starts_with(n.nspname, 'pg_')
AND c.relname NOT IN {_KEPT} AND pg_relation_size(c.oid) > 0
"""
_STATE = (
    "SELECT (SELECT (count(*), max(id)) FROM django_content_type), (SELECT (count(*), max(id)) FROM auth_permission)"
)

_states: dict[str, Any] = {}
_of_django: Any = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def only_what_holds_rows() -> None:
    """Have it so in this process, from the state that the test databases are in."""
    for alias, entry in connections.settings.items():
        if entry["NAME"].startswith("test_") and not entry["TEST"]["MIRROR"] and _has_content_types(alias):
            _states[alias] = _state(alias)
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined]


def _empty(self: Any) -> None:
    aliases = set(self._databases_names(include_mirrors=False))
    if self.available_apps is not None or any(_state(alias) != _states[alias] for alias in _states.keys() & aliases):
        _of_django(self)
        return
    for alias in aliases:
        with readonly.allow_writes(), connections[alias].cursor() as cursor:
            cursor.execute(_HOLD_ROWS)
            if tables := [table for (table,) in cursor.fetchall()]:
                cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def _has_content_types(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_content_type') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def _state(alias: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(_STATE)
        return cursor.fetchone()
