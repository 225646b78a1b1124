"""Checks of the databases, with ``check --database ALIAS``; the modules that query a database are imported then."""

import itertools
from collections.abc import Iterator, Sequence

from django.apps import apps
from django.core.checks import CheckMessage, Warning  # noqa: A004  # Django's own name
from django.db import OperationalError, ProgrammingError, connections, transaction

from agent360_models import conf, families
from agent360_models.absent import is_table_absent
from agent360_models.checks._settings import check_databases
from agent360_models.routing import home_of_app


@check_databases
def check_role(databases: Sequence[str]) -> Iterator[CheckMessage]:
    """W003: the role of an alias may write read-only tables."""
    from agent360_models.tables import grants

    for alias in databases:
        try:
            tables = grants.writable_read_only_tables(alias) if connections[alias].vendor == "postgresql" else []
        except OperationalError:
            continue
        if tables:
            yield Warning(
                f"The role of alias {alias!r} may write {len(tables)} tables that AGENT360_MODELS declares read-only,"
                f" for example {tables[0]}.",
                hint="Connect as a role that may only read them; `agent360 grants --role NAME` prints one.",
                id="agent360_models.W003",
            )


@check_databases
def check_drift(databases: Sequence[str]) -> Iterator[CheckMessage]:
    """W006: tables of an alias differ from the models. Only a warning, since an error would block migrate."""
    from agent360_models import drift

    for alias in databases:
        if connections[alias].vendor != "postgresql":
            continue
        try:
            labels = _apps_that_are_there(alias)
            report = drift.examine({alias: labels}, [drift.Ignore(*entry) for entry in conf.drift_ignore()])
        except OperationalError:
            continue
        of_models = [finding for finding in report.findings if finding.model]
        worst = [finding for finding in of_models if finding.severity is not drift.Severity.INFO]
        missing = {finding.model for finding in worst if finding.code == "table.missing"}
        if bare := _without_tables(labels, missing):
            yield _not_installed(bare, alias)
            worst = [finding for finding in worst if finding.model.partition(".")[0] not in bare]
        for model, findings in itertools.groupby(worst, key=lambda finding: finding.model):
            codes = sorted({finding.code for finding in findings})
            yield Warning(
                f"{model} differs from its table on alias {alias!r}: {', '.join(codes)}.",
                hint="`manage.py agent360 drift` prints the differences and the remedies.",
                obj=model,
                id="agent360_models.W006",
            )


def _without_tables(labels: Sequence[str], missing: set[str]) -> list[str]:
    """Return the apps with unmanaged tables of which none exists."""
    models = {
        label: {model._meta.label for model in apps.get_app_config(label).get_models() if not is_table_absent(model)}
        for label in labels
        if not families.owns_tables(label)
    }
    return [label for label, each in models.items() if each and each <= missing]


def _not_installed(labels: Sequence[str], alias: str) -> CheckMessage:
    """Return one message for all these apps, the normal state of a new development database."""
    names = ", ".join(labels[:3]) + (f" and {len(labels) - 3} more" if len(labels) > 3 else "")  # noqa: PLR2004
    return Warning(
        f"Alias {alias!r} has no table of {names}. `manage.py agent360 install` creates them in a development database;"
        " otherwise set their alias in AGENT360_MODELS.",
        id="agent360_models.W006",
    )


def _apps_that_are_there(alias: str) -> list[str]:
    """Return the apps whose tables should exist: they are unmanaged, or their migrations have run."""
    labels = [label for label in families.installed() if home_of_app(label) == alias]
    if not any(map(families.owns_tables, labels)):
        return labels
    from django.db.migrations.loader import MigrationLoader

    try:
        with transaction.atomic(using=alias):
            loader = MigrationLoader(connections[alias])
    except ProgrammingError:
        return labels  # this role may not read the migrations table, so it does not migrate
    last = {label: loader.graph.leaf_nodes(label) for label in labels if families.owns_tables(label)}
    return [label for label in labels if loader.applied_migrations.keys() >= {*last.get(label, ())}]
