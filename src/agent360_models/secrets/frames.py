"""Errors without the frames that contain a secret, because error reports show the variables of each frame."""

from collections.abc import Callable
from typing import TypeVar

__all__ = ["without_frames"]

_Result = TypeVar("_Result")


def without_frames(make: Callable[[], _Result]) -> _Result:
    """Return the result of a function; raise its error from here, without its traceback, cause and context.

    The function must reveal the secrets itself, so that no remaining frame contains them.
    """
    try:
        return make()
    except Exception as error:  # noqa: BLE001  # raised below
        failed = error
    failed.__cause__ = failed.__context__ = None
    raise failed.with_traceback(None)
