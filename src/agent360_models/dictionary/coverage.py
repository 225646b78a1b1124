"""Coverage: how many columns have a label that a person would say, and a text that says more than the name."""

from collections.abc import Iterable
from dataclasses import dataclass

from agent360_models.dictionary.structure import Dictionary, Table
from agent360_models.dictionary.words import is_spoken, says_more

__all__ = ["Coverage", "measure", "render"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The columns of an app, or of all, that somebody could describe, and those that somebody has described.

    What Django adds by itself does not count: an ``id`` that nobody declares, the table of a many-to-many field.
    """

    name: str
    tables: int
    """Tables."""
    told: int
    """Tables whose model says what a row is."""
    columns: int
    labels: int
    """Columns with a label that a person would say."""
    meanings: int
    """Columns whose text says more than their name."""

    @property
    def share(self) -> float:
        """The columns that have a meaning, of a hundred; 100 where there are none."""
        return 100 * self.meanings / self.columns if self.columns else 100.0


def measure(dictionary: Dictionary) -> list[Coverage]:
    """Return the coverage of each app that has tables, and of all together at the end."""
    found = [_of(app.label, app.tables) for app in dictionary.apps if app.tables]
    return [*found, _of("total", dictionary.tables.values())]


def _of(name: str, tables: Iterable[Table]) -> Coverage:
    tables = [table for table in tables if not table.automatic]
    columns = [(table, column) for table in tables for column in table.columns if not column.automatic]
    return Coverage(
        name,
        tables=len(tables),
        told=sum(bool(table.meaning) for table in tables),
        columns=len(columns),
        labels=sum(is_spoken(*pair) for pair in columns),
        meanings=sum(says_more(*pair) for pair in columns),
    )


def render(coverage: Iterable[Coverage]) -> str:
    """Return a table for people, a line for each app."""
    head = ("app", "tables", "with a text", "columns", "with a label", "with a meaning")
    rows = [
        (
            one.name,
            str(one.tables),
            str(one.told),
            str(one.columns),
            str(one.labels),
            f"{one.meanings} ({_percent(one)})",
        )
        for one in coverage
    ]
    widths = [max(map(len, cells)) for cells in zip(head, *rows, strict=True)]
    lines = (
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in (head, *rows)
    )
    return "\n".join([*lines, ""])


def _percent(one: Coverage) -> str:
    """Return the share, rounded down: 100 is for everything alone."""
    return f"{int(one.share * 10) / 10:.1f} %"
