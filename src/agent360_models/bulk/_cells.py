"""CSV cells that are safe to open in a spreadsheet."""

import re

# The sign that starts a formula, also in East Asian spellings, and the invisible characters that may precede it.
_SIGN = r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]"
_UNSEEN = r"\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
# What a spreadsheet takes for a formula; a signed number is not a formula.
_FORMULA = re.compile(rf"[\s{_UNSEEN}]*{_SIGN}|[\t\r\n]")
# The same inside a cell, where a spreadsheet that splits at semicolons or tabs starts a new cell.
_WITHIN = re.compile(rf"""([;\t\r\n](?:[\s"{_UNSEEN}](?<![;\t\r\n]))*)(?={_SIGN})""")
_NUMBER = re.compile(r"[+-]?[0-9.,]+")


def safe_cell(cell: object) -> object:
    """Return a cell that a spreadsheet does not run as a formula; lone surrogates are escaped.

    Bytes that were not UTF-8 (``surrogateescape``) stay unchanged.
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
