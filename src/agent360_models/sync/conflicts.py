"""Conflicts: rows changed both here and at the source, which a download must not overwrite."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from django.db.models import Field, Model

from agent360_models.bulk._problems import RowsHeldBack
from agent360_models.bulk._stage import Stage
from agent360_models.exceptions import RunRefusedError
from agent360_models.fields import MomentField
from agent360_models.sync._hooks import appconfig_hook

__all__ = [
    "UNRECORDED",
    "Conflict",
    "ConflictLog",
    "HeldBack",
    "Outcome",
    "as_json",
    "conflict_log",
    "hold_back_conflicts",
    "is_same",
    "is_two_way",
    "keep_local_changes",
    "require_source_columns",
]

# The reason for a row that is held back without a table of conflicts.
UNRECORDED = "has local changes that the source does not have yet"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A stored row with local changes, and the source's current version.

    ``local`` and ``theirs`` contain JSON values of every column from the source except the key, because "the source
    wins" restores the whole row. ``local`` also contains the row's version. ``newest`` is the column that tells the age
    of a version, if any. ``is_deleted`` means that the source flags the record as deleted.
    """

    source_id: str
    local_id: Any
    is_deleted: bool
    newest: str | None
    version_column: str
    local: dict[str, Any] = field(repr=False)
    theirs: dict[str, Any] = field(repr=False)

    @property
    def differs(self) -> bool:
        """Tell whether both sides differ."""
        return any(self.local[column] != value for column, value in self.theirs.items())


class ConflictLog(Protocol):
    """The table of conflicts of a family; its app implements this protocol."""

    @classmethod
    def record_all(cls, object_name: str, conflicts: Sequence[Conflict], *, using: str) -> set[str]:
        """Record conflicts of the table ``object_name``; return the ``source_id`` of each conflict that is now open.

        A record with an open conflict gets no second one: the source's new values replace the recorded ones. A conflict
        that was resolved in favour of this row, over the same values, is not raised again. The caller has locked the
        rows, and owns the transaction.
        """


