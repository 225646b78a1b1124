"""The field of a column, by its type."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from agent360_models.catalog import Column, ColumnFacts, TypeName
from agent360_models.drift._defaults import is_null, literal
from agent360_models.introspect._code import Call, Code
from agent360_models.introspect._sql import template

# Django's fields for PostgreSQL's types; other types keep their values as text.
_FIELDS = {
    "smallint": "models.SmallIntegerField",
    "integer": "models.IntegerField",
    "bigint": "models.BigIntegerField",
    "boolean": "models.BooleanField",
    "double precision": "models.FloatField",
    "real": "RealField",
    "numeric": "NumericField",
    "text": "models.TextField",
    "character varying": "models.CharField",
    "date": "models.DateField",
    "time without time zone": "models.TimeField",
    "timestamp with time zone": "MomentField",
    "timestamp without time zone": "MomentField",
    "uuid": "models.UUIDField",
    "bytea": "models.BinaryField",
    "jsonb": "models.JSONField",
    "tsvector": "SearchVectorField",
    "int4range": "IntegerRangeField",
    "int8range": "BigIntegerRangeField",
    "numrange": "DecimalRangeField",
    "daterange": "DateRangeField",
    "tstzrange": "DateTimeRangeField",
}
# For these types, an array is just a list of elements.
_IN_ARRAYS = {*list(_FIELDS)[:13]} - {"real"}
AUTO_FIELDS = {
    "smallint": "models.SmallAutoField",
    "integer": "models.AutoField",
    "bigint": "models.BigAutoField",
}
_TYPE = re.compile(r"(?P<name>[a-z][a-z0-9 ]*?)(?:\((?P<mods>[\d,-]+)\))?(?P<rest> with(?:out)? time zone)?")


@dataclass(frozen=True, slots=True)
class EnumClass:
    """The class of an enum type's labels; ``schema`` is ``None`` if the search path finds the type.

    ``is_new`` tells that the project has no such class yet.
    """

    name: str
    members: Mapping[str, str]  # by label
    schema: str | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Types:
    """Fields by type. ``zone`` is the zone of the local times in a ``timestamp`` without time zone."""

    enums: Mapping[TypeName, EnumClass]
    zone: str = "UTC"

    def field(self, column: Column, facts: ColumnFacts) -> Call:
        is_array = column.base.endswith("[]")
        made = self._scalar(column, facts.element if is_array else column.base)
        if column.collation and made.name in ("models.CharField", "models.TextField"):
            made = replace(made, options={**made.options, "db_collation": column.collation})
        if not is_array:
            return made
        if made.name != "PgEnumField" and _parsed(facts.element)[0] not in _IN_ARRAYS:
            return Call("AnyTypeField", [column.base])
        for _ in range(max(facts.dimensions, 1)):
            made = Call("ArrayField", [made])
        return made

    def _scalar(self, column: Column, type_sql: str) -> Call:
        enum = self.enums.get(column.type_name) if column.kind == "e" else None
        if enum is not None:
            options: dict[str, Any] = {"enum": Code(enum.name), "type_name": column.type_name[1]}
            return Call("PgEnumField", [], options | ({"schema": enum.schema} if enum.schema else {}))
        name, modifiers = _parsed(type_sql)
        made = _FIELDS.get(name)
        if column.type_name[0] != "pg_catalog" or made is None:
            return Call("AnyTypeField", [type_sql])
        options = {}
        if name == "character varying" and modifiers:
            options = {"max_length": modifiers[0]}
        elif name == "numeric" and modifiers:
            if not 0 <= modifiers[1] <= modifiers[0]:
                return Call("AnyTypeField", [type_sql])
            return Call("models.DecimalField", [], {"max_digits": modifiers[0], "decimal_places": modifiers[1]})
        elif made == "MomentField":
            options = {"zone": self.zone} if name == "timestamp without time zone" else {}
            options |= {"precision": modifiers[0]} if modifiers else {}
        elif modifiers:
            return Call("AnyTypeField", [type_sql])
        return Call(made, [], options)


def _parsed(type_sql: str) -> tuple[str, list[int]]:
    match = _TYPE.fullmatch(type_sql)
    if match is None:
        return "", []
    return match["name"] + (match["rest"] or ""), [int(part) for part in (match["mods"] or "").split(",") if part]


def default(column: Column, made: Call, enum: EnumClass | None) -> Any:
    if is_null(column.default):
        return None
    text = str(column.default)
    plain = literal(text)
    known = _plain_default(plain, text, made, enum) if isinstance(plain, str) else None
    if known is not None:
        return known
    if text in ("now()", "CURRENT_TIMESTAMP") and made.name == "MomentField":
        return Call("Now")
    return Call("RandomUUID") if text == "gen_random_uuid()" else Call("SQL", [template(text, {})])


def _plain_default(plain: str, text: str, made: Call, enum: EnumClass | None) -> Any:
    """Return a plain default as the field's value; ``None`` if only SQL can express it."""
    if enum is not None and made.name == "PgEnumField" and plain in enum.members:
        return Code(f"{enum.name}.{enum.members[plain]}")
    if made.name in ("models.CharField", "models.TextField") and "character(" not in text:
        return plain
    if made.name == "models.BooleanField" and plain in ("true", "false"):
        return plain == "true"
    if made.name in _NUMBERS and re.fullmatch(r"-?\d{1,18}", plain):
        return int(plain)
    return Code(plain) if made.name == "models.JSONField" and plain in ("{}", "[]") else None


_NUMBERS = {
    *("models.SmallIntegerField", "models.IntegerField", "models.BigIntegerField", "models.DecimalField"),
    *("models.FloatField", "NumericField", "RealField"),
}
