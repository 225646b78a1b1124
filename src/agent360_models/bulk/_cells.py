"""CSV cells that are safe to open in a spreadsheet."""

import re

# What a spreadsheet takes for a formula, with or without leading blanks; a signed number is not a formula.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# The same inside a cell, where a spreadsheet that splits at semicolons or tabs starts a new cell.
_WITHIN = re.compile(r"([;\t\r\n][^\S;\t\r\n]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_NUMBER = re.compile(r"[+-]?[0-9.,]+")


def safe_cell(cell: object) -> object:
    """Return a cell that a spreadsheet does not run as a formula; lone surrogates are escaped.

    Bytes that were not UTF-8 (``surrogateescape``) stay unchanged.
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
