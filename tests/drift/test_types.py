"""Types taken apart, and compared."""

import pytest

from agent360_models.drift._types import Type, difference, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("varchar(18)", Type("character varying", (18,))),
        ("character varying(18)", Type("character varying", (18,))),
        ("varchar", Type("character varying")),
        ("varchar(50)[]", Type("character varying", (50,), is_array=True)),
        ("character varying(18)[]", Type("character varying", (18,), is_array=True)),
        ("integer[][]", Type("integer", is_array=True)),
        ("integer[3]", Type("integer", is_array=True)),
        ("char", Type("character", (1,))),
        ("character(1)", Type("character", (1,))),
        ('"char"', Type("char")),
        ("text", Type("text")),
        ("TEXT", Type("text")),
        ("numeric", Type("numeric")),
        ("numeric(18, 2)", Type("numeric", (18, 2))),
        ("numeric(18,2)", Type("numeric", (18, 2))),
        ("decimal(18)", Type("numeric", (18, 0))),
        ("numeric(3,-2)", Type("numeric", (3, -2))),
        ("integer", Type("integer")),
        ("int4", Type("integer")),
        ("serial", Type("integer")),
        ("bigserial", Type("bigint")),
        ("double precision", Type("double precision")),
        ("float8", Type("double precision")),
        ("boolean", Type("boolean")),
        ("bool", Type("boolean")),
        ("timestamp with time zone", Type("timestamp with time zone")),
        ("timestamptz", Type("timestamp with time zone")),
        ("timestamp(3) with time zone", Type("timestamp with time zone", (3,))),
        ("timestamp(6) without time zone", Type("timestamp without time zone")),
        ("timestamp", Type("timestamp without time zone")),
        ("time(0) with time zone", Type("time with time zone", (0,))),
        ("interval", Type("interval")),
        ("interval(6)", Type("interval")),
        ("interval(3)", Type("interval", (3,))),
        ("interval day to second", Type("interval")),
        ("interval day to second(3)", Type("interval", (3,))),
        ("interval second", Type("interval")),
        ("interval day to minute", Type("interval day to minute")),
        ("bit varying(8)", Type("bit varying", (8,))),
        ("varbit(8)", Type("bit varying", (8,))),
        ("bit", Type("bit", (1,))),
        ("uuid", Type("uuid")),
        ("jsonb", Type("jsonb")),
        ("inet", Type("inet")),
        ("int4range", Type("int4range")),
        ('"schema"."enum"', Type("enum")),
        ('"schema"."Enum"', Type("Enum")),
        ('schema."Enum"', Type("Enum")),
        ('"Schema".enum', Type("enum")),
        ("schema.enum", Type("enum")),
        ('"schema"."enum"[]', Type("enum", is_array=True)),
        ('"two words"[]', Type("two words", is_array=True)),
        ("geometry(POINT,4326)", parse("geometry(Point,4326)")),
        ("vector(3)", Type("vector", (3,))),
    ],
)
def test_parse(text: str, expected: Type) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["character varying(18)[]", "numeric(18,2)", "double precision", "uuid"])
def test_a_type_is_written_as_it_was_read(text: str) -> None:
    assert str(parse(text)) == text


SAME = ""


@pytest.mark.parametrize(
    ("declared", "live", "code"),
    [
        ("varchar(18)", "character varying(18)", SAME),
        ("varchar(18)", "character varying(10)", "type.length_shorter"),
        ("varchar(18)", "character varying(20)", "type.length_longer"),
        ("varchar(18)", "character varying", "type.length_longer"),
        ("varchar(18)", "text", "type.length_longer"),
        ("varchar(18)", "citext", "type.case_insensitive"),
        ("citext", "text", "type.case_insensitive"),
        ("varchar(18)", "character(18)", "type.padded"),
        ("text", "character varying", SAME),
        ("varchar", "text", SAME),
        ("text", "character varying(10)", "type.length_shorter"),
        ("text", "bytea", "type.differs"),
        ("varchar(39)", "inet", "type.differs"),
        ("char(2)", "character varying(2)", "type.differs"),
        ("integer", "serial", SAME),
        ("integer", "bigint", "type.integer_wider"),
        ("smallint", "integer", "type.integer_wider"),
        ("bigint", "integer", "type.integer_narrower"),
        ("integer", "numeric(10,0)", "type.differs"),
        ("numeric(18, 2)", "numeric(18,2)", SAME),
        ("numeric(18)", "numeric(18,0)", SAME),
        ("numeric(18, 2)", "numeric(16,2)", "type.numeric_narrower"),
        ("numeric(18, 2)", "numeric(18,4)", "type.numeric_narrower"),
        ("numeric(18, 2)", "numeric(18,0)", "type.numeric_rounds"),
        ("numeric(18, 2)", "numeric(20,4)", "type.numeric_wider"),
        ("numeric(18, 2)", "numeric", "type.numeric_wider"),
        ("numeric", "numeric(18,2)", "type.numeric_narrower"),
        ("numeric(18, 2)", "double precision", "type.float"),
        ("double precision", "numeric", "type.float"),
        ("double precision", "real", "type.float"),
        ("jsonb", "json", "type.json"),
        ("json", "jsonb", "type.json"),
        ("jsonb", "text", "type.differs"),
        ("timestamp with time zone", "timestamp without time zone", "type.time_zone"),
        ("timestamp with time zone", "timestamp(0) with time zone", "type.precision"),
        ("timestamp with time zone", "timestamp(6) with time zone", SAME),
        ("timestamp with time zone", "date", "type.differs"),
        ("timestamp without time zone", "timestamp with time zone", "type.time_zone"),
        ("time", "time with time zone", "type.time_of_day"),
        ("numeric(18, 2)", "money", "type.money"),
        ("double precision", "money", "type.money"),
        ("bigint", "money", "type.money"),
        ("text", "money", "type.differs"),
        ("time", "time(3) without time zone", "type.precision"),
        ("interval", "interval(3)", "type.modifier"),
        ("bit(4)", "bit(8)", "type.modifier"),
        ("uuid", "text", "type.differs"),
        ("boolean", "smallint", "type.differs"),
        ("varchar(50)[]", "character varying(50)[]", SAME),
        ("varchar(50)[]", "character varying(20)[]", "type.length_shorter"),
        ("varchar(50)[]", "character varying(50)", "type.differs"),
        ('"a"."state"', "a.state", SAME),
        ('"a"."state"', "text", "type.differs"),
        ('"a"."state"[]', '"state"[]', SAME),
    ],
)
def test_difference(declared: str, live: str, code: str) -> None:
    assert (difference(parse(declared), parse(live), is_enum=False) or SAME) == code


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("varchar(20)", "type.enum_as_text"),
        ("text", "type.enum_as_text"),
        ('"a"."state"', SAME),
        ('"a"."mood"', "type.differs"),
        ("integer", "type.differs"),
        ("varchar(20)[]", "type.differs"),
    ],
)
def test_difference_from_an_enum(declared: str, code: str) -> None:
    assert (difference(parse(declared), parse("a.state"), is_enum=True) or SAME) == code


def test_an_array_of_an_enum_read_as_text() -> None:
    assert difference(parse("varchar(20)[]"), parse("a.state[]"), is_enum=True) == "type.enum_as_text"
