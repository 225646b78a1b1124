"""Loading exports of Salesforce into the tables.

Each object of a file is one transaction: read and converted row by row, copied into a temporary table, checked
there against its parents, and merged by the rules of ``bulk``. A row that cannot go in is rejected with
its reason, and the rest goes in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal

from django.apps import apps
from django.db import DatabaseError, Error, InterfaceError, models, router, transaction

from agent360_models import absent, readonly
from agent360_models.agent360.salesforce.cells import converter
from agent360_models.agent360.salesforce.exports import Export, find_files, open_exports
from agent360_models.agent360.salesforce.mapping import Match, SalesforceObject, find_object, match, salesforce_objects
from agent360_models.agent360.salesforce.placeholder_rows import write_stubs
from agent360_models.bulk import UpsertResult
from agent360_models.bulk._error_to_row import Blame, Blamed, explain, is_refusal
from agent360_models.bulk._rows import field_of
from agent360_models.bulk._staging_table import Stage
from agent360_models.catalog import existing_tables
from agent360_models.exceptions import Agent360ModelsError, LoadError, RunLostError, RunSkippedError
from agent360_models.families import APPS
from agent360_models.loading._logged import logged
from agent360_models.loading.cells import CellError
from agent360_models.loading.rejects import RejectsFile
from agent360_models.loading.report import JOB, PROGRESS_EVERY, Progress, Report
from agent360_models.routing import home_of
from agent360_models.sync import runs
from agent360_models.sync.conflicts import UNRECORDED, Outcome, hold_back_conflicts
from agent360_models.transactions import reconnect_if_lost

__all__ = ["MissingParents", "Salesforce", "load"]

MissingParents = Literal["reject", "stub"]  # what load() does about a row whose parent is missing


@logged
def load(
    paths: Iterable[Path],
    *,
    using: str | None = None,
    object_name: str | None = None,
    missing_parents: MissingParents = "reject",
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> Iterator[Report]:
    """Load exports, parents before children, and yield a report for each object of each file.

    Args:
        paths: CSV files, JSON files, or folders of them.
        using: the alias to load into; by default each table's own.
        object_name: the Salesforce object, where the name of a file does not say it.
        missing_parents: what happens to a row whose parent is neither in the table nor in the file:
            it is rejected, or a stub is written for its parent.
        rejects: the file that explains rejected rows, with their values.
        progress: called with the table and the number of rows read so far, now and then.

    Raises:
        LoadError: a path cannot be read, or no file holds an object that fills one of our tables.
        ReadOnlyTableError: the setting forbids writing one of the tables.

    """
    known = salesforce_objects()
    if object_name is not None and find_object(object_name, known) is None:
        raise LoadError(f"There is no object {object_name!r}. Choose from: {', '.join(o.name for o in known)}.")
    files = dict.fromkeys(file for path in paths for file in find_files(path))
    exports = [export for file in files for export in open_exports(file, object_name)]
    found = [(export, find_object(export.object_name, known)) for export in exports]
    if not any(target for _, target in found):
        raise LoadError(
            f"None of {', '.join(export.object_name for export in exports)} is an object that fills a table here."
            f" Name it by --object, or where it is not from Salesforce its source by --source."
            f" Known: {', '.join(o.name for o in known)}."
        )
    for target in {target.model: target for _, target in found if target}.values():
        readonly.check_writable(target.model_class._meta.app_label)
        _require_table(target.model_class, using)
    if rejects is not None and rejects.resolve() in {file.resolve() for file in files}:
        raise LoadError(f"{rejects} is one of the files to load. Name another file for the rejects.")
    references = {name: sf_id for export in exports for name, sf_id in export.ids.items()}
    with RejectsFile(rejects) as rejects_file:
        for export, its_target in found:
            if its_target is None:
                yield Report(export.path, export.object_name, skipped=True)
        for target in known:
            for export in (export for export, its_target in found if its_target is target):
                yield _ObjectLoad(
                    export,
                    target,
                    using=using,
                    references=references,
                    missing_parents=missing_parents,
                    rejects=rejects_file,
                    progress=progress,
                ).run()


def _require_table(model: type[models.Model], using: str | None) -> None:
    label = model._meta.app_label
    missing = [needed for needed in APPS[label].requires if not apps.is_installed(APPS[needed].module)]
    if missing:
        raise LoadError(f"{label} needs {', '.join(missing)}. Add what `manage.py check` names to INSTALLED_APPS.")
    alias, table = using or router.db_for_write(model), model._meta.db_table
    reconnect_if_lost(alias)
    if not existing_tables([table], using=alias):
        raise LoadError(
            f"Alias {alias!r} has no table {table}. In a development database `manage.py agent360 install` makes it."
        )


class Salesforce:
    """Salesforce among the sources that ``manage.py agent360 load`` knows."""

    load = staticmethod(load)


class _ObjectLoad:
    """The load of one object of one file."""

    def __init__(
        self,
        export: Export,
        target: SalesforceObject,
        *,
        using: str | None,
        references: dict[str, object],
        missing_parents: MissingParents,
        rejects: RejectsFile,
        progress: Progress | None,
    ) -> None:
        self.export = export
        self.target = target
        self.model = target.model_class
        self.using = using or router.db_for_write(self.model)
        self.references = references
        self.missing_parents = missing_parents
        self.rejects = rejects
        self.progress = progress
        self.key = field_of(self.model, target.key)
        self.newest = field_of(self.model, target.newest_by) if target.newest_by else None
        self.match: Match = match(target, export.header)
        self.report = Report(export.path, target.name, self.model._meta.db_table, ignored_columns=self.match.ignored)

    def run(self) -> Report:
        """Load the object, or say in the report why it was refused."""
        try:
            with runs.run(self.model, job=JOB, source=self.target.name, using=self.using) as run:
                self.report.logged = run.logged
                self._load_in(run)
        except (DatabaseError, InterfaceError, LoadError, RunLostError, RunSkippedError) as error:
            self.report.refused = str(error) if isinstance(error, Agent360ModelsError) else explain(error)
        return self.report

    def _load_in(self, run: runs.Run) -> None:
        report = self.report
        try:
            with transaction.atomic(using=self.using):
                run.move_watermark(self._load())
                run.count(report.as_result(), deleted=report.deleted, queried=report.read)
        except BaseException:
            self._forget_counts()
            with suppress(Agent360ModelsError, Error):
                if not any(run.counted().values()):  # the answer to a COMMIT may be what was lost
                    run.count(UpsertResult(rejected=report.read))
            raise
        finally:
            run.details |= {
                "file": report.path.name,
                "rejected": dict(report.reasons),
                "conflicts": report.conflicts,
                "stubs": dict(report.stubs),
            }

    def _require_columns(self) -> None:
        if self.match.missing:
            raise LoadError(
                f"it has no column for {', '.join(self.match.missing)}, which {self.report.table} requires;"
                " export these fields too, or name the org's own in AGENT360_MODELS['SALESFORCE_FIELDS']"
            )

    def _forget_counts(self) -> None:
        """Nothing of the object went in, so nothing may be counted as if it had."""
        report = self.report
        report.inserted = report.updated = report.deleted = report.unchanged = report.superseded = 0
        report.conflicts = report.suppressed = 0
        report.stubs.clear()

    def _load(self) -> datetime | None:
        """Do the work inside the transaction; return the watermark of the rows that went in."""
        if not self.export.header:
            return None  # an empty file has no rows that could lack a value
        self._require_columns()
        columns = [self.key, *(column for column in self.match.places if column is not self.key)]
        active = self._active()
        if active is not None and active not in columns:
            columns.append(active)
        self.stage = Stage(self.model, columns, key=self.key, using=self.using, newest=self.newest)
        self.stage.require_key()
        self.stage.create()
        self.stage.copy(map(tuple, self._rows(columns, active)), head=(self.stage.line, self.stage.age))
        self.stage.query(f"ANALYZE {self.stage.where}")
        dropped = self.stage.keep_newest()
        unchanged = self._hold_back_local_changes()
        self._settle_parents()
        result = self._merge(active)
        report = self.report
        report.inserted, report.unchanged = result.inserted, result.unchanged + unchanged
        report.updated, report.superseded = result.updated - report.deleted, result.superseded + dropped
        report.suppressed = result.suppressed
        watermark: datetime | None = self.stage.query(f"SELECT max({self.stage.age}) FROM {self.stage.where}")[0][0]
        return watermark

    def _active(self) -> models.Field[Any, Any] | None:
        """Return the column that flags deleted rows; ``None`` where it is absent."""
        name = str(self.model.active_column)  # type: ignore[attr-defined]
        return None if name in absent.names(self.model) else field_of(self.model, name)

    def _rows(
        self, columns: Sequence[models.Field[Any, Any]], active: models.Field[Any, Any] | None
    ) -> Iterator[list[object]]:
        """Yield the rows of the stage; reject those with a cell that does not fit its column."""
        header, matched, references = self.export.header, self.match, self.references
        plan = [
            (matched.places[column], converter(column), isinstance(column, models.ForeignKey))
            for column in columns
            if column in matched.places
        ]
        deleted = (matched.deleted, converter(models.BooleanField()))
        ages = (matched.modstamp, matched.modified, matched.places.get(self.newest) if self.newest else None)
        age = (
            next((place for place in ages if place is not None), None),
            converter(models.DateTimeField(null=True)),
        )
        flagged = active not in matched.places
        for record in self.export:
            self.report.read += 1
            if self.progress and self.report.read % PROGRESS_EVERY == 0:
                self.progress(self.report.table, self.report.read)
            cells = record.cells
            if record.damage is not None:
                self._reject(record.line, "", "", "", record.damage)
                continue
            place = plan[0][0]
            try:
                row: list[object] = [record.line, None]
                for place, convert, is_reference in plan:
                    cell = cells[place]
                    if is_reference and isinstance(cell, str) and cell.startswith("@"):
                        cell = references.get(cell[1:], cell)
                    row.append(convert(cell))
                if flagged:
                    place = deleted[0] if deleted[0] is not None else place
                    is_deleted = deleted[0] is not None and bool(deleted[1](cells[place]))
                    row += _flag(active, is_deleted=is_deleted)
                if age[0] is not None:
                    place = age[0]
                    row[1] = age[1](cells[place])
            except CellError as error:
                self._reject(record.line, cells[plan[0][0]], header[place], cells[place], str(error))
                continue
            yield row

    def _reject(self, line: int, sf_id: object, column: str, value: object, reason: str) -> None:
        self.report.rejected += 1
        self.report.reasons[f"{column}: {reason}" if column else reason] += 1
        self.rejects.write(self.export.path.name, self.target.name, line, sf_id, column, value, reason)

    def _reject_staged(self, condition: str, column: models.Field[Any, Any], reason: str) -> int:
        """Take the staged rows ``s`` that meet a condition out of the load; return their number."""
        name = self.export.header[self.match.places[column]]
        gone = self._take_out(condition, column)
        for line, sf_id, value in sorted(gone):
            self._reject(line, sf_id, name, value, reason)
        return len(gone)

    def _reject_refused(self, refused: Iterable[Blamed]) -> None:
        """Take the rows that the database refuses out of the load, by one statement for all that have the same fault.

        One for each row would read the whole stage as often.
        """
        columns = {str(column.column): column for column in self.match.places}
        faults: defaultdict[tuple[models.Field[Any, Any], str], list[int]] = defaultdict(list)
        for line, column, reason in refused:
            faults[columns.get(column or "", self.key), reason].append(line)
        gone = []
        for (field, reason), lines in faults.items():
            name = self.export.header[self.match.places[field]]
            taken = self._take_out(f"s.{self.stage.line} = ANY (%s)", field, [lines])
            gone += [(line, sf_id, name, value, reason) for line, sf_id, value in taken]
        for row in sorted(gone, key=itemgetter(0)):
            self._reject(*row)

    def _take_out(
        self, condition: str, column: models.Field[Any, Any], params: Sequence[Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """Delete the staged rows ``s`` that meet a condition; return line, id and the column of each."""
        stage = self.stage
        return stage.query(
            f"DELETE FROM {stage.where} s WHERE {condition}"
            f" RETURNING s.{stage.line}, s.{stage.column(self.key)}, s.{stage.column(column)}",
            params,
        )

    def _hold_back_local_changes(self) -> int:
        """Leave rows alone that were changed here and not yet sent; return for how many there is nothing new."""
        held_back = hold_back_conflicts(self.stage)
        name = self.export.header[self.match.places[self.key]]
        for row in held_back:
            if row.outcome is Outcome.UNRECORDED:
                self._reject(row.line, row.source_id, name, row.source_id, UNRECORDED)
        outcomes = Counter(row.outcome for row in held_back)
        self.report.conflicts = outcomes[Outcome.CONFLICT]
        return outcomes[Outcome.NOTHING_NEW]

    def _settle_parents(self) -> None:
        """Reject the rows whose parent is missing, or write stubs for the parents.

        A rejected row may have been the parent of another row of the file, so it goes on until none is left.
        """
        relations = [
            column for column in self.stage.columns if isinstance(column, models.ForeignKey) and self._is_beside(column)
        ]
        if self.missing_parents == "stub":
            for column in relations:
                self._write_stubs(column)
            return
        rejected = 1
        while rejected:
            rejected = sum(
                self._reject_staged(
                    self._has_no_parent(column),
                    column,
                    f"no such row in {column.related_model._meta.db_table}",
                )
                for column in relations
            )

    def _write_stubs(self, column: models.ForeignKey[Any, Any]) -> None:
        ids = self.stage.query(
            f"SELECT DISTINCT s.{self.stage.column(column)} FROM {self.stage.where} s"
            f" WHERE {self._has_no_parent(column)} ORDER BY 1"
        )
        parent = column.related_model
        written = write_stubs(parent, [sf_id for (sf_id,) in ids], using=self.using)
        if written:
            self.report.stubs[parent._meta.db_table] += written

    def _is_beside(self, column: models.ForeignKey[Any, Any]) -> bool:
        """Tell whether the parents are in the same database, where they can be looked up."""
        if absent.is_table_absent(column.related_model):
            return False
        return home_of(self.model) == home_of(column.related_model)

    def _has_no_parent(self, column: models.ForeignKey[Any, Any]) -> str:
        """Return the condition that a staged row ``s`` refers to a row that is nowhere."""
        stage, parent = self.stage, column.related_model
        value, key = f"s.{stage.column(column)}", stage.column(column.target_field)
        places = [stage.quote(parent._meta.db_table)]
        if parent is self.model:
            places.append(stage.where)
        absent = [f"NOT EXISTS (SELECT 1 FROM {place} p WHERE p.{key} = {value})" for place in places]
        return " AND ".join([f"{value} IS NOT NULL", *absent])

    def _merge(self, active: models.Field[Any, Any] | None) -> UpsertResult:
        """Merge the stage; when the database refuses it, reject the rows that are to blame and try again."""
        while True:
            try:
                with transaction.atomic(using=self.using):
                    self.report.deleted = 0 if active is None else self._count_deletions(active)
                    return self.stage.settle(self.stage.count())
            except DatabaseError as error:
                if not is_refusal(error):
                    raise
                refused = Blame(self.stage).find(error)
                if not refused:
                    raise
            self._reject_refused(refused)
            self._settle_parents()

    def _count_deletions(self, active: models.Field[Any, Any]) -> int:
        """Return how many stored rows the stage flags as deleted."""
        stage, key, flag = self.stage, self.stage.column(self.key), self.stage.column(active)
        counted = stage.query(
            f"SELECT count(*) FROM {stage.where} s JOIN {stage.table} t ON t.{key} = s.{key}"
            f" WHERE s.{flag} = 0 AND t.{flag} <> 0 AND {stage.is_fresh('s', 't')}"
        )
        return int(counted[0][0])


def _flag(active: models.Field[Any, Any] | None, *, is_deleted: bool) -> list[object]:
    """Return what goes into the column that flags deleted rows; nothing where it is absent."""
    if active is not None:
        return [0 if is_deleted else 1]
    if is_deleted:
        raise CellError("deleted in Salesforce, and no column here could say so")
    return []
