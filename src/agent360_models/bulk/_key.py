"""The unique index that ``ON CONFLICT`` needs."""

from collections.abc import Collection

from django.db import NotSupportedError, ProgrammingError

from agent360_models.catalog import TableToWrite

_NOT_TO_WRITE = {"v": "a view that PostgreSQL cannot write through", "m": "a materialized view", "f": "a foreign table"}


def require_key(target: TableToWrite, table: str, names: Collection[str], listed: str) -> None:
    """Check that ``ON CONFLICT`` can write to ``table`` with the columns ``names`` as the key.

    ``listed`` is the key as SQL. A view is left to the server, which alone knows the index of the table below.

    Raises:
        django.db.NotSupportedError: ``ON CONFLICT`` cannot write to a relation of this kind.
        django.db.ProgrammingError: no unique index fits the key.

    """
    if target.kind in _NOT_TO_WRITE and not (target.kind == "v" and target.is_updatable):
        raise NotSupportedError(
            f"{table} is {_NOT_TO_WRITE[target.kind]}, which has no ON CONFLICT. Upsert into the table behind it."
        )
    if target.kind == "v":
        return
    found = [index for index in target.unique_indexes if {*names} == {*index.columns}]
    if any(index.condition is None and not index.has_expressions | index.is_deferrable for index in found):
        return
    reasons = [
        f"{index.name} covers only rows WHERE {index.condition}"
        if index.condition is not None
        else f"{index.name} is {'over an expression' if index.has_expressions else 'deferrable'}"
        for index in found
    ]
    raise ProgrammingError(
        f"Table {table} has no unique or exclusion constraint for ON CONFLICT ({listed})."
        f" {''.join(f'{reason}. ' for reason in reasons)}Name a key that is unique across all rows."
    )
