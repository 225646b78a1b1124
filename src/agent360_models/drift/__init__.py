"""The drift check: compares the models with the live catalog.

``_declared`` reads the models, and ``agent360_models.catalog`` reads the database. ``_compare`` and ``_constraints``
are pure and do no I/O; ``_texts`` and ``_defaults`` parse SQL for them. ``_codes`` defines the severity and the remedy
of each kind of finding, and ``_report`` writes the report. ``_baseline`` is a stricter comparison, with the reference
DDL instead of the models.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.apps import apps

from agent360_models import catalog, poolers
from agent360_models.drift import _baseline
from agent360_models.drift._codes import CODES, Code, Severity
from agent360_models.drift._compare import compare
from agent360_models.drift._declared import DeclaredTable, declare
from agent360_models.drift._findings import Finding
from agent360_models.drift._report import Ignore, Paint, Report, as_json, as_text, split_ignored
from agent360_models.secrets import MASK
from agent360_models.secrets.columns import is_secret

__all__ = [
    "CODES",
    "Code",
    "Finding",
    "Ignore",
    "Paint",
    "Report",
    "Severity",
    "as_json",
    "as_text",
    "examine",
    "find",
]


def find(labels: Iterable[str], *, using: str) -> list[Finding]:
    """Return the differences between the models of installed apps, also of projects, and the tables on ``using``.

    It takes eight queries for any number of tables. Raises ``django.db.OperationalError`` if the server cannot be
    reached.
    """
    return _without_secrets(_find(declare(labels, using=using), using=using))


def examine(
    aliases: Mapping[str, Sequence[str]], ignore: Sequence[Ignore] = (), *, reference_on: str | None = None
) -> Report:
    """Return a report on the apps of each alias, without the findings that match ``ignore``.

    With ``reference_on``, the alias of a scratch database, the reference DDL is installed there, and the live catalog
    must match its catalog exactly.

    Raises ``django.db.OperationalError`` if a server cannot be reached, and ``InstallRefusedError`` if the scratch
    database already has the tables or no app has reference DDL.
    """
    if reference_on is not None:
        _baseline.require_ddl(label for labels in aliases.values() for label in labels)
    tables: list[DeclaredTable] = []
    findings: list[Finding] = []
    for alias, labels in aliases.items():
        declared = declare(labels, using=alias)
        here = _find(declared, using=alias)
        if reference_on is not None:
            here += _baseline.find(labels, using=alias, baseline=reference_on)
        place = {table.model: number for number, table in enumerate(declared)}
        here.sort(key=lambda finding, place=place: place[finding.model])  # type: ignore[misc]
        findings += _of_connection(alias)
        findings += [replace(finding, database=alias) for finding in _without_secrets(here)]
        tables += declared
    looked_at = {label for labels in aliases.values() for label in labels}
    ignore = [entry for entry in ignore if entry.concerns(looked_at, with_baseline=reference_on is not None)]
    tables = [table for table in tables if not table.is_absent]
    return Report(len(tables), sum(len(table.columns) for table in tables), *split_ignored(findings, ignore))


def _of_connection(alias: str) -> list[Finding]:
    return [
        Finding(f"connection.{wrong.kind}", "", "", "", declared=wrong.setting, live="a pooler", database=alias)
        for wrong in poolers.wrong_settings(alias)
    ]


def _without_secrets(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with asterisks in place of the defaults of secret columns."""
    shown = []
    for finding in findings:
        model = apps.get_model(finding.model) if "default" in finding.code and finding.column else None
        secret = {field.column for field in model._meta.fields if is_secret(model, field)} if model else set()
        if finding.column in secret:
            masked = {side: MASK for side in ("declared", "live") if getattr(finding, side)}
            shown.append(replace(finding, **masked))
        else:
            shown.append(finding)
    return shown


def _find(declared: Sequence[DeclaredTable], *, using: str) -> list[Finding]:
    names = {name for table in declared for name in (table.name, table.name.rpartition(".")[2])}
    names |= {column.relation.table for table in declared for column in table.columns if column.relation}
    names |= {composite.table for table in declared for composite in table.composites}
    return compare(declared, catalog.read(names, using=using))
