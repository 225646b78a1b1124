"""The dictionary as CSV, for a spreadsheet: one line per column."""

import csv
from io import StringIO

from agent360_models.bulk._cells import safe_cell
from agent360_models.dictionary.structure import App, Column, Dictionary, Table

__all__ = ["COLUMNS", "render"]

COLUMNS = (  # the header, in a stable order: new entries come at the end
    *("family", "app", "model", "schema", "table", "column", "attribute", "type", "null", "key", "label", "meaning"),
    *("values", "points_at", "sources", "secret", "personal"),
)
_FLAGS = {True: "true", False: "false"}


def render(dictionary: Dictionary) -> str:
    """Return a line for each column; a cell that a spreadsheet would run as a formula starts with an apostrophe."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for app in dictionary.apps:
        for table in app.tables:
            writer.writerows(map(safe_cell, _row(app, table, column)) for column in table.columns)
    return text.getvalue()


def _row(app: App, table: Table, column: Column) -> list[str]:
    return [
        app.family,
        app.label,
        table.model,
        table.schema,
        table.name,
        column.name,
        column.attribute,
        column.type,
        _FLAGS[column.null],
        _FLAGS[column.key],
        column.label,
        column.meaning,
        "; ".join(f"{value} ({label})" for value, label in column.values),
        column.points_at or "",
        "; ".join(column.sources),
        _FLAGS[column.secret],
        _FLAGS[column.personal],
    ]
