"""The unique index by which ``ON CONFLICT`` would know rows."""

from collections.abc import Collection

from django.db import NotSupportedError, ProgrammingError

from agent360_models.catalog import TableToWrite

_NOT_TO_WRITE = {"v": "a view that PostgreSQL cannot write through", "m": "a materialized view", "f": "a foreign table"}


def require_key(target: TableToWrite, table: str, names: Collection[str], listed: str) -> None:
    """Raise an error where ``table`` cannot be written by ``ON CONFLICT`` with the columns ``names`` as the key.

    ``listed`` is the key as SQL. A view is left to the server, since only that knows which index is below it.

    Raises:
        django.db.NotSupportedError: rows cannot be written by ``ON CONFLICT`` into what the table is.
        django.db.ProgrammingError: the key has no unique index that can be used.

    """
    if target.kind in _NOT_TO_WRITE and not (target.kind == "v" and target.is_updatable):
        raise NotSupportedError(
            f"{table} is {_NOT_TO_WRITE[target.kind]}, and has no ON CONFLICT. Upsert into the table behind it."
        )
    if target.kind == "v":
        return
    found = [index for index in target.unique_indexes if {*names} == {*index.columns}]
    if any(index.condition is None and not index.has_expressions | index.is_deferrable for index in found):
        return
    reasons = [
        f"{index.name} holds only rows WHERE {index.condition}"
        if index.condition is not None
        else f"{index.name} is {'over an expression' if index.has_expressions else 'deferrable'}"
        for index in found
    ]
    raise ProgrammingError(
        f"Table {table} has no unique or exclusion constraint for ON CONFLICT ({listed})."
        f" {''.join(f'{reason}. ' for reason in reasons)}Name a key that is unique among all rows."
    )
