"""What a live table is like, as far as writing to it needs to know."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

# These types have no equality, or one that takes different values for the same.
_AS_TEXT = ("json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle", "citext", "interval")

_COLUMNS = """
SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.atthasdef OR a.attidentity <> '',
    a.attidentity = 'a',
    coalesce(e.typname, b.typname, t.typname) = ANY (%s) OR NOT coalesce(c.collisdeterministic, true)
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
WHERE a.attrelid = %s::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped
"""

_LENGTH = re.compile(r"character(?: varying)?\((\d+)\)")
_NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)")
_INTEGER_BITS = {"smallint": 16, "integer": 32, "bigint": 64}


@dataclass(frozen=True, slots=True)
class LiveColumn:
    """One column of a live table. ``sql_type`` is PostgreSQL's own spelling with modifiers.

    ``as_text`` says that two values are the same only if their text is.
    """

    sql_type: str
    has_default: bool
    is_always_identity: bool
    as_text: bool

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
        """How many characters fit."""
        found = _LENGTH.fullmatch(self.sql_type)
        return int(found[1]) if found else None

    @property
    def digits(self) -> tuple[int, int] | None:
        """How many digits fit, and how many of them behind the point."""
        found = _NUMERIC.fullmatch(self.sql_type)
        return (int(found[1]), int(found[2])) if found else None

    @property
    def integers(self) -> range | None:
        """Which whole numbers fit."""
        bits = _INTEGER_BITS.get(self.sql_type)
        return range(-(1 << bits - 1), 1 << bits - 1) if bits else None


def live_columns(cursor: Any, table: str) -> Mapping[str, LiveColumn]:
    """Return the columns of ``table``, which is written as in SQL, by name.

    Raises ``django.db.ProgrammingError`` where there is no such table.
    """
    cursor.execute(_COLUMNS, [list(_AS_TEXT), table])
    return {name: LiveColumn(*facts) for name, *facts in cursor.fetchall()}
