"""The comparison of two PostgreSQL types: a field's and its column's."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

# Other spellings, in Django and SQL, of the names that format_type() returns.
_ALIASES = {
    "varchar": "character varying",
    "char": "character",
    "bool": "boolean",
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "serial": "integer",
    "smallserial": "smallint",
    "bigserial": "bigint",
    "decimal": "numeric",
    "float4": "real",
    "float8": "double precision",
    "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone",
    "timetz": "time with time zone",
    "time": "time without time zone",
    "varbit": "bit varying",
}
_IMPLIED = {"timestamp": (6,), "time": (6,), "interval": (6,)}
_INTEGERS = {"smallint": 2, "integer": 4, "bigint": 8}
_PATTERN = re.compile(
    r'^(?:(?P<schema>"(?:[^"]|"")+"|[^"(\[.]+)\.)?(?P<name>"(?:[^"]|"")+"|[^"(\[]+?)\s*'
    r"(?:\((?P<mods>[\d,\s-]+)\))?(?P<rest>[a-z ]*)(?P<array>(?:\[\d*\])*)$"
)


@dataclass(frozen=True, slots=True)
class Type:
    """A parsed type: ``numeric(18,2)[]`` is ``Type("numeric", (18, 2), True)``. Its schema is not compared."""

    name: str
    modifiers: tuple[int, ...] = ()
    is_array: bool = False
    schema: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        modifiers = f"({','.join(map(str, self.modifiers))})" if self.modifiers else ""
        return f"{self.name}{modifiers}{'[]' if self.is_array else ''}"


@lru_cache(maxsize=1024)
def parse(text: str) -> Type:
    """Parse a type in Django's or PostgreSQL's spelling, with its names as the catalog has them, without quotes."""
    match = _PATTERN.match(text.strip())
    if match is None:
        return Type(text.strip().lower())  # for example geometry(Point,4326)
    name = match["name"] if match["name"].startswith('"') else (match["name"] + match["rest"]).strip()
    modifiers = tuple(int(part) for part in (match["mods"] or "").split(",") if part.strip())
    name = _bare(name) if name.startswith('"') else _ALIASES.get(name.lower(), name.lower())
    if name.startswith("interval ") and name.endswith("second"):
        name = "interval"  # fields such as day to second lose nothing
    if name in ("character", "bit") and not modifiers:
        modifiers = (1,)
    elif modifiers == _IMPLIED.get(name.partition(" ")[0]):
        modifiers = ()
    elif name == "numeric" and len(modifiers) == 1:
        modifiers = (*modifiers, 0)
    return Type(name, modifiers, bool(match["array"]), match["schema"] and _bare(match["schema"]))


def _bare(name: str) -> str:
    """Return a name without quotes, which keep dots in it; ``"integer"`` is not ``integer``, and keeps its quotes."""
    if not name.startswith('"') or name[1:-1] in _ALIASES.values():
        return name
    return name[1:-1].replace('""', '"')


def difference(declared: Type, live: Type, *, is_enum: bool) -> str | None:
    """Return the code of the difference; ``None`` if the types are equivalent for reads and writes.

    ``is_enum`` tells that the column has a native ENUM type.
    """
    if declared == live:
        return None
    if declared.is_array != live.is_array:
        return "type.differs"
    kinds = _KINDS.get(declared.name, declared.name), _KINDS.get(live.name, live.name)
    if is_enum and kinds[0] == "text":
        return "type.enum_as_text"
    if kinds in _SPECIAL:
        return _SPECIAL[kinds](declared, live)
    return "type.modifier" if declared.name == live.name else "type.differs"


def _integer_difference(declared: Type, live: Type) -> str:
    is_wider = _INTEGERS[live.name] > _INTEGERS[declared.name]
    return "type.integer_wider" if is_wider else "type.integer_narrower"


def _text_difference(declared: Type, live: Type) -> str | None:
    wanted, held = (side.modifiers[0] if side.modifiers else None for side in (declared, live))
    if held is not None and (wanted is None or held < wanted):
        return "type.length_shorter"
    if (live.name == "citext") != (declared.name == "citext"):
        return "type.case_insensitive"
    return "type.length_longer" if wanted != held else None


def _numeric_difference(declared: Type, live: Type) -> str | None:
    if not live.modifiers:
        return "type.numeric_wider"
    if not declared.modifiers:
        return "type.numeric_narrower"
    (wanted, wanted_scale), (held, held_scale) = ((side.modifiers[0], side.modifiers[1]) for side in (declared, live))
    if held - held_scale < wanted - wanted_scale:
        return "type.numeric_narrower"
    return "type.numeric_rounds" if held_scale < wanted_scale else "type.numeric_wider"


def _moment_difference(declared: Type, live: Type) -> str:
    return "type.precision" if declared.name == live.name else "type.time_zone"


def _time_difference(declared: Type, live: Type) -> str:
    return "type.precision" if declared.name == live.name else "type.time_of_day"


# Related types that need a closer comparison than by name, by the kinds of both sides.
_KINDS = {
    **dict.fromkeys(_INTEGERS, "integer"),
    **dict.fromkeys(("character varying", "text", "citext"), "text"),
    **dict.fromkeys(("real", "double precision"), "float"),
    **dict.fromkeys(("json", "jsonb"), "json"),
    **dict.fromkeys(("timestamp with time zone", "timestamp without time zone"), "timestamp"),
    **dict.fromkeys(("time with time zone", "time without time zone"), "time"),
}
_SPECIAL: dict[tuple[str, str], Callable[[Type, Type], str | None]] = {
    ("integer", "integer"): _integer_difference,
    ("text", "text"): _text_difference,
    ("text", "character"): lambda *_: "type.padded",
    ("numeric", "numeric"): _numeric_difference,
    ("numeric", "float"): lambda *_: "type.float",
    ("float", "numeric"): lambda *_: "type.float",
    ("float", "float"): lambda *_: "type.float",
    **dict.fromkeys([(kind, "money") for kind in ("numeric", "float", "integer")], lambda *_: "type.money"),
    ("json", "json"): lambda *_: "type.json",
    ("timestamp", "timestamp"): _moment_difference,
    ("time", "time"): _time_difference,
}
