"""``agent360 load``: loads exports, and prints a line for each object in each file."""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import timedelta
from inspect import signature
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from agent360_models import conf
from agent360_models.loading.report import Report, RowsRead
from agent360_models.loading.sources import Source, find_source, find_sources
from agent360_models.management.cli import _common
from agent360_models.validators import printable

HELP = "Load exports of a source: files, or folders of them."

_NAMED = 5  # ignored columns, unless all are requested
_CLEAR_LINE = "\r\x1b[K"  # moves to the start of the terminal line and clears it


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    sources = find_sources()
    installed = [name for name, app in sources.items() if apps.is_installed(app.name)]
    first = min(installed, key=lambda name: conf.is_read_only(sources[name].label), default=None)
    parser.add_argument("--source", choices=tuple(sources), default=first, help="Default: %(default)s.")
    parser.add_argument("--database", choices=_common.aliases(), help=_common.WHERE_THE_APPS_ARE)
    parser.add_argument(
        "--object", dest="object_name", help="The object at the source, if the file name does not name it."
    )
    parser.add_argument(
        "--missing-parents",
        choices=("reject", "stub"),
        help="Reject rows with a missing parent (the default), or write an inactive stub for the parent.",
    )
    parser.add_argument(
        "--full",
        action="store_true",
        help="The files contain all records of their objects: they win, and rows missing in them are deleted.",
    )
    parser.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="How many files, or pieces of a large one, to load at a time."
    )
    parser.add_argument("--rejects", type=Path, metavar="FILE", help="The file for rejected rows, with their values.")


def run(command: BaseCommand, options: Namespace) -> None:
    """Load the exports; exit status 1 if an object is refused as a whole."""
    is_terminal = command.stdout.isatty()

    began: dict[str, float] = {}

    def progress(table: str, rows: RowsRead) -> None:
        seconds = time.monotonic() - began.setdefault(table, time.monotonic())
        left = f", {timedelta(seconds=round(seconds / rows.share - seconds))} left" if rows.share and seconds else ""
        command.stdout.write(f"{_CLEAR_LINE}{table}: {rows:,} rows read{left}", ending="")
        command.stdout.flush()

    if options.source is None:
        raise CommandError("No installed app has a source to load. Write a mapping.py for the apps of a family.")
    source = find_source(options.source)
    how = {**_how(options, source), "progress": progress if is_terminal else None}
    reports = []
    for report in source.load(options.paths, **how):
        reports.append(report)
        if is_terminal:
            command.stdout.write(_CLEAR_LINE, ending="")
        for line in _lines(report, name_columns=options.verbosity > 1):
            _common.say(command, line)
    for line in _closing_lines(reports, options.rejects):
        _common.say(command, line)
    refused = [report for report in reports if report.refused]
    if refused:
        raise CommandError(
            printable(
                "Not loaded: "
                + "; ".join(f"{report.object_name} of {report.path.name}, since {report.refused}" for report in refused)
                + "."
            )
        )


def _how(options: Namespace, source: Source) -> dict[str, Any]:
    how: dict[str, Any] = {
        "using": options.database,
        "object_name": options.object_name,
        "rejects": options.rejects,
    }
    if options.missing_parents is not None:
        if "missing_parents" not in signature(source.load).parameters:
            raise CommandError(f"--missing-parents is not for {options.source}: the database alone decides.")
        how["missing_parents"] = options.missing_parents
    if options.full:
        if "full" not in signature(source.load).parameters:
            raise CommandError(f"--full is not for {options.source}: its files never contain all records.")
        how["full"] = True
    if options.jobs != 1:
        if "jobs" not in signature(source.load).parameters:
            raise CommandError(f"--jobs is not for {options.source}: it loads files one by one.")
        if options.jobs < 1:
            raise CommandError(f"--jobs {options.jobs} is not valid: use 1 or more.")
        how["jobs"] = options.jobs
    return how


def _lines(report: Report, *, name_columns: bool) -> Iterator[str]:
    name = f"{report.object_name} ({report.path.name})"
    if report.skipped:
        what = f"{report.read:,} records fill" if report.read else "skipped, it fills"
        yield f"{name}: {what} no table here."
        return
    if report.refused:
        yield f"{name}: refused."
        return
    counts = (
        *("inserted", "updated", "deleted", "unchanged", "superseded"),
        *("conflicts", "rejected", "suppressed", "removed"),
    )
    found = [f"{getattr(report, count):,} {count}" for count in counts if getattr(report, count)]
    yield f"{name} -> {report.table}: " + ", ".join([f"{report.read:,} read", *found])
    for table, number in report.stubs.items():
        yield f"  stub parents written to {table}: {number:,}"
    if report.ignored_columns:
        named = report.ignored_columns if name_columns else report.ignored_columns[:_NAMED]
        more = ", ..." if len(named) < len(report.ignored_columns) else ""
        yield f"  ignored columns of the file: {len(report.ignored_columns)} ({', '.join(named)}{more})"
    for reason, number in report.reasons.most_common():
        yield f"  rejected for {reason}: {number:,}"


def _closing_lines(reports: list[Report], rejects: Path | None) -> Iterator[str]:
    if not any(report.logged for report in reports):
        yield "Nothing was logged: no writable app with a log of runs is installed."
    if not any(report.changed or report.stubs for report in reports):
        yield "No row was changed."
    if any(report.rejected for report in reports) and rejects is None:
        yield "Name a file with --rejects to get the rejected rows with their values."
