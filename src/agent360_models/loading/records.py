"""One record of a file, as its readers yield it."""

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Record"]


class Record(NamedTuple):
    """One record of a file, its cells in the order of a header.

    ``row`` counts records: in CSV the header is row 1, in JSON the first record is.
    ``line`` is the line of a CSV file on which the record starts, in JSON the same as ``row``.
    ``cells`` are ``str`` from CSV; from JSON also ``int``, ``Decimal``, ``bool``, ``dict``, ``list``, and ``None``
    for null and for a key that the record lacks.
    ``damage`` is the reason why the cells do not fit the header and the record cannot be used.
    """

    row: int
    line: int
    cells: Sequence[object]
    damage: str | None = None
