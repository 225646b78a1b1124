"""Which staged rows the database refuses, and why: found by trying, since only the database knows all its rules."""

from __future__ import annotations  # Field takes its parameters only in the type checker

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.db.models import Field

from agent360_models.db.bulk import Stage

REFUSALS = (IntegrityError, DataError)

Refusal = tuple[int, "Field[Any, Any] | None", str]


def find_refused(stage: Stage, newest: Field[Any, Any] | None) -> list[Refusal]:
    """Return line, column and reason of each staged row that cannot be merged, and leave no trace.

    The column is ``None`` where the server does not tell it. The caller is inside ``atomic``.
    """
    alias = stage.connection.alias
    with transaction.atomic(using=alias):
        # Halves of a file lack each other's parents; whether those exist has been settled before.
        for column in stage.columns:
            if column.related_model is stage.model:
                stage.query(f"UPDATE {stage.name} SET {stage.column(column)} = NULL")
        lines = [line for (line,) in stage.query(f"SELECT _line FROM {stage.name} ORDER BY _line")]
        refused = list(_bisect(stage, newest, lines))
        transaction.set_rollback(True, using=alias)
    return refused


def explain(error: BaseException) -> str:
    """Return why the database refused something, without the values that its own message repeats."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None:
        return type(error).__name__
    if diagnosis.constraint_name:
        return f"the database refused it: constraint {diagnosis.constraint_name}"
    where = f" in column {diagnosis.column_name}" if diagnosis.column_name else ""
    return f"the database refused it{where}: {type(error.__cause__).__name__} ({diagnosis.sqlstate})"


def _bisect(stage: Stage, newest: Field[Any, Any] | None, lines: Sequence[int]) -> Iterator[Refusal]:
    """Merge the lines, in halves where they cannot be merged at once, and yield those that are left over."""
    if not lines:
        return
    try:
        with transaction.atomic(using=stage.connection.alias):
            stage.merge(newest, lines=(lines[0], lines[-1]))
    except REFUSALS as error:
        if len(lines) == 1:
            yield lines[0], _column_of(stage, error), explain(error)
            return
    else:
        return
    middle = len(lines) // 2
    yield from _bisect(stage, newest, lines[:middle])
    yield from _bisect(stage, newest, lines[middle:])


def _column_of(stage: Stage, error: DatabaseError) -> Field[Any, Any] | None:
    """Return the column that a refusal is about, as far as the server tells."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "column_name", None)
    constraint = getattr(diagnosis, "constraint_name", None)
    if constraint and not name:
        found = stage.query(
            "SELECT a.attname FROM pg_catalog.pg_class i JOIN pg_catalog.pg_index x ON x.indexrelid = i.oid"
            " JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]"
            " WHERE i.relname = %s",
            [constraint],
        )
        name = found[0][0] if found else None
    return next((column for column in stage.columns if column.column == name), None)
