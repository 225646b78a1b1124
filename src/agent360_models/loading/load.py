"""Loading source data into the tables: pages of APIs, warehouse exports, spreadsheets.

Each kind of record in a file is one recorded run, and is written completely or not at all. Rows that cannot be written
are rejected with the reason, and all others are written. A file may be one page of many, so no watermark is moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path

from django.db import router
from django.db.models import Model

from agent360_models import absent, readonly
from agent360_models.catalog import existing_tables
from agent360_models.exceptions import LoadError
from agent360_models.loading._filling import Filling
from agent360_models.loading._jobs import side_by_side, workers
from agent360_models.loading._logged import logged
from agent360_models.loading._one_object import ObjectLoad
from agent360_models.loading._parts import Batch, Names, Part, Whole, batches, batches_of_records
from agent360_models.loading._spool import Spool
from agent360_models.loading.csv_files import open_csv
from agent360_models.loading.files import container_of, find_files, stem_of
from agent360_models.loading.mapping import Kind, Kinds, Properties, Unfold, with_parts
from agent360_models.loading.rejects import RejectsFile
from agent360_models.loading.report import Progress, Report
from agent360_models.loading.source_records import SUFFIXES, SourceRecord, is_empty_table, read_header, read_records
from agent360_models.transactions import reconnect_if_lost

__all__ = ["Source", "load_parts", "require_table"]


# A record of one kind: its line, the names and values of its properties, the record as sent, and the damage.
_Row = tuple[int, Names, Sequence[object], str | None]


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
        """Take the kinds of record, and the function that extracts properties from a record of a file.

        ``passed_over`` lists names, in lower case, that intermediaries add to the records.
        ``as_sent`` is the JSON column that keeps the original record, in tables that have it.
        """
        self._kinds = kinds
        self.unfold = unfold
        self.passed_over = passed_over
        self.as_sent = as_sent

    @cached_property
    def kinds(self) -> Kinds:
        """The kinds of record whose tables exist.

        Raises ``LoadError`` for a kind whose model or column does not exist.
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
        jobs: int = 1,
    ) -> Iterator[Report]:
        """Load exports, and yield a report for each kind of record in each file.

        Args:
            paths: files of CSV, JSON or JSON lines, or folders of them.
            using: the alias to load into; by default, each table's own alias.
            object_name: the kind of record, if neither the file name nor the records name it.
            rejects: the file to write rejected rows to, with their values and reasons.
            progress: called periodically with the table and the number of records read so far.
            full: whether the files contain all records of their kinds, as after a full sync. Their rows then replace
                newer ones. Rows missing in all files are deleted after the last file of the kind, and only if every
                file and record could be read. Pairs made by associations are not affected.
            jobs: the number of independent files, or pieces of a large file, to load at a time.

        Raises:
            LoadError: a path does not exist, or no file holds records that fill one of the tables.
            ReadOnlyTableError: the setting forbids writing the tables.

        """
        known = ", ".join(kind.name for kind in self.kinds.kinds)
        named = self.kinds.named(object_name) if object_name is not None else None
        if object_name is not None and named is None:
            raise LoadError(f"There are no records {object_name!r}. Choose from: {known}.")
        files = [*dict.fromkeys(file for path in paths for file in find_files(path, SUFFIXES))]
        for kind in self.kinds.kinds:
            require_table(kind.model_class, using)
        found = [entry for path in files for entry in self._survey(path, named)]
        refused = [one.refused for one in found if isinstance(one, Report) and one.refused]
        if len(refused) == len(files):
            raise LoadError(" ".join(refused))
        if not any(isinstance(one, Part) for one in found):
            raise LoadError(
                f"None of {', '.join(path.name for path in files)} holds records that fill a table here."
                f" Name the kind with --object. Known: {known}."
            )
        self._mark_wholes(found, is_complete=not refused, full=full)
        entries = sorted(found, key=lambda one: _depth(one.model, self.kinds) if isinstance(one, Part) else 0)
        yield from load_parts(entries, files=files, using=using, rejects=rejects, progress=progress, jobs=jobs)

    def _survey(self, path: Path, named: Kind | None) -> Iterator[Part | Report]:
        """Yield the parts of a file, and reports for data that is not loaded."""
        try:
            file = _File(path, self, named)
            kinds, others = file.survey()
        except LoadError as error:
            yield Report(path, stem_of(path), refused=str(error))
            return
        for kind in kinds:
            yield file.part(kind)
        if others or not kinds:
            yield Report(path, stem_of(path), read=others, skipped=True)

    def _mark_wholes(self, found: Iterable[Part | Report], *, is_complete: bool, full: bool) -> None:
        """Mark on each part whether its file, or all files together, contain all records."""
        wholes: dict[str, Whole] = {}
        filled: set[str] = set()
        for part in found:
            if not isinstance(part, Part):
                continue
            if self.kinds[part.name].is_whole:
                part.whole = Whole(part.path)
                if part.name in filled:  # each row would replace one of the first file
                    part.refused = f"another file of this load contains all of {part.name}"
            elif full and part.is_own:
                part.whole = wholes.setdefault(part.name, Whole(part.path, is_complete=is_complete))
                part.whole.last = part.path
            filled.add(part.name)


