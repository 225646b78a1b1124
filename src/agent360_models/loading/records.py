"""One record of a file, as the readers yield it."""

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Record"]


class Record(NamedTuple):
    """One record of a file, with its cells in the order of a header.

    ``row`` counts records: in CSV the header is row 1, in JSON the first record is.
    ``line`` is the line of a CSV file on which the record starts; in JSON it equals ``row``.
    ``cells`` are ``str`` from CSV; from JSON also ``int``, ``Decimal``, ``bool``, ``dict``, ``list``, and ``None``
    for null and for missing keys.
    ``damage`` is the reason why the record cannot be used, such as cells that do not fit the header.
    """

    row: int
    line: int
    cells: Sequence[object]
    damage: str | None = None
