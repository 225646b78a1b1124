"""The live columns of a table that rows are written to, and the values that fit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from agent360_models import catalog

# The = of these types is true of different values.
_AS_TEXT = ("box", "citext", "interval")

_LENGTH = re.compile(r"character(?: varying)?\((\d+)\)")
_NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)")
_INTEGER_BITS = {"smallint": 16, "integer": 32, "bigint": 64}


@dataclass(frozen=True, slots=True)
class LiveColumn:
    """One column of a live table. ``sql_type`` is PostgreSQL's own spelling with modifiers.

    ``base_type`` is the type below a domain, through nested domains; ``None`` for other types. ``type_name`` is the
    innermost type of arrays and domains, and ``has_equality`` tells whether that type has an ``=`` operator.
    ``is_enum`` is false for an array.
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
        """True if two values are the same only when their texts are."""
        return not self.has_equality or self.type_name in _AS_TEXT or not self.is_deterministic

    @property
    def compared_as(self) -> str:
        """The cast for comparing values, or an empty string: a domain over an enum has no ``=`` operator."""
        return f"::{self.base_type}" if self.is_enum and self.base_type else ""

    @property
    def python_type(self) -> type | None:
        """The class whose equality agrees with the database's; ``None`` if there is no such class."""
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
        """The total number of digits that fit, and the number of decimal places; ``None`` without a limit."""
        match = _NUMERIC.fullmatch(self.sql_type)
        return (int(match[1]), int(match[2])) if match else None

    @property
    def integers(self) -> range | None:
        """The integers that fit; ``None`` for a column of another type."""
        bits = _INTEGER_BITS.get(self.sql_type)
        return range(-(1 << bits - 1), 1 << bits - 1) if bits else None


def live_columns(table: str, *, using: str) -> Mapping[str, LiveColumn]:
    """Return the columns by name; ``table`` is a name quoted as in SQL.

    Raises ``django.db.ProgrammingError`` if the table does not exist.
    """
    return {name: LiveColumn(*facts) for name, *facts in catalog.columns_to_write(table, using=using)}
