"""The findings of one look, as text for a person and as JSON for a machine."""

import json
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.apps import apps

from agent360_models.drift._codes import Severity
from agent360_models.drift._findings import Finding

VERSION = 1  # of the JSON; it changes when a key goes or changes its meaning

Paint = Callable[[Severity, str], str]  # colours a text by its severity


@dataclass(frozen=True, slots=True)
class Ignore:
    """One entry of the setting ``DRIFT_IGNORE``: a code, a model or ``Model.column``, and the reason for it."""

    code: str
    where: str
    reason: str

    def matches(self, finding: Finding) -> bool:
        """Tell whether the entry speaks of this finding."""
        place = f"{finding.model}.{finding.column}" if finding.column else finding.model
        return (self.code, self.where) == (finding.code, place)

    def concerns(self, labels: Container[str], *, with_baseline: bool) -> bool:
        """Tell whether a look at these apps could have found what the entry speaks of."""
        label = self.where.partition(".")[0]
        looked_at = label in labels or not any(label == config.label for config in apps.get_app_configs())
        return looked_at and (with_baseline or not self.code.startswith("baseline."))


@dataclass(slots=True)
class Report:
    """The result of a look: counts of what was compared, and the findings.

    ``ignored`` are findings that the setting excuses, ``unused`` the entries of it that excuse nothing.
    """

    tables: int
    columns: int
    findings: Sequence[Finding]
    ignored: Sequence[Finding] = field(default_factory=list)
    unused: Sequence[Ignore] = field(default_factory=list)

    def count(self, severity: Severity) -> int:
        """Return how many findings are of this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def fails(self, threshold: Severity | None) -> bool:
        """Tell whether a finding is at ``threshold`` or worse; ``None`` lets everything pass."""
        if threshold is None:
            return False
        order = list(Severity)
        return any(order.index(finding.severity) <= order.index(threshold) for finding in self.findings)


def split_ignored(
    findings: Iterable[Finding], entries: Sequence[Ignore]
) -> tuple[list[Finding], list[Finding], list[Ignore]]:
    """Return the findings that remain, those that an entry excuses, and the entries that excuse none."""
    findings = list(findings)
    excused = [finding for finding in findings if any(entry.matches(finding) for entry in entries)]
    remaining = [finding for finding in findings if finding not in excused]
    unused = [entry for entry in entries if not any(entry.matches(finding) for finding in findings)]
    return remaining, excused, unused


def as_text(report: Report, paint: Paint) -> Iterator[str]:
    """Yield the lines of the report: by family, by model, then the counts. ``paint`` colours by severity."""
    if not report.findings:
        yield f"No drift: {report.tables:,} tables, {report.columns:,} columns match."
    several = len({finding.database for finding in report.findings}) > 1
    for (alias, family), in_family in groupby(report.findings, key=lambda finding: (finding.database, finding.family)):
        yield f"{family} on {alias}" if several else family
        for model, in_model in groupby(in_family, key=lambda finding: finding.model):
            yield f"  {model}"
            for finding in in_model:
                sides = [f"{side} {value}" for side, value in _sides(finding) if value]
                where = [finding.column] if finding.column else []
                yield f"    {paint(finding.severity, finding.severity)} {' '.join([finding.code, *where])}" + (
                    f": {', '.join(sides)}" if sides else ""
                )
                yield f"      {finding.remedy}"
    if report.findings:
        counts = ", ".join(f"{report.count(severity):,} {severity}" for severity in Severity)
        yield f"{_number(len(report.findings), 'finding')} in {_number(report.tables, 'table')}: {counts}."
    if report.ignored:
        yield f"Ignored as the setting says: {len(report.ignored):,}."
    for entry in report.unused:
        yield f"AGENT360_MODELS['DRIFT_IGNORE'] has an entry that matches nothing: {entry.code} {entry.where}."


def as_json(report: Report) -> str:
    """Return the report as one JSON object."""
    counts = Counter(finding.severity.value for finding in report.findings)
    return json.dumps(
        {
            "version": VERSION,
            "findings": [finding.as_dict() for finding in report.findings],
            "summary": {
                "tables": report.tables,
                "columns": report.columns,
                **{severity.value: counts[severity.value] for severity in Severity},
                "ignored": len(report.ignored),
                "unused_ignores": [f"{entry.code} {entry.where}" for entry in report.unused],
            },
        },
        indent=2,
    )


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _sides(finding: Finding) -> tuple[tuple[str, str], ...]:
    return ("declared", finding.declared), ("live", finding.live)
