"""One difference between a model and its live table."""

from dataclasses import asdict, dataclass
from typing import Any

from agent360_models.drift._codes import CODES, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: its place, both sides, and the remedy; ``str()`` is one line for a person.

    ``column`` is empty where the table as a whole is meant, ``declared`` and ``live`` where there is no such side.
    ``database`` is the alias that was looked at, where a report says so.
    """

    code: str
    family: str
    model: str
    table: str
    column: str = ""
    declared: str = ""
    live: str = ""
    database: str = ""

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return CODES[self.code].severity

    @property
    def remedy(self) -> str:
        """The remedy of its code, with the names filled in."""
        names = {"table": self.table, "column": self.column, "declared": self.declared, "live": self.live}
        return CODES[self.code].remedy.format(**names)

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {**asdict(self), "severity": self.severity.value, "remedy": self.remedy}

    def __str__(self) -> str:
        where = f"{self.model}.{self.column}" if self.column else self.model
        sides = [f"{side} {value}" for side, value in (("declared", self.declared), ("live", self.live)) if value]
        return f"{self.severity}: {self.code}: {where}{': ' if sides else ''}{', '.join(sides)}. {self.remedy}"