class Outcome(StrEnum):
    """The reason why a staged row was removed."""

    CONFLICT = "conflict"  # both sides changed; the conflict is recorded
    UNRECORDED = "unrecorded"  # both sides changed, but there is no table of conflicts
    NOTHING_NEW = "nothing new"  # the source is unchanged; the local change stays


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A staged row that was removed; ``line`` is its number."""

    line: int
    source_id: str
    outcome: Outcome


def conflict_log(label: str) -> type[ConflictLog] | None:
    """Return the table of conflicts of the family that an app belongs to.

    Return ``None`` if its app is not installed or is read-only.

    The app names the class in its ``AppConfig``, as ``conflict_log = "dotted.path"``.
    """
    log: type[ConflictLog] | None = appconfig_hook("conflict_log", label)
    return log


def keep_local_changes(stage: Stage) -> int:
    """Run ``hold_back_conflicts`` as the ``hold_back`` of an upsert, and return the number of removed rows.

    Raises:
        RowsHeldBack: conflicts could not be recorded.
        RunRefusedError: the rows contain columns that the source does not own, or have another key.

    """
    require_source_columns(stage)
    held_back = hold_back_conflicts(stage)
    unrecorded = [row.line for row in held_back if row.outcome is Outcome.UNRECORDED]
    if unrecorded:
        raise RowsHeldBack([(line, stage.model.source_id_column, UNRECORDED) for line in unrecorded])  # type: ignore[attr-defined]
    return len(held_back)


def require_source_columns(stage: Stage) -> None:
    """Raise ``RunRefusedError`` if staged rows contain columns that the source does not own, or have another key."""
    model: Any = stage.model
    own = {model.sync_status_column, model.version_column, model.retry_count_column, model.sync_error_column}
    foreign = [column.name for column in stage.columns if column.column in own]
    if foreign or [key.column for key in stage.keys] != [model.source_id_column]:
        reason = f"leave out {', '.join(foreign)}" if foreign else f"use {model.source_id_column} as the key"
        raise RunRefusedError(f"Rows for {model._meta.db_table} may contain only columns of the source: {reason}.")


def hold_back_conflicts(stage: Stage) -> list[HeldBack]:
    """Remove the staged rows whose stored row has local changes that the source lacks, unless both are equal.

    Pending, failed and conflicting rows have local changes; a model that is not edited here has none. If the source has
    changed too, a conflict is recorded and the row is marked; its values stay unchanged. Without a table of conflicts
    the row is not marked either, since nobody could resolve the conflict.

    Every stored row with a staged one is locked, in key order, so that no local change slips in before the caller
    writes. The number of statements does not depend on the number of rows. All run in the caller's transaction, so a
    rollback undoes them.

    The staged rows are numbered and have each key once. The stage's ``newest`` column compares versions: a staged
    version that is not newer than the stored row is the one that the local change was based on. Without ``newest``, any
    difference counts as a change at the source.
    """
    model = stage.model
    if not is_two_way(model):
        return []
    table = _Table(stage)
    found = table.lock()
    changed = {line: conflict for line, conflict, is_new in found if is_new}
    log = conflict_log(model._meta.app_label)
    if log is None or not changed:
        outcomes = {line: Outcome.UNRECORDED for line, conflict in changed.items() if conflict.differs}
    else:
        are_open = log.record_all(model._meta.db_table, [*changed.values()], using=stage.connection.alias)
        outcomes = {line: Outcome.CONFLICT for line, conflict in changed.items() if conflict.source_id in are_open}
        table.mark([changed[line].local_id for line in outcomes])
    table.take_out([line for line, *_ in found])
    return [HeldBack(line, conflict.source_id, outcomes.get(line, Outcome.NOTHING_NEW)) for line, conflict, _ in found]


def is_two_way(model: type[Model]) -> bool:
    """Tell whether rows of the model are also edited here."""
    return getattr(model, "sync_status_column", None) is not None


def as_json(value: Any) -> Any:
    """Return the value of a column for the JSON of a conflict, in one canonical spelling.

    Moments are written in UTC; a naive time counts as UTC.
    """
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def is_same(recorded: object, value: object) -> bool:
    """Tell whether a value in the JSON of a conflict, from any version of the library, equals one of ``as_json``."""
    if recorded == value:
        return True
    is_naive = isinstance(recorded, str) and _NAIVE.fullmatch(recorded) is not None
    return is_naive and f"{recorded}+00:00" == value  # the spelling of earlier versions


_NAIVE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")


class _Table:
    """The table of a two-way model, together with the stage of incoming rows."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.model: Any = stage.model
        self.moments = {str(column.column): column for column in stage.columns if isinstance(column, MomentField)}

    def lock(self) -> list[tuple[int, Conflict, bool]]:
        """Lock the stored rows; return those that must not be overwritten, and whether the staged version is newer.

        A row in conflict is returned even if both sides are now equal, so that its record can be updated.
        """
        stage, model, newest = self.stage, self.model, self.stage.newest
        names = [str(column.column) for column in stage.columns if column not in stage.keys]
        version, status = model.version_column, stage.quote(model.sync_status_column)
        key = stage.list_of(stage.keys, "s.")
        our_columns, their_columns = (", ".join(f"({row}).{stage.quote(name)}" for name in names) for row in "ts")
        rows = stage.query(
            f"WITH locked AS MATERIALIZED (SELECT s, t FROM {stage.where} s"
            f" JOIN {stage.table} t ON {stage.same_key('t', 's')} ORDER BY {key} FOR NO KEY UPDATE OF t)"
            f" SELECT (s).{stage.line}, {stage.list_of(stage.keys, '(s).')}, (t).{stage.column(model._meta.pk)},"
            f" (t).{stage.quote(version)}, {our_columns}, {their_columns}"
            f" FROM locked WHERE (t).{status} <> %s"
            f" AND ((t).{status} = %s OR ROW({our_columns}) IS DISTINCT FROM ROW({their_columns}))",
            [model.synced_status, model.conflict_status],
        )
        found = []
        for line, source_id, local_id, its_version, *values in rows:
            local = self.by_column(names, values[: len(names)])
            theirs = self.by_column(names, values[len(names) :])
            is_deleted = theirs.get(model.active_column) == 0
            conflict = Conflict(
                source_id=source_id,
                local_id=local_id,
                is_deleted=is_deleted,
                newest=None if newest is None else str(newest.column),
                version_column=version,
                local={**{name: as_json(value) for name, value in local.items()}, version: its_version},
                theirs={name: as_json(value) for name, value in theirs.items()},
            )
            # A deletion always counts as new: it need not change the other columns of the record.
            is_new = is_deleted and local[model.active_column] != 0
            found.append((line, conflict, is_new or _is_newer(theirs, local, newest)))
        return found

    def by_column(self, names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
        return {
            name: self.moments[name].to_python(value) if name in self.moments else value
            for name, value in zip(names, values, strict=True)
        }

    def mark(self, keys: Sequence[Any]) -> None:
        rows = self.model._base_manager.using(self.stage.connection.alias).filter(pk__in=keys)
        status = self.model.sync_status_column
        rows.exclude(**{status: self.model.conflict_status}).update(**{status: self.model.conflict_status})

    def take_out(self, lines: Sequence[int]) -> None:
        if lines:
            self.stage.query(f"DELETE FROM {self.stage.where} WHERE {self.stage.line} = ANY (%s)", [list(lines)])


def _is_newer(theirs: Mapping[str, Any], local: Mapping[str, Any], newest: Field[Any, Any] | None) -> bool:
    """Tell whether the source's version is newer than the one that the local change was based on."""
    if newest is None or newest.column not in theirs:
        return True
    their_age, our_age = theirs[str(newest.column)], local[str(newest.column)]
    return their_age is None or our_age is None or bool(their_age > our_age)
