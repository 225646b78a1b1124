"""Expressions that choose one of several values, such as ``Case`` and ``Coalesce``."""

from collections.abc import Callable
from typing import Any

from django.db.models import When


def with_each_value(expression: Any, change: Callable[[Any], Any]) -> Any:
    """Return a copy of the expression in which ``change`` replaced each value; the condition of a ``When`` stays."""
    sources = expression.get_source_expressions()
    conditions = 1 if isinstance(expression, When) else 0
    changed = expression.copy()
    changed.set_source_expressions([*sources[:conditions], *map(change, sources[conditions:])])
    return changed
