"""The labels of an ENUM type in the database that a statement is sent to."""

from collections.abc import Iterable
from typing import Any

from agent360_models.exceptions import MissingLabelError

# The last answer of each database. A label disappears only by renaming; an unknown label is queried again.
_seen: dict[tuple[str, str, str], frozenset[str]] = {}


def lacking(labels: Iterable[str], type_sql: str, connection: Any) -> set[str]:
    """Return the ``labels`` that the type lacks; empty if the type does not exist or a query is impossible.

    The database is queried only for labels that it was not known to have.
    """
    wanted = set(labels)
    key = (connection.alias, connection.settings_dict["NAME"], type_sql)
    if wanted <= _seen.get(key, frozenset()) or connection.needs_rollback:
        return set()
    from agent360_models.catalog import labels_of

    seen = _seen[key] = frozenset(labels_of(type_sql, connection))
    return wanted - seen if seen else set()


def require(labels: Iterable[str], type_sql: str, connection: Any) -> None:
    for label in sorted(lacking(labels, type_sql, connection)):
        raise MissingLabelError(f"{lacks(label, type_sql, connection)}, so nothing was sent. {remedy(label, type_sql)}")


def lacks(label: str, type_sql: str, connection: Any) -> str:
    """Return the start of the error text: the type, the alias and the label."""
    return f'The type {type_sql} on the alias "{connection.alias}" lacks the label {_literal(label)}'


def remedy(label: str, type_sql: str) -> str:
    """Return the sentence that tells how to add the label."""
    return f"The owner of the database can add it: ALTER TYPE {type_sql} ADD VALUE {_literal(label)}."


def _literal(label: str) -> str:
    return "'" + label.replace("'", "''") + "'"


def forget() -> None:
    """Clear the cache, for example after a label was renamed."""
    _seen.clear()
