"""The live columns of a table that rows are written to, and what they take."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from agent360_models import catalog

# The equality of these types takes different values for the same.
_AS_TEXT = ("box", "citext", "interval")

_LENGTH = re.compile(r"character(?: varying)?\((\d+)\)")
_NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)")
_INTEGER_BITS = {"smallint": 16, "integer": 32, "bigint": 64}


@dataclass(frozen=True, slots=True)
class LiveColumn:
    """One column of a live table. ``sql_type`` is PostgreSQL's own spelling with modifiers.

    ``base_type`` is what a domain is over, through other domains; ``None`` of any other type. ``type_name`` is what
    is at the end of arrays and domains, and ``has_equality`` whether that has an ``=`` of its own; ``is_enum`` is
    false of an array.
    """

    sql_type: str
    base_type: str | None
    has_default: bool
    is_always_identity: bool
    type_name: str
    is_deterministic: bool
    has_equality: bool
    is_enum: bool

    @property
    def as_text(self) -> bool:
        """True where two values are the same only if their text is."""
        return not self.has_equality or self.type_name in _AS_TEXT or not self.is_deterministic

    @property
    def compared_as(self) -> str:
        """The cast with which values are compared, or nothing: a domain over an enum has no ``=`` of its own."""
        return f"::{self.base_type}" if self.is_enum and self.base_type else ""

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
