"""One difference between a model and its live table."""

from dataclasses import asdict, dataclass
from string import Formatter
from typing import Any

from agent360_models.drift._codes import CODES, Severity
from agent360_models.drift._defaults import in_django


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: its place, both sides, and the remedy; ``str()`` is one line for a person.

    ``column`` is empty where the table as a whole is meant, ``declared`` and ``live`` where there is no such side;
    ``family``, ``model`` and ``table`` where the connection is.
    ``database`` is the alias that was looked at, where a report says so. ``absent`` is what the setting ``ABSENT`` may
    say of the model instead: a column, or ``*``.
    """

    code: str
    family: str
    model: str
    table: str
    column: str = ""
    declared: str = ""
    live: str = ""
    database: str = ""
    absent: str = ""

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return CODES[self.code].severity

    @property
    def place(self) -> str:
        """The model, or ``Model.column``; of a connection the alias."""
        return f"{self.model}.{self.column}" if self.column else self.model or self.database

    @property
    def remedy(self) -> str:
        """The two ways out of its code, the project's first, with the names filled in."""
        code = CODES[self.code]
        in_database = self._filled(code.in_database)
        entry = f'AGENT360_MODELS["ABSENT"] = {{"{self.model}": ["{self.absent}"]}}'
        without = f" Or go on without it: {entry}." if self.absent else ""
        return self._filled(code.in_project) + without + (f" Or in the database: {in_database}" if in_database else "")

    def _filled(self, text: str) -> str:
        """Fill in the names, without the lines about a side that the finding does not have."""
        names = {"table": self.table, "column": self.column, "declared": self.declared, "live": self.live}
        names |= {f"qualified_{side}": _qualified(names[side]) for side in ("table", "live")}
        names["db_default"] = in_django(self.live)
        lines = [line for line in text.split("\n") if all(names[name] for name in _names_in(line))]
        return " ".join(line.format(**names) for line in lines)

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        found = {**asdict(self), "severity": self.severity.value, "remedy": self.remedy}
        del found["absent"]  # the remedy has it
        return found

    def __str__(self) -> str:
        sides = [f"{side} {value}" for side, value in (("declared", self.declared), ("live", self.live)) if value]
        return f"{self.severity}: {self.code}: {self.place}{': ' if sides else ''}{', '.join(sides)}. {self.remedy}"


def _names_in(template: str) -> list[str]:
    return [name for _text, name, _spec, _conversion in Formatter().parse(template) if name]


def _qualified(tables: str) -> str:
    """Return tables, written ``schema.table, schema.table``, as Python writes them in a model's ``db_table``."""
    parts = [table.partition(".") for table in tables.split(", ") if "." in table]
    return " or ".join(f'qualified("{schema}", "{name}")' for schema, _dot, name in parts)
