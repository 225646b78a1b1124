"""Errors without the frames that held a secret: reports of errors show the variables of each."""

from collections.abc import Callable
from typing import TypeVar

__all__ = ["without_frames"]

_Result = TypeVar("_Result")


def without_frames(make: Callable[[], _Result]) -> _Result:
    """Return what a function returns; its error is raised from here, without where it came from and what it followed.

    The function reveals secrets itself, so that no frame that is left has them.
    """
    try:
        return make()
    except Exception as error:  # noqa: BLE001  # it is raised below
        failed = error
    failed.__cause__ = failed.__context__ = None
    raise failed.with_traceback(None)
