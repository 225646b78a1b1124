"""Coverage: the number of columns with a natural label, and with a text that adds to the name."""

from collections.abc import Iterable
from dataclasses import dataclass

from agent360_models.dictionary.structure import Dictionary, Table
from agent360_models.dictionary.words import is_spoken, says_more

__all__ = ["Coverage", "measure", "render"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The tables and columns of an app, or of all apps, and the numbers of those that are described.

    Automatic parts do not count: an undeclared ``id``, and the table of a many-to-many field.
    """

    name: str
    tables: int
    """Tables."""
    told: int
    """Tables whose model describes a row."""
    columns: int
    labels: int
    """Columns with a natural label."""
    meanings: int
    """Columns whose text adds to their name."""

    @property
    def share(self) -> float:
        """The percentage of columns with a meaning; 100 without columns."""
        return 100 * self.meanings / self.columns if self.columns else 100.0


def measure(dictionary: Dictionary) -> list[Coverage]:
    """Return the coverage of each app with tables, and the total at the end."""
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
    """Return a text table with a line for each app."""
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
    """Return the share, rounded down: only complete coverage is 100."""
    return f"{int(one.share * 10) / 10:.1f} %"
