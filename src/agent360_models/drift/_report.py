"""The report of one drift check, as text and as JSON."""

import json
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from itertools import groupby

from django.apps import apps

from agent360_models import conf
from agent360_models.drift._codes import Severity
from agent360_models.drift._findings import Finding
from agent360_models.validators import printable

MANY = 10  # beyond this number the text summarises findings of one code
VERSION = 1  # of the JSON; changes when a key is removed or changes its meaning

Paint = Callable[[Severity, str], str]  # colours a text by its severity


@dataclass(frozen=True, slots=True)
class Ignore:
    """One entry of the setting ``DRIFT_IGNORE``: a code, a model or ``Model.column``, and the reason.

    Code and place may contain the wildcards of ``fnmatch``: ``*``, ``?`` and ``[...]``.
    """

    code: str
    where: str
    reason: str

    def matches(self, finding: Finding) -> bool:
        """Tell whether the entry matches this finding."""
        return fnmatchcase(finding.code, self.code) and fnmatchcase(finding.place, self.where)

    def concerns(self, labels: Container[str], *, with_baseline: bool) -> bool:
        """Tell whether a check of these apps could produce a finding that the entry matches."""
        pattern = self.where.partition(".")[0]
        meant = [config.label for config in apps.get_app_configs() if fnmatchcase(config.label, pattern)]
        looked_at = not meant or any(label in labels for label in meant)
        return looked_at and (with_baseline or not self.code.startswith("baseline."))


@dataclass(slots=True)
class Report:
    """The result of a drift check: the numbers of compared tables and columns, and the findings.

    ``ignored`` are findings that match ``DRIFT_IGNORE``, and ``unused`` its entries without a match. ``hidden``
    findings count, but are not shown.
    """

    tables: int
    columns: int
    findings: Sequence[Finding]
    ignored: Sequence[Finding] = field(default_factory=list)
    unused: Sequence[Ignore] = field(default_factory=list)
    hidden: Sequence[Finding] = field(default_factory=list)

    def count(self, severity: Severity) -> int:
        """Return the number of findings with this severity."""
        return sum(finding.severity is severity for finding in (*self.findings, *self.hidden))

    def absent(self) -> dict[str, list[str]]:
        """Return ``ABSENT`` extended by the missing tables and columns; empty if nothing is missing."""
        found = {(finding.model, finding.absent): None for finding in self.findings if finding.absent}
        lacking: dict[str, list[str]] = {}
        if found:
            lacking = {model: sorted(columns) for model, columns in conf.absent_models().items()}
        for model, column in found:
            lacking.setdefault(model, []).append(column)
        return lacking

    def at_least(self, severity: Severity) -> "Report":
        """Return a report that shows only findings of this severity or worse; the counts stay the same."""
        everything = [*self.findings, *self.hidden]
        shown = [finding for finding in everything if _rank(finding.severity) <= _rank(severity)]
        return replace(self, findings=shown, hidden=[finding for finding in everything if finding not in shown])

    def fails(self, threshold: Severity | None) -> bool:
        """Tell whether a finding has the severity ``threshold`` or worse; false for ``None``."""
        if threshold is None:
            return False
        return any(self.count(severity) for severity in Severity if _rank(severity) <= _rank(threshold))


def split_ignored(
    findings: Iterable[Finding], entries: Sequence[Ignore]
) -> tuple[list[Finding], list[Finding], list[Ignore]]:
    """Return the remaining findings, the ignored findings, and the entries without a match."""
    findings = list(findings)
    excused = [finding for finding in findings if any(entry.matches(finding) for entry in entries)]
    remaining = [finding for finding in findings if finding not in excused]
    unused = [entry for entry in entries if not any(entry.matches(finding) for finding in findings)]
    return remaining, excused, unused


def as_text(report: Report, paint: Paint, *, is_whole: bool = False) -> Iterator[str]:
    """Yield the lines of the report: by family, by model, then the counts. ``paint`` colours by severity.

    More than ten findings of one code are summarised, unless ``is_whole``.
    """
    total = len(report.findings) + len(report.hidden)
    if not total:
        yield f"No drift: {report.tables:,} tables, {report.columns:,} columns match."
    counts = Counter(finding.code for finding in report.findings)
    many = {code: number for code, number in counts.most_common() if number > MANY and not is_whole}
    yield from _one_by_one([finding for finding in report.findings if finding.code not in many], paint)
    if many:
        yield "Many findings of one code (-v 2 shows each)"
    for code, number in many.items():
        alike = [finding for finding in report.findings if finding.code == code]
        models = _number(len({(finding.database, finding.model) for finding in alike}), "model")
        first, severity = alike[0], alike[0].severity
        where = f"{printable(first.place)}{_sides(first)}"
        yield f"  {paint(severity, severity)} {code}: {number:,} in {models}, such as {where}"
        yield f"      {printable(first.remedy)}"
    if lacking := report.absent():
        yield "To continue without the missing tables and columns, add this to the settings:"
        yield 'AGENT360_MODELS["ABSENT"] = {'
        yield from (f"    {json.dumps(model)}: {json.dumps(columns)}," for model, columns in lacking.items())
        yield "}"
    if total:
        numbers = ", ".join(f"{report.count(severity):,} {severity}" for severity in Severity)
        yield f"{_number(total, 'finding')} in {_number(report.tables, 'table')}: {numbers}."
    if report.hidden:
        yield f"Hidden by --severity: {len(report.hidden):,}."
    if report.ignored:
        yield f"Ignored by DRIFT_IGNORE: {len(report.ignored):,}."
    for entry in report.unused:
        yield f"AGENT360_MODELS['DRIFT_IGNORE'] has an entry that matches nothing: {entry.code} {entry.where}."


def _one_by_one(findings: Sequence[Finding], paint: Paint) -> Iterator[str]:
    several = len({finding.database for finding in findings}) > 1
    for (alias, family), in_family in groupby(findings, key=lambda finding: (finding.database, finding.family)):
        yield f"{family} on {alias}" if several and family else family or f"alias {alias}"
        for model, in_model in groupby(in_family, key=lambda finding: finding.model):
            if model:
                yield f"  {printable(model)}"
            for finding in in_model:
                what = printable(f"{finding.code} {finding.column}".rstrip())
                yield f"    {paint(finding.severity, finding.severity)} {what}{_sides(finding)}"
                yield f"      {printable(finding.remedy)}"


def as_json(report: Report) -> str:
    """Return the report as one JSON object."""
    return json.dumps(
        {
            "version": VERSION,
            "findings": [finding.as_dict() for finding in report.findings],
            "summary": {
                "tables": report.tables,
                "columns": report.columns,
                **{severity.value: report.count(severity) for severity in Severity},
                "hidden": len(report.hidden),
                "ignored": len(report.ignored),
                "unused_ignores": [f"{entry.code} {entry.where}" for entry in report.unused],
            },
        },
        indent=2,
    )


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _sides(finding: Finding) -> str:
    sides = [f"{side} {value}" for side, value in (("declared", finding.declared), ("live", finding.live)) if value]
    return printable(f": {', '.join(sides)}") if sides else ""


def _rank(severity: Severity) -> int:
    return list(Severity).index(severity)
