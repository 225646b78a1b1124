"""SQL from the catalog, as a template with fields instead of columns."""

import re
from collections.abc import Mapping

_NAME = r'(?:"(?:[^"]|"")+"|\w+)'
_TYPE = (
    r"(?:character varying|bit varying|double precision|(?:timestamp|time)(?:\(\d+\))?(?: with(?:out)? time zone)?"
    rf"|(?:{_NAME}\.)?{_NAME})"
)
_TOKEN = re.compile(
    rf"""(?P<other>'(?:[^']|'')*'|::{_TYPE}|COLLATE\s+(?:{_NAME}\.)?{_NAME}|\(\w+\ FROM\b|\.{_NAME}|{_NAME}(?=[.(]))"""
    rf"""|(?P<name>{_NAME})|(?P<brace>[{{}}])""",
    re.VERBOSE,
)


def template(sql: str, fields: Mapping[str, str]) -> str:
    """Return SQL with each column replaced by its field's name in braces; other braces are doubled.

    Parentheses around the whole SQL are removed.
    """
    sql = _bare(sql)

    def replaced(match: re.Match[str]) -> str:
        if match["name"]:
            field = fields.get(_unquoted(match["name"]))
            return match[0] if field is None else f"{{{field}}}"
        return match[0].replace("{", "{{").replace("}", "}}")

    return _TOKEN.sub(replaced, sql)


def _bare(sql: str) -> str:
    while sql.startswith("(") and sql.endswith(")"):
        depth = 0
        for match in re.finditer(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[()]", sql):
            depth += {"(": 1, ")": -1}.get(match[0], 0)
            if depth == 0 and match.end() < len(sql):
                return sql
        sql = sql[1:-1]
    return sql


def is_column(sql: str, fields: Mapping[str, str]) -> bool:
    return re.fullmatch(_NAME, sql) is not None and _unquoted(sql) in fields


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
