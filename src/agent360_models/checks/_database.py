"""The databases themselves, where ``check --database ALIAS`` asks for them."""

import itertools
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004  # Django's own name
from django.db import OperationalError, ProgrammingError, connections, transaction
from django.db.migrations.loader import MigrationLoader

from agent360_models import conf, drift, families
from agent360_models.checks._settings import is_sound
from agent360_models.routing import home_of_app
from agent360_models.tables import grants


@register(Tags.database)
def check_role(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """W003: the role of an alias may write no table that the setting declares read-only."""
    if not databases or not is_sound():
        return []
    found: list[CheckMessage] = []
    for alias in databases:
        try:
            tables = grants.writable_read_only_tables(alias) if connections[alias].vendor == "postgresql" else []
        except OperationalError:
            continue
        if tables:
            found.append(
                Warning(
                    f"The role of alias {alias!r} may write {len(tables)} tables that AGENT360_MODELS declares"
                    f" read-only, {tables[0]} among them.",
                    hint="Connect as a role that may only read them; `agent360 grants --role NAME` prints one.",
                    id="agent360_models.W003",
                )
            )
    return found


@register(Tags.database)
def check_drift(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """W006: the tables of an alias are as the models declare them. A warning only: an error would block migrate."""
    if not databases or not is_sound():
        return []
    found: list[CheckMessage] = []
    for alias in databases:
        if connections[alias].vendor != "postgresql":
            continue
        try:
            labels = [
                label for label in families.installed() if home_of_app(label) == alias and _is_there(label, alias)
            ]
            report = drift.examine({alias: labels}, [drift.Ignore(*entry) for entry in conf.drift_ignore()])
        except OperationalError:
            continue
        worst = [finding for finding in report.findings if finding.severity is not drift.Severity.INFO]
        for model, findings in itertools.groupby(worst, key=lambda finding: finding.model):
            codes = sorted({finding.code for finding in findings})
            found.append(
                Warning(
                    f"{model} differs from its table on alias {alias!r}: {', '.join(codes)}.",
                    hint="`manage.py agent360 drift` says what differs and what to do.",
                    obj=model,
                    id="agent360_models.W006",
                )
            )
    return found


def _is_there(label: str, alias: str) -> bool:
    """Tell whether the app's tables should be there: somebody else made them, or its migrations have run."""
    if not families.owns_tables(label):
        return True
    try:
        with transaction.atomic(using=alias):
            loader = MigrationLoader(connections[alias])
    except ProgrammingError:
        return True  # a role that may not read the list of migrations is not the one that migrates
    return all(migration in loader.applied_migrations for migration in loader.graph.leaf_nodes(label))
