"""The live columns of a table that rows are written to, and what they take."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from agent360_models import catalog

# These types have no equality, or one that takes different values for the same.
_AS_TEXT = ("json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle", "citext", "interval")

_LENGTH = re.compile(r"character(?: varying)?\((\d+)\)")
_NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)")
_INTEGER_BITS = {"smallint": 16, "integer": 32, "bigint": 64}


@dataclass(frozen=True, slots=True)
class LiveColumn:
    """One column of a live table. ``sql_type`` is PostgreSQL's own spelling with modifiers.

    ``type_name`` is the element type of an array, the base of a domain, otherwise the type itself.
    """

    sql_type: str
    has_default: bool
    is_always_identity: bool
    type_name: str
    is_deterministic: bool

    @property
    def as_text(self) -> bool:
        """True where two values are the same only if their text is."""
        return self.type_name in _AS_TEXT or not self.is_deterministic

    @property
    def python_type(self) -> type | None:
        """The class whose values are the same exactly if the database says so; ``None`` if there is none."""
        if self.as_text:
            return None
        if self.sql_type.startswith("character varying"):
            return str
        return {"text": str, "uuid": UUID, **dict.fromkeys(_INTEGER_BITS, int)}.get(self.sql_type)

    @property
    def length(self) -> int | None:
        """The number of characters that fit; ``None`` without a limit."""
        match = _LENGTH.fullmatch(self.sql_type)
        return int(match[1]) if match else None

    @property
    def digits(self) -> tuple[int, int] | None:
        """The number of digits that fit, and of those behind the point; ``None`` without a limit."""
        match = _NUMERIC.fullmatch(self.sql_type)
        return (int(match[1]), int(match[2])) if match else None

    @property
    def integers(self) -> range | None:
        """The whole numbers that fit; ``None`` in a column of another type."""
        bits = _INTEGER_BITS.get(self.sql_type)
        return range(-(1 << bits - 1), 1 << bits - 1) if bits else None


def live_columns(table: str, *, using: str) -> Mapping[str, LiveColumn]:
    """Return the columns of ``table``, which is written as in SQL, by name.

    Raises ``django.db.ProgrammingError`` where there is no such table.
    """
    return {name: LiveColumn(*facts) for name, *facts in catalog.columns_to_write(table, using=using)}
