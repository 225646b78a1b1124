"""Errors whose frames have no secret in a variable, as a page with DEBUG or a service for reports shows them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from agent360_models.exceptions import EncryptionError
from agent360_models.secrets import Secret, cipher
from agent360_models.secrets.frames import without_frames

OPEN = "open-sesame-4711"


def variables(error: BaseException | None) -> Iterator[str]:
    """Yield the variables of all frames of the library, of an error and of what it followed."""
    while error is not None:
        frame = error.__traceback__
        while frame is not None:
            if "agent360_models" in frame.tb_frame.f_code.co_filename or "json" in frame.tb_frame.f_code.co_filename:
                yield repr(frame.tb_frame.f_locals)
            frame = frame.tb_next
        error = error.__cause__ or error.__context__


def test_no_key_is_in_the_error_of_a_bad_one(settings: Settings) -> None:
    settings.AGENT360_MODELS = {"ENCRYPTION_KEYS": [OPEN]}

    with pytest.raises(EncryptionError) as caught:
        Secret({"token": "x"}, where="a.B.c").sealed()
    assert OPEN not in "".join(variables(caught.value))


def test_no_document_is_in_the_error_of_missing_keys_or_bad_json(settings: Settings) -> None:
    with pytest.raises(ValidationError) as no_json:
        Secret({"token": OPEN, "x": {1}}, where="a.B.c").sealed()
    sealed = cipher.seal(lambda: f"no json {OPEN}", "a.B.c")
    with pytest.raises(EncryptionError, match="not JSON") as damaged:
        Secret(where="a.B.c", sealed=sealed).reveal()
    settings.AGENT360_MODELS = {}
    with pytest.raises(EncryptionError) as no_key:
        Secret({"token": OPEN}, where="a.B.c").sealed()

    for caught in (no_json, damaged, no_key):
        assert OPEN not in "".join(variables(caught.value))


def test_what_a_client_was_made_with_is_not_in_its_error() -> None:
    def make(**options: Any) -> Any:
        raise ValueError(len(options))

    with pytest.raises(ValueError, match="1") as caught:
        without_frames(lambda: make(api_key=OPEN))
    assert OPEN not in "".join(variables(caught.value))
