"""``DocumentField``: faults of a document are found before it is stored, and named by their places."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder

from agent360_models.fields import DocumentField
from agent360_models.fields.document import MAX_CHARACTERS, MAX_DEPTH, MAX_VALUES, faults, short_repr

DEEP: Any = 1
for _ in range(MAX_DEPTH + 1):
    DEEP = [DEEP]


@pytest.mark.parametrize("document", [None, 1, "ä", [], {"a": [1.5, True, None, {"b": "c"}]}, 2**255, (1, 2)])
def test_json_has_no_faults(document: Any) -> None:
    assert faults(document) == []


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (float("nan"), "nan is not a number in JSON, at the top."),
        ({"a": [float("-inf")]}, "-inf is not a number in JSON, at ['a'][0]."),
        ({"a": {1: 2}}, "The key 1 is not text, at ['a']."),
        ({"a\0": 1}, "A key has a character that PostgreSQL does not store, at the top."),
        (["a\ud83d"], "A text has a character that PostgreSQL does not store, at [0]."),
        ([2**256], "An integer has more than 256 bits, at [0]."),
        ([{1}], "A set is not JSON, at [0]."),
        (DEEP, "It is nested too deeply: at most 32 levels are allowed."),
        ([0] * MAX_VALUES, "It is too big: at most 50,000 values and 1,000,000 characters are allowed."),
        (
            "a" * (MAX_CHARACTERS + 1),
            "It is too big: at most 50,000 values and 1,000,000 characters are allowed.",
        ),
    ],
)
def test_a_fault_names_its_place(document: Any, fault: str) -> None:
    assert faults(document) == [fault]
    with pytest.raises(ValidationError) as caught:
        DocumentField().validate(document, None)
    assert caught.value.messages == [fault]


def test_an_encoder_decides_what_is_json() -> None:
    document = {"at": dt.date(2026, 3, 1)}

    assert faults(document) == ["A date is not JSON, at ['at']."]
    assert faults(document, DjangoJSONEncoder) == []


def test_a_migration_names_djangos_field() -> None:
    assert DocumentField().deconstruct()[1] == "django.db.models.JSONField"


def test_names_in_messages_are_short() -> None:
    assert short_repr("name") == "'name'"
    assert short_repr("a" * 100) == f"'{'a' * 56}..."
    assert short_repr(["secret"]) == "of type list"
