"""The changes that an upgrade needs in a live database, found by a drift check with the models of a contract."""

from collections.abc import Iterator, Sequence

from django.apps import apps

from agent360_models import catalog
from agent360_models.contract._changes import Change
from agent360_models.contract.rules import First
from agent360_models.contract.structure import Column, Contract, Model
from agent360_models.drift._codes import Severity
from agent360_models.drift._compare import compare
from agent360_models.drift._declared import ON_DELETE, DeclaredColumn, DeclaredRelation, DeclaredTable, DeclaredUnique
from agent360_models.drift._findings import Finding
from agent360_models.families import family_of
from agent360_models.routing import home_of_app

_SQL = {action.__name__: word for action, word in ON_DELETE.items()}
_TABLE = ("table.", "column.missing", "type.", "privilege.")
# The findings that show that the database lacks a change; without the table or the column it lacks every change.
_ABOUT = {
    "model.new": _TABLE,
    "model.table": _TABLE,
    "primary_key.changed": ("primary_key.",),
    "column.new": ("column.", "type.", "null.write"),
    "column.required": ("column.", "type."),
    "type.wider": ("type.",),
    "type.mixed": ("type.",),
    "type.changed": ("type.",),
    "default.new": ("default.missing",),
    "identity.new": ("identity.missing",),
    "generated.new": ("column.not_generated",),
    "generated.gone": ("column.generated",),
    "enum.label_new": ("enum.label_missing", "enum.default_missing"),
    "foreign_key.target": ("foreign_key.",),
}


def demands(changes: Sequence[Change], new: Contract, *, using: str) -> list[tuple[Change, Finding | None]]:
    """Return the changes that the database needs before or with the upgrade, each with the finding if it is missing.

    The changes are those of installed apps that live on the alias, or of all installed apps if no app lives on it.
    Raises ``django.db.OperationalError`` if the server cannot be reached.
    """
    asked = [change for change in changes if change.rule.first in (First.DATABASE, First.TOGETHER)]
    homes = {label: home_of_app(label) for label in new.labels if label in apps.app_configs}
    here = {label for label, home in homes.items() if home == using or using not in homes.values()}
    asked = [change for change in asked if change.model.partition(".")[0] in here and change.model in new.models]
    labels = dict.fromkeys(change.model for change in asked)
    declared = [_table(label, new) for label in labels]
    names = {table.name for table in declared}
    names |= {column.relation.table for table in declared for column in table.columns if column.relation}
    findings = compare(declared, catalog.read(names, using=using)) if declared else []
    return [(change, next(_about(change, findings), None)) for change in asked]


def _about(change: Change, findings: Sequence[Finding]) -> Iterator[Finding]:
    for finding in findings:
        if finding.model != change.model:
            continue
        if finding.code in ("table.missing", "privilege.schema"):
            yield finding
        elif change.column and finding.column != change.column:
            continue
        elif change.code == "enum.label_new":
            if finding.code.startswith(_ABOUT[change.code]) and finding.declared == change.after:
                yield finding
        elif finding.severity is not Severity.INFO and finding.code.startswith(
            ("column.missing", *_ABOUT.get(change.code, ()))
        ):
            yield finding


def _table(label: str, contract: Contract) -> DeclaredTable:
    model = contract.models[label]
    others = [other for name, other in contract.models.items() if name != label and other.place == model.place]
    app = label.partition(".")[0]
    return DeclaredTable(
        family=family_of(app) or app,
        model=label,
        schema=model.schema or None,
        name=model.table,
        is_managed=model.managed,
        is_written=True,
        has_key=True,
        expects_row_security=False,
        columns=tuple(_column(name, column, contract) for name, column in model.columns.items()),
        primary_key=model.primary_key,
        uniques=tuple(_uniques(model)),
        indexes=(),
        checks=model.checks,
        exclusions={},
        unique_expressions={},
        composites=(),
        triggers=None,
        is_extension=any(model.columns[key].target.startswith(f"{name}.") for key, name in _keys(label, contract)),
        others_columns=frozenset(name for other in others for name in other.columns),
    )


def _keys(label: str, contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield the key columns of a model with each other model on its table, which the key of an extension references."""
    model = contract.models[label]
    for name, other in contract.models.items():
        if name != label and other.place == model.place:
            yield from ((key, name) for key in model.primary_key if key in model.columns)


def _uniques(model: Model) -> Iterator[DeclaredUnique]:
    for unique in model.uniques:
        if model.columns.keys() >= {*unique.columns}:
            condition = f"({unique.condition})" if unique.condition else ""
            yield DeclaredUnique(
                frozenset(unique.columns), condition, unique.deferrable, nulls_not_distinct=not unique.nulls_distinct
            )


def _column(name: str, column: Column, contract: Contract) -> DeclaredColumn:
    return DeclaredColumn(
        name=name,
        type=column.type,
        is_null=column.null,
        other_types=column.other_types,
        is_auto=column.identity,
        is_generated=bool(column.generated),
        has_db_default=bool(column.default),
        is_filled=True,
        check=f"CHECK ({column.check})" if column.check else "",
        collation=column.collation or None,
        labels=column.labels or None,
        relation=_relation(column, contract),
    )


def _relation(column: Column, contract: Contract) -> DeclaredRelation | None:
    label, _dot, target = column.target.rpartition(".")
    model = contract.models.get(label)
    if model is None:  # an app that the contract does not include
        return None
    word = _SQL.get(column.on_delete.removeprefix("DB_"))
    return DeclaredRelation(model.schema or None, model.table, target, column.constrained, word)