def _depth(model: type[Model], kinds: Kinds, above: tuple[type[Model], ...] = ()) -> int:
    """Return how many levels of tables have to be filled before this one."""
    parents = {field.related_model for field in model._meta.concrete_fields if getattr(field, "db_constraint", False)}
    models = {kind.model_class for kind in kinds.kinds} & parents - {model, *above}
    return max((1 + _depth(one, kinds, (*above, model)) for one in models), default=0)


def load_parts(
    entries: Sequence[Part | Report],
    *,
    files: Iterable[Path],
    using: str | None,
    rejects: Path | None,
    progress: Progress | None,
    jobs: int,
) -> Iterator[Report]:
    """Load parts in order, or in parallel, and yield a report for each; reports are passed through.

    Raises ``LoadError`` if the rejects file would overwrite a file to load.
    """
    if rejects is not None and rejects.resolve() in {container_of(file).resolve() for file in files}:
        raise LoadError(f"{rejects} is one of the files to load. Name another file for the rejects.")
    parts = [one for one in entries if isinstance(one, Part)]
    with workers(parts, jobs) as them, RejectsFile(rejects) as file:

        def run(part: Part) -> Report:
            return ObjectLoad(part, using=using, rejects=file, progress=progress, workers=them).run()

        yield from side_by_side(entries, run, jobs)


def require_table(model: type[Model], using: str | None) -> None:
    """Raise ``ReadOnlyTableError`` or ``LoadError`` if a table is read-only or does not exist."""
    readonly.check_writable(model._meta.app_label)
    alias, table = using or router.db_for_write(model), model._meta.db_table
    reconnect_if_lost(alias)
    if not existing_tables([table], using=alias):
        verb = "migrate" if model._meta.managed else "agent360 install"
        raise LoadError(f"Alias {alias!r} has no table {table}. `manage.py {verb} --database {alias}` creates it.")


class _File:
    """One file, and the kinds of record in it."""

    def __init__(self, path: Path, source: Source, named: Kind | None) -> None:
        self.path = path
        self.kinds = source.kinds
        self.source = source
        self.named = named
        self.header = tuple(read_header(path))
        self.own: set[str] = set()  # the kinds of its records; other kinds are pairs made by them
        self._spools: dict[str, Spool[_Row]] = {}  # the records of JSON by kind, since JSON is parsed once
        # In a file, nearly all records have the same kind and the same properties.
        self._kind = lru_cache(maxsize=256)(self._find_kind)
        self._filling = cache(self._find_filling)

    def survey(self) -> tuple[list[Kind], int]:
        """Return the kinds of record in the file, and the number of records without a kind."""
        if self.header or is_empty_table(self.path):
            kind = self._kind(stem_of(self.path), self.header)
            self.own = {kind.name} if kind else set()
            return ([kind] if kind else []), 0
        others = 0
        for record in self._read():
            rows = [*self._rows(record)]
            for name, row in rows:
                (self._spools.get(name) or self._spools.setdefault(name, Spool(self.path))).append(row)
            others += not rows
        if not self._spools and not others:  # an empty page is not an error
            kind = self._kind(stem_of(self.path), ())
            return ([kind] if kind else []), 0
        return [self.kinds[name] for name in self._spools], others

    def part(self, kind: Kind) -> Part:
        """Return the records of one kind."""
        source, filling = self.source, self._filling(kind.name)
        is_table = bool(self.header) and source.unfold is _as_it_is and not source.passed_over and not filling.as_sent

        def read() -> Iterator[Batch]:
            if is_table:
                return batches(self.header, open_csv(self.path).rows(), is_text=True)
            return batches_of_records(self._rows_of(kind.name))

        return Part(
            path=self.path,
            name=kind.name,
            model=kind.model_class,
            keys=kind.key_fields(),
            newest=filling.newest,
            plan=filling.plan,
            read=read,
            columns=() if is_table else filling.columns,
            is_own=kind.name in self.own,
        )

    def _rows_of(self, name: str) -> Iterable[_Row]:
        if not self.header:
            return self._spools.get(name, ())
        return (row for record in self._read() for its_name, row in self._rows(record) if its_name == name)

    def _rows(self, record: SourceRecord) -> Iterator[tuple[str, _Row]]:
        """Yield the records contained in a record, each with the name of its kind."""
        for name, properties, whole in self._unfolded(record):
            filling = self._filling(name)
            properties = with_parts(properties, filling.parts)  # noqa: PLW2901
            cells = [*properties.values(), whole] if filling.as_sent else [*properties.values()]
            yield name, (record.line, tuple(properties), cells, record.damage)

    def _read(self) -> Iterator[SourceRecord]:
        passed_over = self.source.passed_over
        for record in read_records(self.path):
            content = {name: cell for name, cell in record.content.items() if name.lower() not in passed_over}
            yield record._replace(content=content)

    def _unfolded(self, record: SourceRecord) -> Iterator[tuple[str, Properties, Properties]]:
        """Yield for each contained record its kind, its properties, and the record as sent."""
        kind = self._kind(record.name, self.header or tuple(record.content))
        if kind is None:
            return
        self.own.add(kind.name)
        if record.damage:
            yield kind.name, {}, {}
            return
        for name, properties in self.source.unfold(kind.name, record):
            yield name, properties, (record.content if name == kind.name else properties)

    def _find_filling(self, name: str) -> Filling:
        return Filling(self.kinds[name], as_sent=self.source.as_sent, is_csv=bool(self.header))

    def _find_kind(self, name: str, properties: Sequence[str]) -> Kind | None:
        return self.named or self.kinds.named(name) or self.kinds.recognised(properties)
