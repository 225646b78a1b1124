"""Conflicts: rows that were changed here and at the source, taken out of a download before it overwrites them."""

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

# The reason of a row that is held back where no table of conflicts is.
UNRECORDED = "has local changes that the source does not have yet"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A stored row with local changes, and what the source has for it now.

    ``local`` and ``theirs`` hold values of JSON by column: of every column that came from the source, but for the
    key, since "the source wins" has to restore the whole row; ``local`` has the row's version too. ``newest`` is the
    column among them that tells the age of a version, if there is one. ``is_deleted`` says that the source flags
    the record as deleted.
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
        """Tell whether there is anything to decide."""
        return any(self.local[column] != value for column, value in self.theirs.items())


class ConflictLog(Protocol):
    """The table of conflicts of a family; the app that holds it implements this."""

    @classmethod
    def record_all(cls, object_name: str, conflicts: Sequence[Conflict], *, using: str) -> set[str]:
        """Record conflicts of the table ``object_name``; return the ``source_id`` of those that are open now.

        A record that has an open conflict gets no second one: what the source has now replaces what it had.
        A conflict that somebody settled in favour of this very row, over these very values, is not raised again.
        The rows are locked by the caller, whose transaction it is.
        """


class Outcome(StrEnum):
    """Why a staged row was taken out."""

    CONFLICT = "conflict"  # both sides changed; recorded, and the stored row is in conflict
    UNRECORDED = "unrecorded"  # both sides changed; there is no table to record it in
    NOTHING_NEW = "nothing new"  # the local change stands over what the source has had all along


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A staged row that was taken out; ``line`` is its number."""

    line: int
    source_id: str
    outcome: Outcome


def conflict_log(label: str) -> type[ConflictLog] | None:
    """Return the table of conflicts of the family that an app belongs to.

    ``None`` where the app that holds it is not installed, or may not be written.

    An app that holds one names the class in its ``AppConfig``, as ``conflict_log = "dotted.path"``.
    """
    log: type[ConflictLog] | None = appconfig_hook("conflict_log", label)
    return log


def keep_local_changes(stage: Stage) -> int:
    """Do as ``hold_back_conflicts``, as the ``hold_back`` of an upsert: return how many rows were taken out.

    Raises:
        RowsHeldBack: for the rows that could not be recorded as conflicts.
        RunRefusedError: the rows are not what comes from the source.

    """
    require_source_columns(stage)
    held_back = hold_back_conflicts(stage)
    unrecorded = [row.line for row in held_back if row.outcome is Outcome.UNRECORDED]
    if unrecorded:
        raise RowsHeldBack([(line, stage.model.source_id_column, UNRECORDED) for line in unrecorded])  # type: ignore[attr-defined]
    return len(held_back)


def require_source_columns(stage: Stage) -> None:
    """Raise ``RunRefusedError`` where the rows of a stage are not what comes from the source."""
    model: Any = stage.model
    own = {model.sync_status_column, model.version_column, model.retry_count_column, model.sync_error_column}
    foreign = [column.name for column in stage.columns if column.column in own]
    if foreign or [key.column for key in stage.keys] != [model.source_id_column]:
        reason = f"leave {', '.join(foreign)} to us" if foreign else f"{model.source_id_column} is the key"
        raise RunRefusedError(f"Rows that come into {model._meta.db_table} hold what the source has: {reason}.")


def hold_back_conflicts(stage: Stage) -> list[HeldBack]:
    """Take the staged rows out whose stored row has local changes that the source does not have, unless equal.

    Pending, failed and conflicting rows have local changes; a model that is not edited here has none. Where
    the source has changed too, that is recorded as a conflict and the row marked; its values stay as they are.
    Without a table of conflicts not even the mark is set, since nobody could resolve it.

    Every stored row that has a staged one is locked, in the order of the keys, so that no local change slips in
    before the caller writes. It takes the same few statements however many rows there are, and they belong to the
    caller's transaction: either that commits, or nothing was found.

    The stage has numbered rows with what came from the source, each key once. Of two versions its ``newest`` tells
    which is newer: one that is not newer than the stored row is what the local change was made on. Without it,
    any difference counts as a change at the source.
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
    """Tell whether rows of the model are edited here as well."""
    return getattr(model, "sync_status_column", None) is not None


def as_json(value: Any) -> Any:
    """Return the value of a column as it stands in the JSON of a conflict: one spelling for one value.

    A moment is spelled in UTC; a time without zone is UTC.
    """
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def is_same(recorded: object, value: object) -> bool:
    """Tell whether the JSON of a conflict, recorded by whatever version, has the value that ``as_json`` spells."""
    if recorded == value:
        return True
    is_naive = isinstance(recorded, str) and _NAIVE.fullmatch(recorded) is not None
    return is_naive and f"{recorded}+00:00" == value  # as earlier versions wrote it


_NAIVE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")


class _Table:
    """The table of a model that is edited here too, beside the stage of what comes in."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.model: Any = stage.model
        self.moments = {str(column.column): column for column in stage.columns if isinstance(column, MomentField)}

    def lock(self) -> list[tuple[int, Conflict, bool]]:
        """Lock the stored rows; return those that are not to be overwritten, and whether the staged one is new.

        A row in conflict is returned even where both are equal by now, so that its record can say so.
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
            # A deletion is news whatever its date: not every deletion touches the record's own columns.
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
    """Tell whether the source's version is not the one that the local change was made on, as far as dates tell."""
    if newest is None or newest.column not in theirs:
        return True
    their_age, our_age = theirs[str(newest.column)], local[str(newest.column)]
    return their_age is None or our_age is None or bool(their_age > our_age)
