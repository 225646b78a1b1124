"""Reads SQL as far as it takes to say which tables a statement writes: ``writes``."""

import itertools
import re
import string
import sys
from collections.abc import Iterator
from typing import NamedTuple


class Write(NamedTuple):
    """One table that a statement writes. ``kind`` is the command, such as ``"INSERT"``."""

    kind: str
    schema: str | None
    table: str


# A statement without any of these is not looked at again. Quicker without \b in front and IGNORECASE.
WRITE_WORD = re.compile(r"(?:insert|update|delete|merge|truncate|copy)\b")

_TOKEN = re.compile(
    r"""
      (?P<space> \s+ | --[^\r\n]* )
    | (?P<comment> /\* )
    | (?P<literal>
          [eE]'(?:[^'\\]|''|\\.)*'
        | '[^']*(?:''[^']*)*'
        | \$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$
        | \d[\w.]*
        | %\([^)]*\)[sbt] | %[sbt]          # psycopg's placeholders,
        | \(%s(?:,\s*%s)*\)                 # and a row of them: bulk_create has thousands
      )
    | (?:[uU]&)?"(?P<quoted>[^"]*(?:""[^"]*)*)"
    | (?P<word> [^\W\d][\w$]* )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_UESCAPE = re.compile(
    r"(?:\s|--[^\r\n]*|/\*.*?\*/)*uescape(?:\s|--[^\r\n]*|/\*.*?\*/)*'(.)'", re.IGNORECASE | re.DOTALL
)

_NAME_BYTES = 63  # NAMEDATALEN - 1
# PostgreSQL folds these letters and no others, where the encoding is UTF-8.
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

# Where a command may begin: at the start, as the main query after a WITH list, after PREPARE ... AS.
_START, _WITH, _PREPARE, _REST = range(4)
_NEXT = {
    _START: {"with": _WITH, "prepare": _PREPARE, "analyze": _START, "analyse": _START, "verbose": _START},
    _WITH: {"select": _REST, "table": _REST, "values": _REST},
}


def writes(sql: str) -> Iterator[Write]:
    """Yield what each statement in ``sql`` writes by itself, in a ``WITH`` query, or once it is prepared.

    Follows the parentheses: a command counts only where PostgreSQL's grammar lets one begin. ``FOR UPDATE``,
    ``ON CONFLICT DO UPDATE`` and ``GRANT DELETE ON`` are no commands, nor is a column named ``delete``.
    """
    tokens = [*_tokens(sql), ";"]
    states = [_START]  # one per open parenthesis
    explained = False
    previous = ""
    for place, word in enumerate(tokens):
        state = states[-1]
        if word == ";" and len(states) == 1:
            states, explained = [_START], False
        elif word == "(":
            states.append(_START if previous in ("as", "materialized", "copy") else _REST)
        elif word == ")":
            states = states[:-1] or [_START]
        elif state == _START and word == "explain":
            explained = not _analyzes(tokens, place + 1)
        elif state in (_START, _WITH):
            if not explained:
                yield from _targets(tokens, place)
            states[-1] = _NEXT[state].get(word, _REST if state == _START else _WITH)
        elif state == _PREPARE and word == "as":
            states[-1] = _START
        previous = word


# Words of SQL


def _tokens(sql: str) -> Iterator[str]:
    """Yield words in lower case, quoted names behind one ``"``, ``'`` for a literal, and other characters."""
    place = 0
    while match := _TOKEN.match(sql, place):
        place = match.end()
        kind = match.lastgroup
        if kind == "word":
            yield _cut(match[0].translate(_LOWER))
        elif kind == "quoted":
            name = match["quoted"].replace('""', '"')
            if match[0][0] in "uU":
                escape = _UESCAPE.match(sql, place)
                place = escape.end() if escape else place
                name = _unescaped(name, escape[1] if escape else "\\")
            yield '"' + _cut(name)
        elif kind == "other":
            yield match[0]
        elif kind == "comment":
            place = _end_of_comment(sql, place)
        elif kind != "space":
            yield "'"


def _cut(name: str) -> str:
    """Return a name as PostgreSQL reads it, which cuts it behind 63 bytes."""
    return (
        name if len(name) <= _NAME_BYTES // 4 else name.encode(errors="replace")[:_NAME_BYTES].decode(errors="ignore")
    )


def _unescaped(name: str, escape: str) -> str:
    r"""Return the name that ``U&"..."`` spells: ``\0041`` and ``\+000041`` are letters, half pairs make one."""
    pattern = rf"{re.escape(escape)}(?:({re.escape(escape)})|\+([0-9a-fA-F]{{6}})|([0-9a-fA-F]{{4}}))"

    def letter(match: re.Match[str]) -> str:
        code = int(match[2] or match[3] or "0", 16)
        return escape if match[1] else chr(code) if code <= sys.maxunicode else match[0]

    return re.sub(pattern, letter, name).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _end_of_comment(sql: str, place: int) -> int:
    """Return where the comment ends that was opened before ``place``; PostgreSQL's comments nest."""
    depth = 1
    for edge in _COMMENT_EDGE.finditer(sql, place):
        depth += 1 if edge[0] == "/*" else -1
        if not depth:
            return edge.end()
    return len(sql)


# Behind the first word of a command


def _analyzes(tokens: list[str], place: int) -> bool:
    """Tell whether the ``EXPLAIN`` before ``place`` runs its statement."""
    if tokens[place] != "(":
        return tokens[place] in ("analyze", "analyse")
    options = itertools.takewhile(lambda word: word != ")", tokens[place:])
    return any(
        name in ("analyze", "analyse") and value not in ("off", "false")
        for name, value in itertools.pairwise([*options, ""])
    )


def _targets(tokens: list[str], place: int) -> Iterator[Write]:
    """Yield the tables of the command whose first word is at ``place``; none if no command begins there."""
    kind = tokens[place].upper()
    match tokens[place : place + 2]:
        case ["insert" | "merge", "into"] | ["delete", "from"] | ["truncate", "table"] | ["copy", "binary"]:
            place += 2
        case ["truncate" | "copy", _]:
            place += 1
        case ["update", word] if word not in ("as", "set"):  # in a WITH list: a name that reads "update"
            place += 1
        case _:
            return
    schema, table, place = _name(tokens, place)
    if kind == "COPY":
        kind = "COPY FROM"
        if tokens[place] == "(" and ")" in tokens[place:]:
            place = tokens.index(")", place) + 1
        if tokens[place] != "from":
            return
    while table:
        yield Write(kind, schema, table)
        table = None
        if kind == "TRUNCATE" and tokens[place] == ",":
            schema, table, place = _name(tokens, place + 1)


def _name(tokens: list[str], place: int) -> tuple[str | None, str | None, int]:
    """Read ``ONLY (database.schema.table) *``, most of it optional; return schema, table and the end."""
    if tokens[place] == "only":
        place += 1
        place += tokens[place] == "("
    parts: list[str] = []
    while _is_name(tokens[place]):
        parts.append(tokens[place].removeprefix('"'))
        place += 1
        if tokens[place] != ".":
            break
        place += 1
    if parts:
        place += tokens[place] in (")", "*")
    return (parts[-2] if len(parts) > 1 else None), (parts[-1] if parts else None), place


def _is_name(token: str) -> bool:
    return token[0] in '"_' or token[0].isalpha()
