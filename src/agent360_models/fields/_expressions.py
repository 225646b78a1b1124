"""Expressions that choose one of several values, such as ``Case`` and ``Coalesce``."""

from collections.abc import Callable
from typing import Any

from django.db.models import When


def with_each_value(expression: Any, change: Callable[[Any], Any]) -> Any:
    """Return a copy of the expression with ``change`` applied to each value, but not to the condition of a ``When``."""
    sources = expression.get_source_expressions()
    conditions = 1 if isinstance(expression, When) else 0
    changed = expression.copy()
    changed.set_source_expressions([*sources[:conditions], *map(change, sources[conditions:])])
    return changed
