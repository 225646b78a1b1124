"""Finds the staged rows that the database refuses, and the reasons.

The server names a constraint, and one query finds all rows that violate it. For other causes (triggers, exclusion
constraints, expression indexes) a ``DO`` block on the server tries each row separately.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import psycopg
from django.db import DatabaseError, Error, InterfaceError, OperationalError, transaction

from agent360_models.bulk._stage import Stage
from agent360_models.catalog import RowConstraint, constraints_of_rows
from agent360_models.names import split

# The SQLSTATE classes of bad rows: cardinality, data, integrity, triggers, views, limits of a row.
_OF_ROWS = ("21", "22", "23", "27", "44", "54", "P0")
_NOT_NULL = "23502"
# A refusal by a policy has the SQLSTATE of a missing privilege; only this server function tells the two apart.
_POLICY = ("42501", "ExecWithCheckOptions")
_BY_POLICY = "row-level security does not allow it"


class Blamed(NamedTuple):
    """One staged row that the database refuses. ``column`` is ``None`` if no single column is to blame."""

    line: int
    column: str | None
    reason: str


# Rows are tried in the order in which the merge locks them. A row whose parent comes later is tried again.
_ONE_BY_ONE = """
DO $examine$
#variable_conflict use_column
<<examine>>
DECLARE
    _row pg_temp.{stage}%ROWTYPE;
    _refused text[];
    _waiting bigint[];
    _again bigint[];
    _went_in bigint;
    _state text;
    _name text;
    _table text;
    _column text;
BEGIN
    LOOP
        _refused := '{{}}'; _again := '{{}}'; _went_in := 0;
        FOR _row IN SELECT * FROM pg_temp.{stage}
            WHERE examine._waiting IS NULL OR {line} = ANY (examine._waiting) ORDER BY {keys}
        LOOP
            BEGIN
                {merge}
                _went_in := _went_in + 1;
            EXCEPTION WHEN OTHERS THEN
                GET STACKED DIAGNOSTICS _state = RETURNED_SQLSTATE, _name = CONSTRAINT_NAME, _table = TABLE_NAME,
                    _column = COLUMN_NAME;
                IF left(_state, 2) <> ALL ('{{{of_rows}}}') AND _state <> '{policy}' THEN RAISE; END IF;
                _refused := _refused || json_build_array(_row.{line}, _state, _name, _table, _column)::text;
                _again := _again || _row.{line};
                EXIT WHEN cardinality(_again) >= {most};
            END;
        END LOOP;
        EXIT WHEN _went_in = 0 OR cardinality(_again) NOT BETWEEN 1 AND {most} - 1;
        _waiting := _again;
    END LOOP;
    PERFORM set_config('agent360.refused', array_to_json(_refused)::text, true);
END $examine$
"""


def is_refusal(error: BaseException) -> bool:
    """Tell whether a database error is about rows, and not about the connection, the server or the table."""
    state = getattr(error.__cause__, "sqlstate", None)
    if state is None:  # psycopg's own error about a value, or a lost connection
        return isinstance(error, DatabaseError) and not isinstance(error, OperationalError)
    return state[:2] in _OF_ROWS or _is_of_policy(error)


def _is_of_policy(error: BaseException) -> bool:
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    return diagnosis is not None and (diagnosis.sqlstate, diagnosis.source_function) == _POLICY


def explain(error: BaseException) -> str:
    """Return why the database refused something, without the values that the server's message repeats."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None or diagnosis.sqlstate is None:
        if isinstance(error, OperationalError | InterfaceError):
            return "the connection to the database was lost"
        is_ours = isinstance(error, Error) and error.__cause__ is None  # and contains no value
        return str(error) if is_ours else type(error).__name__
    if _is_of_policy(error):
        return _BY_POLICY
    if diagnosis.constraint_name:
        return f"the database refused it: constraint {diagnosis.constraint_name}"
    where = f" in column {diagnosis.column_name}" if diagnosis.column_name else ""
    return f"the database refused it{where}: {class_of(diagnosis.sqlstate)}"


def class_of(state: str) -> str:
    """Return the name and the code of a SQLSTATE."""
    try:
        return f"{psycopg.errors.lookup(state).__name__} ({state})"
    except KeyError:
        return f"error {state}"


