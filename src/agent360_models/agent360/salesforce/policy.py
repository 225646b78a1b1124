"""The Salesforce rules for staged rows: missing parents, and the watermark of an object."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db.models import ForeignKey, Model

from agent360_models import absent
from agent360_models.agent360.salesforce.placeholder_rows import write_stubs
from agent360_models.bulk._stage import Stage
from agent360_models.loading._one_object import ObjectLoad
from agent360_models.loading._policy import Policy
from agent360_models.routing import home_of

__all__ = ["MissingParents", "SalesforcePolicy"]

MissingParents = Literal["reject", "stub"]  # what load() does with a row whose parent is missing


class SalesforcePolicy(Policy):
    """The Salesforce rules; ``missing_parents`` sets the treatment of a row whose parent is missing."""

    blames_key = True
    trusts_model = True

    def __init__(self, missing_parents: MissingParents) -> None:
        self.missing_parents = missing_parents
        self.is_alone = missing_parents == "stub"

    def settle_parents(self, load: ObjectLoad) -> None:
        """Reject the rows whose parent is missing, or write stubs for the parents.

        A rejected row may be the parent of another row in the file, so this repeats until no row is rejected.
        """
        columns: list[ForeignKey[Any, Any]] = [
            column for column in load.stage.columns if isinstance(column, ForeignKey) and _is_beside(load.model, column)
        ]
        if self.missing_parents == "stub":
            for column in columns:
                _write_stubs(load, column)
            return
        while sum(
            load.reject_staged(
                _has_no_parent(load.stage, column), column, f"no such row in {column.related_model._meta.db_table}"
            )
            for column in columns
        ):
            pass

    def watermark(self, load: ObjectLoad) -> datetime | None:
        """Return the time of the newest change among the written rows."""
        stage = load.stage
        found: datetime | None = stage.query(f"SELECT max({stage.age}) FROM {stage.where}")[0][0]
        return found


def _write_stubs(load: ObjectLoad, column: ForeignKey[Any, Any]) -> None:
    stage, parent = load.stage, column.related_model
    ids = stage.query(
        f"SELECT DISTINCT s.{stage.column(column)} FROM {stage.where} s"
        f" WHERE {_has_no_parent(stage, column)} ORDER BY 1"
    )
    written = write_stubs(parent, [sf_id for (sf_id,) in ids], using=load.using)
    if written:
        load.report.stubs[parent._meta.db_table] += written


def _is_beside(model: type[Model], column: ForeignKey[Any, Any]) -> bool:
    """Tell whether the parents are in the same database, so that they can be looked up."""
    return not absent.is_table_absent(column.related_model) and home_of(model) == home_of(column.related_model)


def _has_no_parent(stage: Stage, column: ForeignKey[Any, Any]) -> str:
    """Return the condition that a staged row ``s`` refers to a missing row."""
    parent = column.related_model
    value, key = f"s.{stage.column(column)}", stage.column(column.target_field)
    places = [stage.quote(parent._meta.db_table), *([stage.where] if parent is stage.model else [])]
    nowhere = [f"NOT EXISTS (SELECT 1 FROM {place} p WHERE p.{key} = {value})" for place in places]
    return " AND ".join([f"{value} IS NOT NULL", *nowhere])
