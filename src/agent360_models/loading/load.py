"""Loading what the sources send into the tables: pages of their APIs, exports of warehouses, spreadsheets.

Each kind of record in a file is one recorded run. Rows are converted one by one and upserted in batches, each of
which is committed by itself; a row that cannot go in is rejected with its reason, and the rest goes in.
A file may be one page of many, so that no watermark is moved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.db import DatabaseError, Error, InterfaceError, router, transaction
from django.db.models import BooleanField
from django.db.models.expressions import DatabaseDefault

from agent360_models import absent, readonly
from agent360_models.bulk import BATCH_SIZE, Rejection, UpsertResult
from agent360_models.bulk._error_to_row import explain
from agent360_models.bulk._rows import field_of
from agent360_models.catalog import existing_tables
from agent360_models.exceptions import Agent360ModelsError, LoadError, RunLostError, RunSkippedError
from agent360_models.loading._logged import logged
from agent360_models.loading.cells import CellError, jsonable
from agent360_models.loading.files import find_files
from agent360_models.loading.mapping import Kind, Kinds, Properties, Unfold, with_parts
from agent360_models.loading.rejects import RejectsFile
from agent360_models.loading.report import JOB, PROGRESS_EVERY, Progress, Report
from agent360_models.loading.source_records import SUFFIXES, SourceRecord, read_header, read_records
from agent360_models.loading.values import converter
from agent360_models.sync import runs
from agent360_models.transactions import reconnect_if_lost
from agent360_models.validators import storable_text

__all__ = ["Source"]


def _as_it_is(kind: str, record: SourceRecord) -> Iterator[tuple[str, Properties]]:
    yield kind, record.content


class Source:
    """The exports of one system, and the tables they fill."""

    def __init__(
        self,
        kinds: Sequence[Kind],
        unfold: Unfold = _as_it_is,
        *,
        passed_over: Sequence[str] = (),
        as_sent: str | None = None,
    ) -> None:
        """Take the kinds of record, and the function that turns a record of a file into properties.

        ``passed_over`` are names, in lower case, that somebody between the system and us puts into its records.
        ``as_sent`` is the JSON column that keeps a record as it was sent, in the tables that have it.
        """
        self._kinds = kinds
        self.unfold = unfold
        self.passed_over = passed_over
        self.as_sent = as_sent

    @cached_property
    def kinds(self) -> Kinds:
        """The kinds of record whose table is there.

        Raises ``LoadError`` for one whose model, or column, is not.
        """
        for kind in self._kinds:
            kind.require()
        return Kinds([kind for kind in self._kinds if not absent.is_table_absent(kind.model_class)])

    @logged
    def load(
        self,
        paths: Iterable[Path],
        *,
        using: str | None = None,
        object_name: str | None = None,
        rejects: Path | None = None,
        progress: Progress | None = None,
        full: bool = False,
    ) -> Iterator[Report]:
        """Load exports, and yield a report for each kind of record in each file.

        Args:
            paths: files of CSV, JSON or JSON lines, or folders of them.
            using: the alias to load into; by default each table's own.
            object_name: the kind of record, where neither the name of a file nor its records say it.
            rejects: the file that explains rejected rows, with their values.
            progress: called with the table and the number of records read so far, now and then.
            full: whether the files hold all there is of the kinds that their records are of, as after a full sync.
                They then stand against newer rows, and rows that none of them has are deleted: once the last file
                of the kind is in, and only if every file and record could be read. Pairs that associations make
                are not of those kinds.

        Raises:
            LoadError: a path does not exist, or no file holds records that fill one of the tables.
            ReadOnlyTableError: the setting forbids writing the tables.

        """
        known = ", ".join(kind.name for kind in self.kinds.kinds)
        named = self.kinds.named(object_name) if object_name is not None else None
        if object_name is not None and named is None:
            raise LoadError(f"There are no records {object_name!r}. Choose from: {known}.")
        files = self._in_order(dict.fromkeys(file for path in paths for file in find_files(path, SUFFIXES)))
        if rejects is not None and rejects.resolve() in {file.resolve() for file in files}:
            raise LoadError(f"{rejects} is one of the files to load. Name another file for the rejects.")
        for kind in self.kinds.kinds:
            _require_table(kind, using)
        filled: set[str] = set()
        refused: list[str] = []
        with RejectsFile(rejects) as rejects_file:
            wholes = self._wholes(files, named) if full else {}
            for path in files:
                try:
                    file = _File(path, self, named)
                    kinds, others = file.survey()
                except LoadError as error:
                    refused.append(str(error))
                    yield Report(path, path.stem, refused=str(error))
                    continue
                for kind in kinds:
                    whole = _Whole(path) if kind.is_whole else wholes.get(kind.name)
                    one = _KindLoad(file, kind, whole, using=using, rejects=rejects_file, progress=progress)
                    yield one.refuse_second() if kind.is_whole and kind.name in filled else one.run()
                filled.update(kind.name for kind in kinds)
                if others or not kinds:
                    yield Report(path, path.stem, read=others, skipped=True)
        if len(refused) == len(files):
            raise LoadError(" ".join(refused))
        if not filled:
            raise LoadError(
                f"None of {', '.join(path.name for path in files)} holds records that fill a table here."
                f" Name them by --object. Known: {known}."
            )

    def _in_order(self, files: Iterable[Path]) -> list[Path]:
        """Return the files as they come, but those behind the others whose rows refer to rows of these."""

        def depth(kind: Kind, above: tuple[Kind, ...] = ()) -> int:
            parents = {
                field.related_model
                for field in kind.model_class._meta.concrete_fields
                if getattr(field, "db_constraint", False)
            }
            needed = [one for one in self.kinds.kinds if one.model_class in parents and one not in (kind, *above)]
            return max((1 + depth(one, (*above, kind)) for one in needed), default=0)

        kinds = {file: self.kinds.named(file.stem) for file in files}
        return sorted(kinds, key=lambda file: depth(kind) if (kind := kinds[file]) else 0)

    def _wholes(self, files: Iterable[Path], named: Kind | None) -> dict[str, _Whole]:
        """Return of each kind that records of the files are of themselves the file that has the last of them."""
        wholes: dict[str, _Whole] = {}
        is_complete = True
        for path in files:
            try:
                file = _File(path, self, named)
                file.survey()
            except LoadError:
                is_complete = False  # whatever it holds
            else:
                wholes |= {name: _Whole(path) for name in file.own}
        return (
            wholes if is_complete else {name: _Whole(whole.last, is_complete=False) for name, whole in wholes.items()}
        )


@dataclass
class _Whole:
    """All there is of a kind: the keys that were seen, in files up to the last one, and whether all could be read."""

    last: Path
    seen: set[tuple[Any, ...]] = field(default_factory=set)
    is_complete: bool = True


def _require_table(kind: Kind, using: str | None) -> None:
    model = kind.model_class
    readonly.check_writable(model._meta.app_label)
    alias, table = using or router.db_for_write(model), model._meta.db_table
    reconnect_if_lost(alias)
    if not existing_tables([table], using=alias):
        verb = "migrate" if model._meta.managed else "agent360 install"
        raise LoadError(f"Alias {alias!r} has no table {table}. `manage.py {verb} --database {alias}` makes it.")


class _File:
    """One file, and which kinds of record it holds."""

    def __init__(self, path: Path, source: Source, named: Kind | None) -> None:
        self.path = path
        self.kinds = source.kinds
        self.passed_over = source.passed_over
        self.source = source
        self.named = named
        self.header = read_header(path)
        self.own: set[str] = set()  # the kinds that its records are of; others are of pairs that these make
        # Of a file nearly all records are called the same, and have the same properties.
        self._kind = lru_cache(maxsize=256)(self._find_kind)

    def survey(self) -> tuple[list[Kind], int]:
        """Return the kinds of record in the file, and the number of records of no kind."""
        if self.header or self.path.stat().st_size == 0:
            kind = self._kind(self.path.stem, tuple(self.header))
            self.own = {kind.name} if kind else set()
            return ([kind] if kind else []), 0
        found: dict[str, None] = {}
        others = 0
        for record in self._read():
            names = [name for name, _, _ in self._unfolded(record)]
            found.update(dict.fromkeys(names))
            others += not names
        if not found and not others:  # an empty page: nothing is new, and nothing is wrong
            kind = self._kind(self.path.stem, ())
            return ([kind] if kind else []), 0
        return [self.kinds[name] for name in found], others

    def records(self, kind: Kind) -> Iterator[tuple[SourceRecord, Properties]]:
        """Yield the records of one kind, each as it was sent, with its properties; one that is damaged has none."""
        parts = kind.parts()
        for record in self._read():
            for name, properties, sent in self._unfolded(record):
                if name == kind.name:
                    yield record._replace(content=sent), with_parts(properties, parts)

    def _read(self) -> Iterator[SourceRecord]:
        for record in read_records(self.path):
            content = {name: cell for name, cell in record.content.items() if name.lower() not in self.passed_over}
            yield record._replace(content=content)

    def _unfolded(self, record: SourceRecord) -> Iterator[tuple[str, Properties, Properties]]:
        """Yield the name of a kind, the properties of a record of it, and all that the source sent of that one."""
        kind = self._kind(record.name, tuple(self.header or record.content))
        if kind is None:
            return
        self.own.add(kind.name)
        if record.damage:
            yield kind.name, {}, {}
            return
        for name, properties in self.source.unfold(kind.name, record):
            yield name, properties, (record.content if name == kind.name else properties)

    def _find_kind(self, name: str, properties: Sequence[str]) -> Kind | None:
        return self.named or self.kinds.named(name) or self.kinds.recognised(properties)


class _Column(NamedTuple):
    """A column that is filled: the properties that may have its value, and what becomes of a cell."""

    name: str
    sources: Sequence[str]
    convert: Callable[[object], object]
    is_flag: bool

    def value(self, properties: Properties) -> object:
        """Return the value for the column: the first there is, and of a flag true if any is."""
        cells = [properties[source] for source in self.sources]
        if self.is_flag:
            values = [self.convert(cell) for cell in cells]
            return next((known for known in (True, False) if known in values), None)
        return self.convert(next((cell for cell in cells if cell not in (None, "")), None))


class _Row(NamedTuple):
    """A row to be upserted, with what is needed to explain why it could not be."""

    values: dict[str, Any]
    line: int
    columns: Sequence[_Column]
    properties: Properties


class _KindLoad:
    """The load of one kind of record of one file."""

    def __init__(
        self,
        file: _File,
        kind: Kind,
        whole: _Whole | None,
        *,
        using: str | None,
        rejects: RejectsFile,
        progress: Progress | None,
    ) -> None:
        self.file = file
        self.kind = kind
        self.whole = whole
        self.model = kind.model_class
        self.using = using or router.db_for_write(self.model)
        self.rejects = rejects
        self.progress = progress
        self.keys = [field.attname for field in kind.key_fields()]
        lacking = absent.names(self.model)
        self.newest = (
            field_of(self.model, kind.newest_by).attname if kind.newest_by and kind.newest_by not in lacking else None
        )
        names = {field.name for field in self.model._meta.concrete_fields}
        self.as_sent = file.source.as_sent if file.source.as_sent in names else None
        self.columns = lru_cache(maxsize=256)(self._columns)
        self.ignored: dict[str, None] = {}
        self.dropped = UpsertResult()  # rows that no upsert has counted
        self.report = Report(file.path, kind.name, self.model._meta.db_table)

    def run(self) -> Report:
        """Load the records, or say in the report why that was refused."""
        report = self.report
        try:
            with runs.run(self.model, job=JOB, source=self.kind.name, using=self.using) as run:
                report.logged = run.logged
                try:
                    self._load_in(run)
                finally:
                    run.details |= {"file": report.path.name, "rejected": dict(report.reasons)}
                    with suppress(Agent360ModelsError, Error):
                        run.count(self.dropped)
        except (DatabaseError, InterfaceError, LoadError, RunLostError, RunSkippedError) as error:
            if self.whole is not None:
                self.whole.is_complete = False
            report.refused = str(error) if isinstance(error, Agent360ModelsError) else explain(error)
        report.ignored_columns = [*self.ignored]
        return report

    def refuse_second(self) -> Report:
        """Refuse a second file of which each row would take the place of one of the first."""
        self.report.refused = f"another file of this load is the whole of {self.kind.name}"
        return self.report

    def _load_in(self, run: runs.Run) -> None:
        rows = self._rows()
        while self._write(run, list(islice(rows, BATCH_SIZE))):
            pass
        whole = self.whole
        if whole is not None and whole.last == self.file.path and whole.seen and whole.is_complete:
            self._remove_others(run, whole)

    def _write(self, run: runs.Run, batch: Sequence[_Row]) -> bool:
        """Write a batch; return whether there was any."""
        newest = self._newest(batch)
        self._drop(UpsertResult(superseded=len(batch) - len(newest)))
        for alike in _by_columns(newest):
            self._upsert(run, alike)
        return bool(batch)

    # Rows in

    def _rows(self) -> Iterator[_Row]:
        """Yield the rows; reject those with a cell that does not fit its column."""
        for record, properties in self.file.records(self.kind):
            self.report.read += 1
            if self.progress and self.report.read % PROGRESS_EVERY == 0:
                self.progress(self.report.table, self.report.read)
            columns = self.columns(tuple(properties))
            try:
                yield self._row(record, properties, columns)
            except _RecordError as bad:
                self._drop(UpsertResult(rejected=1))
                self._reject(record.line, columns, properties, bad.source, str(bad))

    def _columns(self, names: Sequence[str]) -> Sequence[_Column]:
        """Return how the properties with these names fill the columns."""
        places = self.kind.places(names)
        if self.as_sent is None:
            used = {
                part for sources in places.values() for source in sources for part in (source, source.split(".")[0])
            }
            self.ignored.update(dict.fromkeys(name for name in names if name not in used))
        return [
            _Column(field.attname, tuple(sources), converter(field), isinstance(field, BooleanField))
            for field, sources in places.items()
        ]

    def _row(self, record: SourceRecord, properties: Properties, columns: Sequence[_Column]) -> _Row:
        if record.damage:
            if self.whole is not None:
                self.whole.is_complete = False
            raise _RecordError(record.damage)
        if self.kind.is_whole and len(columns) == len(self.keys):
            raise LoadError(f"none of its columns fills one of {self.report.table}")  # and all rows would go
        values = self._values(properties, columns)
        for key in self.keys:
            if values.get(key) is None:
                name = self._property_of(key)
                if self.file.header and key not in values:  # as in all rows of a CSV file
                    raise LoadError(f"it has no column for {name}, which {self.report.table} requires")
                raise _RecordError("required", name)
        if self.as_sent is not None:
            values[self.as_sent] = _as_sent(record)
        return _Row(values, record.line, columns, properties)

    def _values(self, properties: Properties, columns: Sequence[_Column]) -> dict[str, Any]:
        """Return the values of a row, and note its key: also where the rest is bad, the row is not gone."""
        values: dict[str, Any] = {}
        try:
            for column in columns:  # those of the key are the first
                try:
                    values[column.name] = column.value(properties)
                except CellError as error:
                    raise _RecordError(str(error), column.sources[0]) from None
        finally:
            if self.whole is not None:
                self.whole.seen.add(self._key(values))
        return values

    def _property_of(self, column: str) -> str:
        """Return what the source calls the value of a column."""
        return next(
            (
                name
                for name, filled in self.kind.fields.items()
                if filled not in absent.names(self.model) and field_of(self.model, filled).attname == column
            ),
            column,
        )

    def _newest(self, batch: Iterable[_Row]) -> list[_Row]:
        """Return of each key the newest row, and of equally new ones the last."""
        found: dict[tuple[Any, ...], _Row] = {}
        for row in batch:
            key = self._key(row.values)
            if key not in found or not self._is_older(row, found[key]):
                found[key] = row
        return [*found.values()]

    def _key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(values.get(name) for name in self.keys)

    def _is_older(self, row: _Row, other: _Row) -> bool:
        mine, theirs = self._age(row), self._age(other)
        return theirs is not None and (mine is None or mine < theirs)

    def _age(self, row: _Row) -> Any:
        """Return when a row was changed; ``None`` where it does not say."""
        age = row.values.get(self.newest or "")
        return None if isinstance(age, DatabaseDefault) else age

    # Rows on

    def _upsert(self, run: runs.Run, rows: Sequence[_Row]) -> None:
        """Write rows that have the same columns."""
        fields = list(rows[0].values)

        def reject(rejection: Rejection) -> None:
            row = rows[rejection.number - 1]
            columns = {str(field_of(self.model, column.name).column): column for column in row.columns}
            column = columns.get(rejection.column or "")
            source = column.sources[0] if column else ""
            self._reject(row.line, row.columns, row.properties, source, rejection.reason)

        done = run.upsert(
            [row.values for row in rows],
            key=self.keys,
            fields=fields,
            newest_by=self.newest if self.newest in fields and self.whole is None else None,
            on_error="reject",
            on_reject=reject,
        )
        self._add(done)

    def _drop(self, dropped: UpsertResult) -> None:
        """Count rows that are not upserted."""
        self.dropped += dropped
        self._add(dropped)

    def _add(self, done: UpsertResult) -> None:
        report = self.report
        report.inserted += done.inserted
        report.updated += done.updated
        report.unchanged += done.unchanged
        report.superseded += done.superseded
        report.rejected += done.rejected
        report.suppressed += done.suppressed

    def _reject(self, line: int, columns: Sequence[_Column], properties: Properties, source: str, reason: str) -> None:
        """Explain why a row could not go in."""
        ids = [properties[column.sources[0]] for column in columns if column.name in self.keys]
        self.report.reasons[f"{source}: {reason}" if source else reason] += 1
        self.rejects.write(
            self.report.path.name,
            self.kind.name,
            line,
            " ".join(str(cell) for cell in ids if cell is not None),
            source,
            properties.get(source, ""),
            reason,
        )

    def _remove_others(self, run: runs.Run, whole: _Whole) -> None:
        """Delete the rows that the source, of which everything was loaded, no longer has."""
        rows = self.model._base_manager.using(self.using)
        with transaction.atomic(using=self.using):
            gone = [pk for pk, *key in rows.values_list("pk", *self.keys).iterator() if tuple(key) not in whole.seen]
            for start in range(0, len(gone), BATCH_SIZE):
                rows.filter(pk__in=gone[start : start + BATCH_SIZE]).delete()
            run.count(UpsertResult(updated=len(gone)), deleted=len(gone), queried=0)
        self.report.removed = len(gone)


class _RecordError(Exception):
    """A record cannot become a row, and is rejected; ``str()`` is the reason and never repeats a value."""

    def __init__(self, reason: str, source: str = "") -> None:
        super().__init__(reason)
        self.source = source


def _as_sent(record: SourceRecord) -> object:
    """Return all that the source sent of a record."""
    try:
        return jsonable(_with_storable_names(record.content))
    except CellError as error:
        raise _RecordError(str(error)) from None
    except RecursionError:
        raise _RecordError("nested too deep") from None


def _with_storable_names(sent: Any) -> Any:
    """Return what was sent, with names that PostgreSQL takes: a header is not a fault of the row."""
    if isinstance(sent, Mapping):
        return {storable_text(name): _with_storable_names(value) for name, value in sent.items()}
    return [*map(_with_storable_names, sent)] if isinstance(sent, list) else sent


def _by_columns(rows: Iterable[_Row]) -> Iterable[list[_Row]]:
    """Return the rows in groups that have the same columns."""
    groups: defaultdict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row.values)].append(row)
    return groups.values()
