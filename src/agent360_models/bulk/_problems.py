"""The reasons why a row cannot be written."""

from collections.abc import Sequence


class RowProblem(ValueError):  # noqa: N818  # a reason to reject one row
    """A row or a cell cannot be sent; ``str()`` is the reason and never contains a value."""

    def __init__(self, reason: str, column: str | None = None) -> None:
        super().__init__(reason)
        self.column = column


class RowsHeldBack(RowProblem):
    """Staged rows must not be written; ``blamed`` contains the number, column and reason of each."""

    def __init__(self, blamed: Sequence[tuple[int, str | None, str]]) -> None:
        super().__init__("held back")
        self.blamed = blamed
