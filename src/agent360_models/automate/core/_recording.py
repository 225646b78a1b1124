"""Records of executions and steps: running while a block runs, then its outcome."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from django.db import DataError, Error

from agent360_models.automate.core.transitions import RunStatus
from agent360_models.automate.exceptions import WorkCancelledError
from agent360_models.exceptions import RunRefusedError
from agent360_models.transactions import is_outside_atomic, reconnect_if_lost

# The errors for a value that is not JSON, or that PostgreSQL refuses.
NOT_JSON = (TypeError, ValueError, RecursionError, DataError)


class Recorded(Protocol):
    """A row that records the outcome of a block of code."""

    def begin(self, *, using: str) -> None:
        """Store that it is running."""

    def finish(self, status: str, *, error: str = "") -> bool:
        """Store the outcome, and the values that the block set on the row."""

    def describe_error(self, error: BaseException) -> str:
        """Return the text to store for an error."""

    def forget_values(self) -> None:
        """Discard the values that the block set, since they cannot be stored."""


def refuse_inside_atomic(row: object, using: str) -> None:
    """Raise ``RunRefusedError`` if the record could be rolled back."""
    if not is_outside_atomic(using):
        raise RunRefusedError(
            f"The {type(row).__name__} was not started inside atomic(): its record would be rolled back too. Start"
            " it outside, and use atomic() within it."
        )


@contextmanager
def recording(row: Recorded, *, using: str) -> Iterator[None]:
    """Record a block of code on a row that has not started.

    Raises ``RunRefusedError`` inside ``atomic``, where the record would be rolled back too.
    """
    refuse_inside_atomic(row, using)
    row.begin(using=using)
    try:
        yield
        reconnect_if_lost(using)  # the connection may have timed out during the block
        row.finish(RunStatus.SUCCEEDED)
    except BaseException as error:
        status = RunStatus.CANCELLED if isinstance(error, WorkCancelledError) else RunStatus.FAILED
        with suppress(Error):  # without a connection nothing is stored; stale() finds the row
            reconnect_if_lost(using)
            try:
                row.finish(status, error=row.describe_error(error))
            except NOT_JSON:
                row.forget_values()
                row.finish(status, error=row.describe_error(error))
        raise
