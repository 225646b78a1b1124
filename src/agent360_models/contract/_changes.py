"""One change between two releases, and the version step that a set of changes needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from agent360_models.contract.rules import RULES, Effect, First, Rule


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its code, its place, and both sides; ``str()`` is one readable line.

    ``column`` is empty for a change of the table or of several columns; ``name`` is the name of a constraint.
    ``before`` or ``after`` is empty if that side does not exist.
    """

    code: str
    model: str
    column: str = ""
    before: str = ""
    after: str = ""
    name: str = ""

    @property
    def rule(self) -> Rule:
        """The rule of the change's code."""
        return RULES[self.code]

    @property
    def breaks(self) -> bool:
        """Whether the change breaks readers or writers."""
        return Effect.BREAKS in (self.rule.reader, self.rule.writer)

    @property
    def adds(self) -> bool:
        """Whether the change is additive, or the database must change first."""
        is_additive = Effect.ADDITIVE in (self.rule.reader, self.rule.writer)
        return is_additive or self.rule.first in (First.DATABASE, First.TOGETHER)

    @property
    def place(self) -> str:
        """The name for a changelog: ``app.Model.column``, ``app.Model.constraint``, or the model."""
        last = self.column or self.name
        return f"{self.model}.{last}" if last else self.model

    @property
    def sides(self) -> str:
        """Both sides as text."""
        if self.before and self.after:
            return f"{self.before} → {self.after}"
        return self.before or self.after

    @property
    def fingerprint(self) -> str:
        """Twelve characters that identify the change, independent of the order of changes."""
        parts = (self.code, self.model, self.column, self.name, self.before, self.after)
        return sha256("\0".join(parts).encode()).hexdigest()[:12]

    def as_dict(self) -> dict[str, Any]:
        """Return the change for JSON."""
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
    """Return the version step that changes need from 1.0 on: major, minor or patch."""
    changes = list(changes)
    if any(change.breaks for change in changes):
        return "major"
    return "minor" if any(change.adds for change in changes) else "patch"
