"""Records of executions and steps: that they run while a block does, and how the block ended."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from django.db import DataError, Error

from agent360_models.automate.core.transitions import RunStatus
from agent360_models.automate.exceptions import WorkCancelledError
from agent360_models.exceptions import RunRefusedError
from agent360_models.transactions import is_outside_atomic, reconnect_if_lost

# The errors for a value that is not JSON, or that PostgreSQL does not take.
NOT_JSON = (TypeError, ValueError, RecursionError, DataError)


class Recorded(Protocol):
    """A row that says how a block of code went."""

    def begin(self, *, using: str) -> None:
        """Store that it runs."""

    def finish(self, status: str, *, error: str = "") -> bool:
        """Store how it ended, and what the block left on it."""

    def describe_error(self, error: BaseException) -> str:
        """Return what is stored of an error."""

    def forget_values(self) -> None:
        """Forget what the block left on it, since it cannot be stored."""


def refuse_inside_atomic(row: object, using: str) -> None:
    """Raise ``RunRefusedError`` where what is recorded now may be rolled back."""
    if not is_outside_atomic(using):
        raise RunRefusedError(
            f"The {type(row).__name__} was not begun inside atomic(): its record would roll back with the rest. Begin"
            " it outside, and use atomic() within it."
        )


@contextmanager
def recording(row: Recorded, *, using: str) -> Iterator[None]:
    """Record a block of code on a row that has not begun.

    Raises ``RunRefusedError`` inside ``atomic``, where the record would be rolled back with the rest.
    """
    refuse_inside_atomic(row, using)
    row.begin(using=using)
    try:
        yield
        reconnect_if_lost(using)  # the block may have taken longer than a server or a proxy waits
        row.finish(RunStatus.SUCCEEDED)
    except BaseException as error:
        status = RunStatus.CANCELLED if isinstance(error, WorkCancelledError) else RunStatus.FAILED
        with suppress(Error):  # a server that is gone cannot be told; stale() finds the row
            reconnect_if_lost(using)
            try:
                row.finish(status, error=row.describe_error(error))
            except NOT_JSON:
                row.forget_values()
                row.finish(status, error=row.describe_error(error))
        raise
