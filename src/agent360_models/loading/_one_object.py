"""Loading one kind of record from one file: one recorded run, and one transaction.

The records are converted batch by batch, copied into a temporary table, checked there, and merged by the rules of
``bulk``. Rows that cannot be written are rejected with the reason, and all others are written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import repeat
from operator import itemgetter
from typing import Any

from django.db import DatabaseError, Error, InterfaceError, router, transaction
from django.db.models import Field, ForeignKey

from agent360_models.bulk import BATCH_SIZE, UpsertResult
from agent360_models.bulk._error_to_row import Blame, Blamed, explain, is_refusal
from agent360_models.exceptions import Agent360ModelsError, LoadError, RunLostError, RunSkippedError
from agent360_models.loading import _parts
from agent360_models.loading._columns import Plan, Problem
from agent360_models.loading._jobs import Prepared, Workers
from agent360_models.loading._parts import Batch, Names, Part, line_of
from agent360_models.loading._staging import Staging
from agent360_models.loading.files import share_read
from agent360_models.loading.rejects import RejectsFile
from agent360_models.loading.report import JOB, Progress, Report, RowsRead
from agent360_models.sync import runs
from agent360_models.sync.conflicts import UNRECORDED, Outcome, hold_back_conflicts, is_two_way

__all__ = ["ObjectLoad"]

_LINES = 10  # of rejected rows that the log names for each reason


class ObjectLoad:
    """The load of one part."""

    def __init__(
        self,
        part: Part,
        *,
        using: str | None,
        rejects: RejectsFile,
        progress: Progress | None = None,
        workers: Workers | None = None,
    ) -> None:
        self.part = part
        self.model = part.model
        self.using = using or router.db_for_write(self.model)
        self.rejects = rejects
        self.progress = progress
        self.workers = workers
        self.report = Report(part.path, part.name, self.model._meta.db_table)
        self.lines: dict[str, list[int]] = {}  # by reason, where the first rejected rows begin
        self.plans: dict[Names, Plan] = {}
        self.ignored: dict[str, None] = {}
        self.sources: dict[Field[Any, Any], str] = {}  # the source's names of the columns

    def run(self) -> Report:
        """Load the records, or return a report with the reason for refusing them."""
        report, whole = self.report, self.part.whole
        if self.part.refused:
            report.refused = self.part.refused
            return report
        try:
            with runs.run(self.model, job=JOB, source=self.part.name, using=self.using) as run:
                report.logged = run.logged
                self._load_in(run)
        except (DatabaseError, InterfaceError, LoadError, RunLostError, RunSkippedError) as error:
            if whole is not None:
                whole.is_complete = False
            report.refused = str(error) if isinstance(error, Agent360ModelsError) else explain(error)
        report.ignored_columns = [*self.ignored]
        return report

    def _load_in(self, run: runs.Run) -> None:
        report = self.report
        try:
            with transaction.atomic(using=self.using):
                self._load(run)
                run.count(report.as_result(), deleted=report.deleted, queried=report.read)
                self._remove_others(run)
        except BaseException:
            self._forget_counts()
            with suppress(Agent360ModelsError, Error):
                if not any(run.counted().values()):  # the lost message may be the answer to a COMMIT
                    run.count(UpsertResult(rejected=report.read))
            raise
        finally:
            run.details |= {"file": report.path.name, "rejected": dict(report.reasons)}
            if self.lines:
                run.details |= {"lines": self.lines}
            if report.conflicts or report.stubs:
                run.details |= {"conflicts": report.conflicts, "stubs": dict(report.stubs)}

    def _forget_counts(self) -> None:
        """Reset the counters, since none of the object's rows was written."""
        report = self.report
        report.inserted = report.updated = report.deleted = report.unchanged = report.superseded = 0
        report.conflicts = report.suppressed = 0
        report.stubs.clear()

    def _load(self, run: runs.Run) -> None:
        """Load within the transaction."""
        part = self.part
        if part.header:
            self.plan(part.header)
        self.staging = Staging(self)
        for batch, prepared in self._batches():
            for rows in batch.rows:
                self.plan(rows.names)
            self.report.read += batch.size
            self._reject_all(self.staging.add(batch, prepared))
            if self.progress and batch.size == _parts.ROWS_AT_ONCE:
                self.progress(self.report.table, RowsRead(self.report.read, share_read(part.path)))
        if not self.staging.is_there:
            return
        stage = self.stage = self.staging.stage
        joined = [*stage.keys, *(field for field in stage.columns if isinstance(field, ForeignKey))]
        stage.query(f"ANALYZE {stage.where} ({', '.join(dict.fromkeys(map(stage.column, joined)))})")
        dropped = self.staging.keep_newest()
        unchanged = self._hold_back_local_changes()
        part.policy.settle_parents(self)
        result = self._merge()
        report = self.report
        report.inserted, report.unchanged = result.inserted, result.unchanged + unchanged
        report.updated, report.superseded = result.updated - report.deleted, result.superseded + dropped
        report.suppressed = result.suppressed
        run.move_watermark(part.policy.watermark(self))

    def _batches(self) -> Iterator[tuple[Batch, Prepared | None]]:
        """Yield the records; large parts come with the text that a process has made."""
        batches = self.part.read()
        if self.workers is None:
            return zip(batches, repeat(None))  # repeat() never ends
        return self.workers.prepared(self.part, batches, self.using, self.staging.tail)

    def plan(self, names: Names) -> Plan:
        """Return the plan for records with these properties."""
        plan = self.plans.get(names)
        if plan is None:
            plan = self.plans[names] = self.part.plan(names)
            self.ignored.update(dict.fromkeys(plan.ignored))
            for column in plan.columns:
                if column.field is not None:
                    self.sources.setdefault(column.field, column.source)
        return plan

    # Rejected rows

    def reject(self, number: int, key: object, problem: Problem, value: object) -> None:
        """Record why a row was rejected."""
        source, reason = problem
        self.report.rejected += 1
        why, line = f"{source}: {reason}" if source else reason, line_of(number)
        self.report.reasons[why] += 1
        if len(lines := self.lines.setdefault(why, [])) < _LINES:
            lines.append(line)
        self.rejects.write(self.report.path.name, self.part.name, line, key, source, value, reason)

    def _reject_all(self, found: Iterable[tuple[int, object, Problem, object]]) -> None:
        for each in sorted(found, key=itemgetter(0)):
            self.reject(*each)

    def reject_staged(self, condition: str, column: Field[Any, Any], reason: str) -> int:
        """Reject the staged rows ``s`` that meet a condition; return their number."""
        gone = self._take_out(condition, column)
        self._reject_all((number, key, Problem(source, reason), value) for number, key, source, value in gone)
        return len(gone)

    def _reject_refused(self, refused: Iterable[Blamed]) -> None:
        """Reject the rows that the database refused, with one statement per fault.

        One statement per row would read the whole stage each time.
        """
        fields = {str(field.column): field for field in self.stage.columns}
        key = self.stage.keys[0] if self.part.policy.blames_key else None
        faults: defaultdict[tuple[Field[Any, Any] | None, str], list[int]] = defaultdict(list)
        for number, column, reason in refused:
            faults[fields.get(column or "", key), reason].append(number)
        gone = []
        for (field, reason), numbers in faults.items():
            taken = self._take_out(f"s.{self.stage.line} = ANY (%s)", field, [numbers])
            gone += [(number, key, Problem(source, reason), value) for number, key, source, value in taken]
        self._reject_all(gone)

    def _take_out(
        self, condition: str, column: Field[Any, Any] | None, params: Sequence[Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """Delete the staged rows ``s`` that meet a condition.

        Return for each the number, the key, and the source's name and value of the column.
        """
        stage = self.stage
        value = "NULL" if column is None else f"s.{stage.column(column)}"
        rows = stage.query(
            f"DELETE FROM {stage.where} s WHERE {condition}"
            f" RETURNING s.{stage.line}, s.{stage.group}, {value}, {stage.list_of(stage.keys, 's.')}",
            params,
        )
        place = stage.columns.index(column) if column is not None else None
        lacking = {group for masked, group in stage.groups.items() if place in masked}
        source = "" if column is None else self.sources.get(column, "")
        return [
            (number, " ".join(map(str, keys)), "" if group in lacking else source, value)
            for number, group, value, *keys in rows
        ]

    def _hold_back_local_changes(self) -> int:
        """Skip rows with local changes that are not uploaded yet; return the number without anything new."""
        if is_two_way(self.model):
            self.stage.query(f"SELECT {self.stage.lock_sql(shared=True)}")  # before the rows are locked one by one
            self.staging.fill_in_what_is_stored()
        held_back = hold_back_conflicts(self.stage)
        source = self.sources[self.stage.keys[0]]
        for row in held_back:
            if row.outcome is Outcome.UNRECORDED:
                self.reject(row.line, row.source_id, Problem(source, UNRECORDED), row.source_id)
        outcomes = Counter(row.outcome for row in held_back)
        self.report.conflicts = outcomes[Outcome.CONFLICT]
        return outcomes[Outcome.NOTHING_NEW]

    # Accepted rows

    def _merge(self) -> UpsertResult:
        """Merge the stage. If the database refuses it, reject the rows at fault and retry."""
        blame = Blame(self.stage)
        while True:
            refused = blame.orphans()
            if not refused:
                try:
                    with transaction.atomic(using=self.using):
                        self.report.deleted = self._count_deletions()
                        return self.stage.settle(self.stage.count(), is_distinct=True, lock=True)
                except DatabaseError as error:
                    if not is_refusal(error):
                        raise
                    refused = blame.find(error)
                    if not refused:
                        raise
            self._reject_refused(refused)
            self.part.policy.settle_parents(self)

    def _count_deletions(self) -> int:
        """Return the number of stored rows that the stage flags as deleted."""
        active = next((plan.active for plan in self.plans.values()), None)
        if active is None:
            return 0
        stage, flag = self.stage, self.stage.column(active)
        counted = stage.query(
            f"SELECT count(*) FROM {stage.where} s JOIN {stage.table} t ON {stage.same_key('t', 's')}"
            f" WHERE s.{flag} = 0 AND t.{flag} <> 0 AND {stage.is_fresh('s', 't')}"
        )
        return int(counted[0][0])

    def _remove_others(self, run: runs.Run) -> None:
        """Delete the rows that the source no longer has, after a full load."""
        whole, names = self.part.whole, [key.attname for key in self.part.keys]
        if whole is None or whole.last != self.part.path or not whole.seen or not whole.is_complete:
            return
        rows = self.model._base_manager.using(self.using)
        gone = [pk for pk, *key in rows.values_list("pk", *names).iterator() if tuple(key) not in whole.seen]
        for start in range(0, len(gone), BATCH_SIZE):
            rows.filter(pk__in=gone[start : start + BATCH_SIZE]).delete()
        run.count(UpsertResult(updated=len(gone)), deleted=len(gone), queried=0)
        self.report.removed = len(gone)
