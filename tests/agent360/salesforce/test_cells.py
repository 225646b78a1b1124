from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import models

from agent360_models.agent360.salesforce.cells import converter
from agent360_models.loading.cells import CellError

# Fields outside a model need no settings, no app and no database.
TEXT = models.TextField()
NAME = models.CharField(max_length=9)
ID = models.CharField(max_length=18)
PARENT = models.ForeignKey("not_installed.Account", models.DO_NOTHING, related_name="+")
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


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        (ID, "001A0000006Vm9r", "001A0000006Vm9rIAC"),
        (ID, " 001A0000006Vm9rIAC\t", "001A0000006Vm9rIAC"),
        (PARENT, "001A0000006Vm9r", "001A0000006Vm9rIAC"),
        (TEXT, "  two  ", "  two  "),
        (TEXT, "\r\n", "\r\n"),
        (NAME, "00001014", "00001014"),
        (FLAG, " 1 ", True),
        (MOMENT, " 2024-01-23\n", datetime(2024, 1, 23, tzinfo=UTC)),
        (DAY, " 2024-01-23 ", date(2024, 1, 23)),
        (MONEY, " 5. ", Decimal("5.00")),
        (WHOLE, "6.0", 6),
        (TOKEN, "6FA459EA-EE8A-3CA4-894E-DB77E160355E", UUID("6fa459ea-ee8a-3ca4-894e-db77e160355e")),
        (JSON, ' {"a": [1, 2.5, null, true]} ', {"a": [1, 2.5, None, True]}),
    ],
)
def test_a_cell_becomes_the_value_of_its_column(field: "models.Field[Any, Any]", cell: object, value: object) -> None:
    """Ids get 18 characters; blanks around a cell mean nothing, except in text."""
    converted = converter(field)(cell)

    assert (type(converted), str(converted)) == (type(value), str(value))


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        (ID, "00k1G000009a jwQAA", "not a Salesforce id"),
        (ID, "tqs6UXPA/Lm7W+0dX0+syw==", "not a Salesforce id"),
        (ID, "\u00a0001A0000006Vm9r", "not a Salesforce id"),
        (ID, 12345, "not a Salesforce id"),
        (PARENT, "@AccountRef1", "not a Salesforce id"),
        (PARENT, {}, "not a Salesforce id"),
        (NAME, "0123456789", "longer than 9 characters"),
        (MONEY, "NaN", "not a number"),
    ],
)
def test_a_cell_that_does_not_fit_is_an_error(field: "models.Field[Any, Any]", cell: object, reason: str) -> None:
    """The reason is a fixed phrase for its column, so that no contact data gets into a log."""
    with pytest.raises(CellError) as caught:
        converter(field)(cell)

    assert str(caught.value) == reason
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("cell", ["", None])
@pytest.mark.parametrize(
    "field",
    [
        models.TextField(null=True),
        models.CharField(max_length=18, null=True),
        models.ForeignKey("not_installed.Account", models.DO_NOTHING, null=True, related_name="+"),
        models.DateTimeField(null=True),
        models.DateField(null=True),
        models.DecimalField(max_digits=18, decimal_places=2, null=True),
        models.IntegerField(null=True),
        models.UUIDField(null=True),
        models.JSONField(null=True),
    ],
    ids=lambda field: type(field).__name__,
)
def test_an_empty_cell_of_a_nullable_column_is_null(field: "models.Field[Any, Any]", cell: str | None) -> None:
    """CSV cannot tell an empty text from null, and Salesforce has no empty text."""
    assert converter(field)(cell) is None


@pytest.mark.parametrize("cell", ["", None])
@pytest.mark.parametrize(
    "field", [TEXT, NAME, ID, PARENT, MOMENT, DAY, MONEY, WHOLE, TOKEN, JSON], ids=lambda f: type(f).__name__
)
def test_an_empty_cell_of_a_not_null_column_is_an_error(field: "models.Field[Any, Any]", cell: str | None) -> None:
    """The row is rejected here, before the database would refuse its whole batch."""
    with pytest.raises(CellError, match=r"^required$"):
        converter(field)(cell)


@pytest.mark.parametrize("cell", ["", " ", None])
@pytest.mark.parametrize("null", [True, False])
def test_an_empty_checkbox_is_false(cell: str | None, null: bool) -> None:
    """Many exports write false as nothing."""
    assert converter(models.BooleanField(null=null))(cell) is False


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        (models.TextField(null=True), " ", " "),
        (models.IntegerField(null=True), " \t", None),
        (models.CharField(max_length=18, null=True), " ", None),
    ],
)
def test_blanks_count_in_text_only(field: "models.Field[Any, Any]", cell: str, value: str | None) -> None:
    """ASCII whitespace around other cells means nothing."""
    assert converter(field)(cell) == value