class Blame:
    """Finds the rows of a stage that the database refuses."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def find(self, error: BaseException, *, most: int = 1_000_000) -> list[Blamed]:
        """Return the rows that made a merge fail with ``error``; everything is rolled back.

        The list is empty if no single row is to blame, and about ``most`` long at most if rows are tried one by one.
        """
        stage = self.stage
        with transaction.atomic(using=stage.connection.alias):
            stage.keep_newest()
            stage.query(f"DELETE FROM {stage.where} s USING {stage.table} o WHERE {stage.settled()}")
            found = self._by_constraint(getattr(error.__cause__, "diag", None))
            found = found or self._one_by_one(most, policy=_POLICY[0] if _is_of_policy(error) else "")
            transaction.set_rollback(True, using=stage.connection.alias)
        return found

    def orphans(self) -> list[Blamed]:
        """Return the rows without a parent, for foreign keys that the database checks only at commit."""
        deferred = [known for known in self._constraints.values() if known.is_deferred and known.parent_is_visible]
        staged = [constraint for constraint in deferred if self._has(constraint.columns)]
        return [blamed for constraint in staged for blamed in self._without_parent(constraint)]

    @cached_property
    def _constraints(self) -> Mapping[str, RowConstraint]:
        alias = self.stage.connection.alias
        return {known.name: known for known in constraints_of_rows(self.stage.table, using=alias)}

    def _by_constraint(self, diagnosis: Any) -> list[Blamed]:
        """Return all rows that violate the constraint that the server named."""
        table = split(self.stage.model._meta.db_table)[1]
        if diagnosis is None or diagnosis.table_name != table:
            return []
        if diagnosis.sqlstate == _NOT_NULL:
            return self._without_value(diagnosis.column_name)
        constraint = self._constraints.get(diagnosis.constraint_name)
        if constraint is None or not constraint.columns or not self._has(constraint.columns):
            return []
        find = {"f": self._without_parent, "u": self._taken, "c": self._unchecked}.get(constraint.kind)
        if find is None or (constraint.kind == "f" and not constraint.parent_is_visible):
            return []
        return find(constraint)

    def _taken(self, constraint: RowConstraint) -> list[Blamed]:
        """Return the rows whose unique values a stored row or an earlier staged row already has."""
        stored = self._taken_by_stored(constraint)
        return sorted([*stored, *self._taken_by_staged(constraint, but=[blamed.line for blamed in stored])])

    def _unchecked(self, constraint: RowConstraint) -> list[Blamed]:
        stage = self.stage
        return self._blamed(
            f"SELECT s.{stage.line} FROM {stage.where} s WHERE ({constraint.expression}) IS FALSE", constraint
        )

    def _has(self, columns: Sequence[str]) -> bool:
        """Tell whether all these columns are staged."""
        return {str(field.column) for field in self.stage.columns}.issuperset(columns)

    def _without_value(self, column: str) -> list[Blamed]:
        stage = self.stage
        place = next((place for place, field in enumerate(stage.columns) if field.column == column), None)
        left_out = [str(group) for masked, group in stage.groups.items() if place in masked]
        condition = f"s.{stage.quote(column)} IS NULL"
        if left_out:
            condition += f" AND coalesce(s.{stage.group}, 0) NOT IN ({', '.join(left_out)})"
        if place is None:
            condition = f"NOT EXISTS (SELECT FROM {stage.table} o WHERE {stage.same_key('o', 's')})"
        lines = stage.query(f"SELECT s.{stage.line} FROM {stage.where} s WHERE {condition} ORDER BY 1")
        return [Blamed(line, column, "required") for (line,) in lines]

    def _without_parent(self, constraint: RowConstraint) -> list[Blamed]:
        """Return the rows whose parent is neither stored nor staged."""
        stage = self.stage
        pairs = list(zip(constraint.columns, constraint.parent_columns, strict=True))
        given = " AND ".join(f"s.{stage.quote(column)} IS NOT NULL" for column in constraint.columns)
        same = " AND ".join(f"p.{stage.quote(parent)} = s.{stage.quote(column)}" for column, parent in pairs)
        lost = f"{given} AND NOT EXISTS (SELECT FROM {constraint.parent} p WHERE {same})"
        is_own = stage.query(f"SELECT {stage.regclass} = %s::pg_catalog.regclass", [constraint.parent])[0][0]
        if not is_own or not self._has(constraint.parent_columns):
            return self._blamed(f"SELECT s.{stage.line} FROM {stage.where} s WHERE {lost}", constraint)
        parents = ", ".join(f"s.{stage.quote(parent)}" for parent in constraint.parent_columns)
        return self._blamed(
            f"WITH RECURSIVE _lost AS (SELECT s.{stage.line}, {parents} FROM {stage.where} s WHERE {lost}"
            f" AND NOT EXISTS (SELECT FROM {stage.where} p WHERE {same})"
            f" UNION SELECT s.{stage.line}, {parents} FROM _lost p JOIN {stage.where} s ON {same} WHERE {lost})"
            f" SELECT {stage.line} FROM _lost",
            constraint,
        )

    def _taken_by_stored(self, constraint: RowConstraint) -> list[Blamed]:
        """Return the rows whose unique values another stored row has and keeps."""
        stage = self.stage
        names = [(stage.quote(name), stage.compared_as(name)) for name in constraint.columns]
        same = " AND ".join(f"t.{name}{cast} = s.{name}{cast}" for name, cast in names)
        moved = " OR ".join(f"m.{name}{cast} IS DISTINCT FROM t.{name}{cast}" for name, cast in names)
        return self._blamed(
            f"SELECT s.{stage.line} FROM {stage.where} s"
            f" JOIN {stage.table} t ON {same} AND NOT ({stage.same_key('t', 's')})"
            f" WHERE NOT EXISTS (SELECT FROM {stage.where} m WHERE {stage.same_key('m', 't')} AND ({moved}))",
            constraint,
        )

    def _taken_by_staged(self, constraint: RowConstraint, *, but: Sequence[int]) -> list[Blamed]:
        """Return the rows whose unique values an earlier row of the batch has, except the lines in ``but``."""
        stage = self.stage
        names = [stage.quote(name) for name in constraint.columns]
        given = " AND ".join([*(f"{name} IS NOT NULL" for name in names), f"{stage.line} <> ALL (%s)"])
        return self._blamed(
            f"SELECT line FROM (SELECT {stage.line} AS line, row_number() OVER (PARTITION BY {', '.join(names)}"
            f" ORDER BY {stage.line}) AS place FROM {stage.where} WHERE {given}) s WHERE place > 1",
            constraint,
            [but],
        )

    def _blamed(self, sql: str, constraint: RowConstraint, params: Sequence[Any] | None = None) -> list[Blamed]:
        lines = {line for (line,) in self.stage.query(sql, params)}
        return [Blamed(line, constraint.columns[0], _reason(constraint)) for line in sorted(lines)]

    def _one_by_one(self, most: int, *, policy: str) -> list[Blamed]:
        """Try each row separately."""
        stage = self.stage
        branches = [
            f"WHEN {group} THEN {stage.merge_sql('(SELECT (_row).*)', masked=masked, by_index=True, counting=False)};"
            for masked, group in stage.groups.items()
        ]
        block = _ONE_BY_ONE.format(
            stage=stage.name,
            line=stage.line,
            policy=policy,
            keys=stage.list_of(stage.keys),
            merge=f"CASE coalesce(_row.{stage.group}, 0) {' '.join(branches)} END CASE;",
            of_rows=",".join(_OF_ROWS),
            most=most,
        )
        with transaction.atomic(using=stage.connection.alias):
            stage.query("SET CONSTRAINTS ALL IMMEDIATE")
            stage.query(block)
            found = json.loads(stage.query("SELECT current_setting('agent360.refused')")[0][0])
            transaction.set_rollback(True, using=stage.connection.alias)
        return sorted(self._tried(*json.loads(item)) for item in found)

    def _tried(self, line: int, state: str, name: str, table: str, column: str) -> Blamed:
        if state == _POLICY[0]:
            return Blamed(line, None, _BY_POLICY)
        own = table == split(self.stage.model._meta.db_table)[1]
        if own and state == _NOT_NULL:
            return Blamed(line, column, "required")
        constraint = self._constraints.get(name) if own else None
        if constraint is not None:
            return Blamed(line, next(iter(constraint.columns), None), _reason(constraint))
        reason = f"constraint {name}" if name else class_of(state)
        return Blamed(line, column or None, f"the database refused it: {reason}")


def _reason(constraint: RowConstraint) -> str:
    match constraint.kind:
        case "f":
            return f"no such row in {constraint.parent}"
        case "u":
            return f"another row has the same: {constraint.name}"
        case "x":
            return f"another row excludes it: {constraint.name}"
    return f"not what the check {constraint.name} allows"
