"""One change from a release to the next, and the part of the version that some of them need."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from agent360_models.contract.rules import RULES, Effect, First, Rule


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its code, its place, and both sides; ``str()`` is one line for a person.

    ``column`` is empty where several are meant, or the table; ``name`` is that of a constraint.
    ``before`` and ``after`` are empty where there is no such side.
    """

    code: str
    model: str
    column: str = ""
    before: str = ""
    after: str = ""
    name: str = ""

    @property
    def rule(self) -> Rule:
        """The rule of its code."""
        return RULES[self.code]

    @property
    def breaks(self) -> bool:
        """Tell whether it breaks somebody."""
        return Effect.BREAKS in (self.rule.reader, self.rule.writer)

    @property
    def adds(self) -> bool:
        """Tell whether there is more than before, or the database has to move first."""
        is_additive = Effect.ADDITIVE in (self.rule.reader, self.rule.writer)
        return is_additive or self.rule.first in (First.DATABASE, First.TOGETHER)

    @property
    def place(self) -> str:
        """The name by which a changelog names it: ``app.Model.column``, or the name of a constraint, or the model."""
        last = self.column or self.name
        return f"{self.model}.{last}" if last else self.model

    @property
    def sides(self) -> str:
        """Both sides, as a person reads them."""
        if self.before and self.after:
            return f"{self.before} → {self.after}"
        return self.before or self.after

    @property
    def fingerprint(self) -> str:
        """Twelve characters that are the same for the same change, in whichever order changes come."""
        parts = (self.code, self.model, self.column, self.name, self.before, self.after)
        return sha256("\0".join(parts).encode()).hexdigest()[:12]

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "code": self.code,
            "model": self.model,
            "column": self.column,
            "before": self.before,
            "after": self.after,
            "reader": self.rule.reader.value,
            "writer": self.rule.writer.value,
            "first": self.rule.first.value,
            "fingerprint": self.fingerprint,
        }

    def __str__(self) -> str:
        return f"{self.place}: {self.rule.what}{f' ({self.sides})' if self.sides else ''}"


def step(changes: Iterable[Change]) -> str:
    """Return the part of a version from 1.0 on that changes need: major, minor or patch."""
    changes = list(changes)
    if any(change.breaks for change in changes):
        return "major"
    return "minor" if any(change.adds for change in changes) else "patch"
