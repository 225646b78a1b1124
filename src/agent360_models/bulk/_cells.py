"""Cells of CSV files that somebody opens in a spreadsheet."""

import re

# Begins a formula, in the spellings of East Asia too, whatever is before it that nobody sees.
_SIGN = r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]"
_UNSEEN = r"\x00-\x1f\x7f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff"
# What a spreadsheet takes for a formula; a number with a sign is none.
_FORMULA = re.compile(rf"[\s{_UNSEEN}]*{_SIGN}|[\t\r\n]")
# The same within a cell, where a spreadsheet that separates by semicolons or tabs begins another one.
_WITHIN = re.compile(rf"""([;\t\r\n](?:[\s"{_UNSEEN}](?<![;\t\r\n]))*)(?={_SIGN})""")
_NUMBER = re.compile(r"[+-]?[0-9.,]+")


def safe_cell(cell: object) -> object:
    """Return a cell that a spreadsheet does not run, and in which half of a surrogate pair is spelled out.

    Bytes that were not UTF-8 stay what they were.
    """
    if isinstance(cell, dict | list):
        cell = str(cell)
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
