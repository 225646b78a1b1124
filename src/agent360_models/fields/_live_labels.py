"""The labels that an ENUM type has in the database to which a statement goes."""

from collections.abc import Iterable
from typing import Any

from agent360_models.exceptions import MissingLabelError

# What each database said last. A label goes away only by being renamed; one that is not here is asked for again.
_seen: dict[tuple[str, str, str], frozenset[str]] = {}


def lacking(labels: Iterable[str], type_sql: str, connection: Any) -> set[str]:
    """Return those of ``labels`` that the type lacks; none where the database has no such type, or is not to be asked.

    The database is asked when a label comes up that it was not known to have.
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
    """Return the beginning of a sentence that says which type lacks the label, and where."""
    return f'The type {type_sql} on the alias "{connection.alias}" lacks the label {_literal(label)}'


def remedy(label: str, type_sql: str) -> str:
    """Return the sentence that says who can add the label, and how."""
    return f"Who owns the database adds it: ALTER TYPE {type_sql} ADD VALUE {_literal(label)}."


def _literal(label: str) -> str:
    return "'" + label.replace("'", "''") + "'"


def forget() -> None:
    """Forget what databases said, as after a label was renamed."""
    _seen.clear()
