"""Validators agree with PostgreSQL on what it can store."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from agent360_models.validators import (
    is_storable,
    storable_json,
    storable_text,
    validate_json,
    validate_text,
)

UNSTORABLE = {"nul": "a\0b", "surrogate": "a\ud83d"}


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "ä", "😀", "\\u0000", "\x01"])
def test_what_is_storable_is_stored(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text", [text])
        assert cursor.fetchone() == (text,)

    assert is_storable(text)
    validate_text(text)
    validate_json({text: [text]})


@pytest.mark.parametrize("code", UNSTORABLE)
def test_what_is_not_storable_is_rejected(code: str) -> None:
    text = UNSTORABLE[code]

    assert not is_storable(text)
    attempts: list[tuple[Callable[[Any], None], Any]] = [
        (validate_text, text),
        (validate_json, {"a": [text]}),
        (validate_json, {text: 1}),
    ]
    for validate, value in attempts:
        with pytest.raises(ValidationError) as caught:
            validate(value)
        assert caught.value.code == code


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, object()])
def test_what_is_not_json_is_rejected(value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        validate_json(value)
    assert caught.value.code == "json"


def test_what_is_not_storable_is_spelled_out() -> None:
    """So that a log says what it was, and is written all the same."""
    assert storable_text("a\0b \ud83d \N{GRINNING FACE}") == "a\\x00b \\ud83d \N{GRINNING FACE}"
    assert storable_json({"\0": ["\ud83d", 1, None, {"a": True}]}) == {"\\x00": ["\\ud83d", 1, None, {"a": True}]}
    validate_json(storable_json({"\0": "\ud83d"}))
