"""The comparison of a column's type in two releases: whether the new type is wider or narrower."""

from agent360_models.drift._types import Type, parse

_INTEGERS = {"smallint": 2, "integer": 4, "bigint": 8}
_FLOATS = {"real": 4, "double precision": 8}
_ENDLESS = float("inf")
_OF_ROOM = ("text", "character varying", "bit varying")


def change(before: str, after: str) -> str | None:
    """Return the code of the change; ``None`` if both types are the same."""
    old, new = parse(before), parse(after)
    if before.count("[]") != after.count("[]"):
        return "type.changed"
    if old == new:
        # An ENUM type with the same name in another schema is another type.
        return "type.changed" if before != after and '"' in before + after else None
    rooms = _room(old), _room(new)
    if rooms[0] is None or rooms[1] is None or rooms[0][0] != rooms[1][0]:
        return "type.changed"
    pairs = list(zip(rooms[0][1], rooms[1][1], strict=True))
    is_wider, is_narrower = any(b > a for a, b in pairs), any(b < a for a, b in pairs)
    if is_wider and is_narrower:
        return "type.mixed"
    return "type.wider" if is_wider else "type.narrower" if is_narrower else None


def _room(of: Type) -> tuple[str, tuple[float, ...]] | None:
    """Return the kind and the capacity of a type; ``None`` if it is unknown."""
    sizes = of.modifiers
    if of.name in _INTEGERS:
        return "integer", (_INTEGERS[of.name],)
    if of.name in _FLOATS:
        return "float", (_FLOATS[of.name],)
    if of.name in _OF_ROOM:
        return "bits" if of.name == "bit varying" else "text", (sizes[0] if sizes else _ENDLESS,)
    if of.name == "numeric":
        precision, scale = (sizes[0], sizes[1]) if sizes else (_ENDLESS, _ENDLESS)
        return "numeric", (precision - scale if sizes else _ENDLESS, scale)
    if of.name.startswith(("timestamp", "time")):
        return of.name, (sizes[0] if sizes else 6,)
    return None
