"""Plain-text dumps of ``pg_dump``, which contain psql commands and COPY rows in addition to SQL."""

import re
from collections.abc import Iterator
from typing import Any

from agent360_models.exceptions import InstallRefusedError

# Owners and roles of another server, and timeouts unknown to an older server, are skipped.
_PARTS = re.compile(
    r"""
      (?: \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ | [eE]'(?:[^'\\]|''|\\.)*' | '[^']*' | "[^"]*" | --[^\n]* | /\*.*?\*/ )
    | ^ (?P<copy> COPY\ (?:"[^"]*"|[^;"])*\ FROM\ stdin[^;\n]*; ) \n (?P<rows> (?:.*?\n)?? ) \\\. $
    | ^ (?P<command> \\ [^\n]* )
    | ^ (?P<skipped>
            (?: GRANT | REVOKE | ALTER\ DEFAULT\ PRIVILEGES )\ (?:"[^"]*"|[^;"])*;
          | ALTER\ (?:"[^"]*"|[^;"])*?\ OWNER\ TO\ (?:"[^"]*"|[^;"])*;
          | SET\ \w*_timeout\ =\ [^;]*; )
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def run(cursor: Any, text: str) -> None:
    """Execute DDL within a transaction; for a dump also its rows, but not its owners and privileges.

    The search path is restored afterwards.

    Raises ``InstallRefusedError`` with the line of a psql command that a dump of one database does not contain.
    """
    if "\n-- PostgreSQL database dump\n" not in f"\n{text}":
        cursor.execute(text)
        return
    cursor.execute("SHOW search_path")
    (path,) = cursor.fetchone()
    for sql, rows in _pieces(text):
        if rows is None:
            cursor.execute(sql)
        else:
            with cursor.copy(sql) as copy:
                copy.write(rows)
    cursor.execute("SELECT pg_catalog.set_config('search_path', %s, false)", [path])


def _pieces(text: str) -> Iterator[tuple[str, str | None]]:
    sql, place = "", 0
    for match in _PARTS.finditer(text):
        if match["command"] and not match["command"].startswith(("\\restrict ", "\\unrestrict ")):
            line = text.count("\n", 0, match.start()) + 1
            raise InstallRefusedError(
                f"Line {line} is a psql command, {match['command'].split()[0]}. Make the file with pg_dump of one"
                " database, as plain text and without --create."
            )
        if match["copy"] or match["command"] or match["skipped"]:
            sql, place = sql + text[place : match.start()], match.end()
        if match["copy"]:
            yield sql, None
            yield match["copy"], match["rows"]
            sql = ""
    yield sql + text[place:], None
