"""Cells of CSV files that somebody opens in a spreadsheet."""

import re

# What a spreadsheet takes for a formula, whatever blanks are before it; a number with a sign is none.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# The same within a cell, where a spreadsheet that separates by semicolons or tabs begins another one.
_WITHIN = re.compile(r"([;\t\r\n][^\S;\t\r\n]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_NUMBER = re.compile(r"[+-]?[0-9.,]+")


def safe_cell(cell: object) -> object:
    """Return a cell that a spreadsheet does not run, and in which half of a surrogate pair is spelled out.

    Bytes that were not UTF-8 stay what they were.
    """
    if isinstance(cell, str):
        if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
            cell = f"'{cell}"
        cell = _WITHIN.sub(r"\1'", cell)
        if not cell.isascii():
            try:
                cell.encode(errors="surrogateescape")
            except UnicodeEncodeError:
                return cell.encode(errors="backslashreplace").decode()
    return cell
