"""One difference between a model and its live table."""

from dataclasses import asdict, dataclass
from string import Formatter
from typing import Any

from agent360_models.drift._codes import CODES, Severity
from agent360_models.drift._defaults import in_django


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: its place, both sides, and the remedy; ``str()`` is one readable line.

    ``column`` is empty for a finding about the whole table, and ``declared`` or ``live`` if that side is missing.
    ``family``, ``model`` and ``table`` are empty for a finding about the connection. ``database`` is the alias, set in
    a report. ``absent`` is the entry for the model in the setting ``ABSENT`` that would remove the finding: a column,
    or ``*``.
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
        """The severity of the finding's code."""
        return CODES[self.code].severity

    @property
    def place(self) -> str:
        """The model or ``Model.column``; for a connection the alias."""
        return f"{self.model}.{self.column}" if self.column else self.model or self.database

    @property
    def remedy(self) -> str:
        """The remedies of the finding's code, the project's first, with the names filled in."""
        code = CODES[self.code]
        in_database = self._filled(code.in_database)
        entry = f'AGENT360_MODELS["ABSENT"] = {{"{self.model}": ["{self.absent}"]}}'
        without = f" Or continue without it: {entry}." if self.absent else ""
        return self._filled(code.in_project) + without + (f" Or in the database: {in_database}" if in_database else "")

    def _filled(self, text: str) -> str:
        """Fill in the names, and drop lines about a side that the finding lacks."""
        names = {"table": self.table, "column": self.column, "declared": self.declared, "live": self.live}
        names |= {f"qualified_{side}": _qualified(names[side]) for side in ("table", "live")}
        names["db_default"] = in_django(self.live)
        lines = [line for line in text.split("\n") if all(names[name] for name in _names_in(line))]
        return " ".join(line.format(**names) for line in lines)

    def as_dict(self) -> dict[str, Any]:
        """Return the finding for JSON."""
        found = {**asdict(self), "severity": self.severity.value, "remedy": self.remedy}
        del found["absent"]  # the remedy has it
        return found

    def __str__(self) -> str:
        sides = [f"{side} {value}" for side, value in (("declared", self.declared), ("live", self.live)) if value]
        return f"{self.severity}: {self.code}: {self.place}{': ' if sides else ''}{', '.join(sides)}. {self.remedy}"


def _names_in(template: str) -> list[str]:
    return [name for _text, name, _spec, _conversion in Formatter().parse(template) if name]


def _qualified(tables: str) -> str:
    """Return tables of the form ``schema.table, schema.table`` as Python code for ``db_table``."""
    parts = [table.partition(".") for table in tables.split(", ") if "." in table]
    return " or ".join(f'qualified("{schema}", "{name}")' for schema, _dot, name in parts)
