from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from time import thread_time
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission
from django.contrib.postgres.fields import ArrayField
from django.db import models

from agent360_models.loading.cells import CellError, parser

# Fields outside a model need no settings, no app and no database.
TEXT = models.TextField()
NAME = models.CharField(max_length=9)
FLAG = models.BooleanField()
MOMENT = models.DateTimeField()
DAY = models.DateField()
MONEY = models.DecimalField(max_digits=18, decimal_places=2)
RATE = models.DecimalField(max_digits=3, decimal_places=3)
SMALL = models.SmallIntegerField()
WHOLE = models.IntegerField()
BIG = models.BigIntegerField()
KEY = models.AutoField(primary_key=True)
TOKEN = models.UUIDField()
JSON = models.JSONField()
DEGREES = models.FloatField()

DEEP: list[object] = []
DEEP.append(DEEP)
MIDNIGHT = datetime(2024, 1, 23, tzinfo=UTC)
AFTERNOON = datetime(2024, 1, 23, 13, 26, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        # text, to the letter
        (TEXT, "  two  ", "  two  "),
        (TEXT, "\r\n", "\r\n"),
        (TEXT, "None", "None"),
        (TEXT, "n/a", "n/a"),
        (TEXT, "00001014", "00001014"),
        (TEXT, "1E02", "1E02"),
        (TEXT, "FALSE", "FALSE"),
        (TEXT, "🐵 ™️ \uff11\uff12\uff13", "🐵 ™️ \uff11\uff12\uff13"),
        pytest.param(TEXT, "x" * 131_072, "x" * 131_072, id="long text"),
        (NAME, "😀" * 9, "😀" * 9),
        (TEXT, 123, "123"),
        (TEXT, Decimal("10.50"), "10.50"),
        (TEXT, True, "true"),
        (TEXT, False, "false"),
        (TEXT, {"city": "Köln", "lat": Decimal("50.94")}, '{"city":"Köln","lat":50.94}'),
        (TEXT, [1, None, "x"], '[1,null,"x"]'),
        # floating point
        (DEGREES, "-104.99", -104.99),
        (DEGREES, Decimal("39.7"), 39.7),
        (DEGREES, "1E2", 100.0),
        # booleans
        *((FLAG, cell, True) for cell in ("true", "TRUE", "True", "t", "1", "yes", "Yes", True, 1)),
        *((FLAG, cell, False) for cell in ("false", "FALSE", "False", "f", "0", "no", "No", False, 0)),
        # timestamps
        (MOMENT, "2024-01-23T13:26:08.000+0000", AFTERNOON),
        (MOMENT, "2024-01-23T13:26:08Z", AFTERNOON),
        (MOMENT, "2024-01-23 13:26:08", AFTERNOON),
        (MOMENT, "2024-01-23 13:26:08 UTC", AFTERNOON),
        (MOMENT, "2024-01-23 13:26:08.000000 UTC", AFTERNOON),
        (MOMENT, "2024-01-23T13:26:08", AFTERNOON),
        (MOMENT, "2024-01-23T08:26:08.000-05:00", AFTERNOON),
        (MOMENT, "2024-01-23T18:56:08+0530", AFTERNOON),
        (MOMENT, "2024-01-23 14:26:08+01", AFTERNOON),
        (MOMENT, "2024-01-23 13:26", AFTERNOON.replace(second=0)),
        (MOMENT, "2024-01-23 13:26:08.123456", AFTERNOON.replace(microsecond=123456)),
        (MOMENT, "2024-01-23 13:26:08.12", AFTERNOON.replace(microsecond=120000)),
        (MOMENT, "2024-01-23 3:26:08", AFTERNOON.replace(hour=3)),
        (MOMENT, "2024-01-23", MIDNIGHT),
        (MOMENT, "9999-12-31 23:59:59", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (MOMENT, "0001-01-01", datetime(1, 1, 1, tzinfo=UTC)),
        # dates
        (DAY, "2024-02-29", date(2024, 2, 29)),
        (DAY, "2019-11-11 17:23:34", date(2019, 11, 11)),
        (DAY, "2020-12-22T21:16:01Z", date(2020, 12, 22)),
        (DAY, "2020-12-22T23:30:00-05:00", date(2020, 12, 22)),
        (DAY, "9999-12-31", date(9999, 12, 31)),
        # decimals
        (MONEY, "3.5E8", Decimal("350000000.00")),
        (MONEY, "6.0", Decimal("6.00")),
        (MONEY, "-6", Decimal("-6.00")),
        (MONEY, "+.5", Decimal("0.50")),
        (MONEY, "5.", Decimal("5.00")),
        (MONEY, "1.005", Decimal("1.01")),
        (MONEY, "-1.005", Decimal("-1.01")),
        (MONEY, "1.0049999999999999999999999999999", Decimal("1.00")),
        (MONEY, "-0.001", Decimal("0.00")),
        (MONEY, "1E-999999", Decimal("0.00")),
        (MONEY, "9999999999999999.994", Decimal("9999999999999999.99")),
        (MONEY, 7, Decimal("7.00")),
        (MONEY, Decimal("3.5E8"), Decimal("350000000.00")),
        (RATE, "0.9994", Decimal("0.999")),
        # whole numbers
        (WHOLE, "6", 6),
        (WHOLE, "6.0", 6),
        (WHOLE, "3.5E8", 350_000_000),
        (WHOLE, "-0", 0),
        (WHOLE, "0E999999999", 0),
        (WHOLE, "007", 7),
        (WHOLE, 6, 6),
        (WHOLE, Decimal("6.0"), 6),
        (SMALL, "-32768", -(2**15)),
        (WHOLE, "2147483647", 2**31 - 1),
        (BIG, "3996516327", 3_996_516_327),
        (BIG, "-9223372036854775808", -(2**63)),
        (KEY, "1", 1),
        # the rest
        (TOKEN, "6FA459EA-EE8A-3CA4-894E-DB77E160355E", UUID("6fa459ea-ee8a-3ca4-894e-db77e160355e")),
        (JSON, ' {"a": [1, 2.5, null, true]} ', {"a": [1, 2.5, None, True]}),
        (JSON, {"a": Decimal("2.5")}, {"a": 2.5}),
        (JSON, [], []),
        (JSON, "12", 12),
        (JSON, False, False),
    ],
)
def test_a_cell_becomes_the_value_of_its_column(field: "models.Field[Any, Any]", cell: object, value: object) -> None:
    """The field decides the type, and nothing is guessed."""
    converted = parser(field)(cell)

    assert (type(converted), str(converted)) == (type(value), str(value))


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        (NAME, "0123456789", "longer than 9 characters"),
        (NAME, 1234567890, "longer than 9 characters"),
        (TEXT, "a\0b", "holds a NUL character"),
        (TEXT, {"a": "\0"}, "holds a NUL character"),
        (TEXT, b"caf\xe9".decode(errors="surrogateescape"), "not UTF-8"),
        (TEXT, "\ud83d", "not UTF-8"),
        pytest.param(TEXT, DEEP, "nested too deep", id="nested too deep for text"),
        (DEGREES, "north", "not a number"),
        (DEGREES, "1E400", "out of range"),
        (FLAG, "2", "not true or false"),
        (FLAG, "on", "not true or false"),
        (FLAG, [], "not true or false"),
        (MOMENT, "Product A", "not a timestamp"),
        (MOMENT, "2024-02-30", "not a timestamp"),
        (MOMENT, "2024-01-23 24:00:00", "not a timestamp"),
        (MOMENT, "2024-01-23 13:60:00", "not a timestamp"),
        (MOMENT, "2024-W04-2", "not a timestamp"),
        (MOMENT, "20240123", "not a timestamp"),
        (MOMENT, "23.01.2024", "not a timestamp"),
        (MOMENT, "\uff12\uff10\uff12\uff14-01-23", "not a timestamp"),
        (MOMENT, "2024-01-23 13:26:08 CET", "not a timestamp"),
        (MOMENT, 1706016368000, "not a timestamp"),
        (MOMENT, "10000-01-01", "not a timestamp"),
        (MOMENT, "9999-12-31T23:59:59-05:00", "out of range"),
        (MOMENT, "0001-01-01T00:00:00+05:00", "out of range"),
        (DAY, "Service B", "not a date"),
        (DAY, "2023-02-29", "not a date"),
        (DAY, "2024-01-23 noon", "not a date"),
        (DAY, 20240123, "not a date"),
        *(
            (MONEY, cell, "not a number")
            for cell in (
                "\uff11\uff12\uff13",
                "⁰⁴⁵",
                "NaN",
                "Infinity",
                "1,000",
                "1_000",
                "$5",
                "5 %",
                "0x1",
                "E5",
                ".",
                "--1",
            )
        ),
        (MONEY, True, "not a number"),
        (MONEY, [1], "not a number"),
        (MONEY, Decimal("NaN"), "not a number"),
        (MONEY, "10000000000000000", "too many digits for numeric(18, 2)"),
        (MONEY, "9999999999999999.995", "too many digits for numeric(18, 2)"),
        (MONEY, "1E999999", "too many digits for numeric(18, 2)"),
        (MONEY, "1E99999999999999999999", "out of range"),
        (RATE, "1", "too many digits for numeric(3, 3)"),
        (WHOLE, "6.5", "not a whole number"),
        (WHOLE, "1E-999999", "not a whole number"),
        (WHOLE, "six", "not a number"),
        (WHOLE, False, "not a number"),
        (SMALL, "32768", "out of range"),
        (WHOLE, "2147483648", "out of range"),
        (BIG, "9223372036854775808", "out of range"),
        (BIG, "-1E999999999", "out of range"),
        (TOKEN, "6fa459ea", "not a UUID"),
        (JSON, "{", "not JSON"),
        pytest.param(JSON, "[" * 100_000, "not JSON", id="nested too deep"),
        (JSON, "NaN", "holds a number that JSON does not have"),
        (JSON, '{"a": 1e999}', "holds a number that JSON does not have"),
        (JSON, r'{"a": "\u0000"}', "holds a NUL character"),
        (JSON, r'{"\ud800": 1}', "not UTF-8"),
    ],
)
def test_a_cell_that_does_not_fit_is_an_error(field: "models.Field[Any, Any]", cell: object, reason: str) -> None:
    """The reason is a fixed phrase for its column, so that no contact data gets into a log."""
    with pytest.raises(CellError) as caught:
        parser(field)(cell)

    assert str(caught.value) == reason
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        (ArrayField(models.IntegerField()), "[1, 2]", [1, 2]),
        (ArrayField(models.IntegerField()), [1, "2"], [1, 2]),
        (models.DurationField(), "1 02:00:00", timedelta(hours=26)),
        (models.TimeField(), "12:30", time(12, 30)),
    ],
)
def test_a_field_without_a_rule_reads_what_its_form_would(
    field: "models.Field[Any, Any]", cell: object, value: object
) -> None:
    """Any column of a project can be filled."""
    parse = parser(field)

    assert parse(cell) == value
    with pytest.raises(CellError, match="not a "):
        parse("so long")


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        (models.DurationField(), "9" * 20),
        (models.DurationField(), "1" * 17),
        (models.GenericIPAddressField(), Decimal("1E+999999")),
        (Permission._meta.get_field("content_type"), Decimal("1E+999999")),  # spelled out it takes half a minute
        (Permission._meta.get_field("content_type"), float("inf")),
    ],
    ids=str,
)
def test_a_number_that_no_field_holds_is_an_error_of_its_cell(field: "models.Field[Any, Any]", cell: object) -> None:
    """And does not end the load."""
    started = thread_time()

    with pytest.raises(CellError):
        parser(field)(cell)
    assert thread_time() - started < 1
