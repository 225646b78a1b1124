"""Finds the tables that a statement writes: ``writes``."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from agent360_models.readonly._lexer import UNREADABLE, tokens


class Write(NamedTuple):
    """One table that a statement writes. ``kind`` is the command, such as ``"INSERT"``.

    ``table`` is ``None`` if the scanner does not support the spelling of its name.
    """

    kind: str
    schema: str | None
    table: str | None


# A statement without any of these needs no further check. Quicker without a leading \b and IGNORECASE.
WRITE_WORD = re.compile(r"(?:insert|update|delete|merge|truncate|copy)\b")

# Positions in a statement: where a command may begin; in a WITH list before AS, before the body, and after the body,
# where the main query may begin; before the AS of PREPARE; anywhere else.
_START, _NAMES, _BODY, _AFTER, _PREPARE, _REST = range(6)
_NEXT = {(_NAMES, "as"): _BODY, (_AFTER, ","): _NAMES, (_PREPARE, "as"): _START}


def writes(sql: str, *, has_params: bool = True, has_escapes: bool = False) -> Iterator[Write]:
    """Yield the writes of each statement in ``sql``, including those in ``WITH`` queries and prepared statements.

    The scanner follows parentheses: a command counts only where PostgreSQL's grammar allows one. ``FOR UPDATE``, ``ON
    CONFLICT DO UPDATE``, ``GRANT DELETE ON`` and a column named ``delete`` do not count. See ``tokens`` for
    ``has_params`` and ``has_escapes``.
    """
    words = [*tokens(sql, has_params=has_params, has_escapes=has_escapes), *";;;;;;;;"]  # room to look ahead
    states = [_START]  # one per open parenthesis
    is_run = True
    resume = 0
    previous = ""
    for place, word in enumerate(words):
        if place < resume:
            continue
        state = states[-1]
        if word == ";" and len(states) == 1:
            states, is_run = [_START], True
        elif word in "()":
            _nest(states, word, previous)
        elif (state, word) in _NEXT:
            states[-1] = _NEXT[state, word]
        elif state == _AFTER and word in ("search", "cycle"):
            resume = _end_of_clause(words, place)
        elif state == _START and word == "explain":
            is_run, resume = _explained(words, place + 1)
        elif state in (_START, _AFTER):
            if is_run:
                yield from _targets(words, place)
            states[-1] = {"with": _NAMES, "prepare": _PREPARE}.get(word, _REST)
        previous = word


def _nest(states: list[int], parenthesis: str, previous: str) -> None:
    if parenthesis == "(":
        states.append(_START if previous in ("as", "materialized", "copy") else _REST)
        return
    states.pop()
    if not states:
        states.append(_START)
    elif states[-1] == _BODY:
        states[-1] = _AFTER


def _end_of_clause(words: list[str], place: int) -> int:
    """Return the end of ``SEARCH DEPTH FIRST BY a, b SET c`` or ``CYCLE a, b SET c USING d``."""
    place += 4 if words[place] == "search" else 1
    while words[place + 1] == ",":
        place += 2
    place += 3  # the last column, SET, and the column that is set
    if words[place] in ("to", "using"):
        place = words.index("using", place) + 2 if "using" in words[place:] else place
    return place


def _explained(words: list[str], place: int) -> tuple[bool, int]:
    """Return whether the ``EXPLAIN`` before ``place`` runs its statement, and the start of that statement."""
    if words[place] in ("analyze", "analyse"):
        return True, place + 1 + (words[place + 1] == "verbose")
    if words[place] == "verbose":
        return False, place + 1
    if words[place] != "(" or words[place + 1] in ("(", "select", "table", "values", "with"):
        return False, place
    options = [*itertools.takewhile(lambda word: word != ")", words[place + 1 :])]
    is_run = False
    for is_comma, option in itertools.groupby(options, ",".__eq__):
        name, *value = option
        if not is_comma and name in ("analyze", "analyse", '"analyze'):  # the last one counts
            is_run = not value or value[-1].lstrip("\"'").lower() not in ("off", "false", "0")
    return is_run or UNREADABLE in options, place + len(options) + 2


def _targets(words: list[str], place: int) -> Iterator[Write]:
    """Yield the tables written by the command that begins at ``place``, if one does."""
    kind = words[place].upper()
    match words[place : place + 2]:
        case ["insert" | "merge", "into"] | ["delete", "from"] | ["truncate", "table"] | ["copy", "binary"]:
            place += 2
        case ["truncate" | "copy" | "update", _]:
            place += 1
        case _:
            return
    names, place = _name(words, place)
    if kind == "MERGE" and not _merges(words, place):
        return
    if kind == "COPY":
        kind = "COPY FROM"
        if words[place] == "(" and ")" in words[place:]:
            place = words.index(")", place) + 1
        if words[place] != "from":
            return
    while names:
        schema, table = ([None, *names])[-2:]
        yield Write(kind, schema, table) if UNREADABLE[1:] not in (schema, table) else Write(kind, None, None)
        names = []
        if kind == "TRUNCATE" and words[place] == ",":
            names, place = _name(words, place + 1)


def _merges(words: list[str], place: int) -> bool:
    """Tell whether a ``MERGE`` writes: at least one ``THEN`` is not followed by ``DO NOTHING``."""
    rest = itertools.takewhile(lambda word: word != ";", words[place:])
    return any(before == "then" and word in ("delete", "insert", "update") for before, word in itertools.pairwise(rest))


def _name(words: list[str], place: int) -> tuple[list[str], int]:
    """Read ``ONLY (database.schema.table) *``, mostly optional; return the names and the end."""
    if words[place] == "only":
        place += 1
        place += words[place] == "("
    names: list[str] = []
    while _is_name(words[place]):
        names.append(words[place].removeprefix('"'))
        place += 1
        if words[place] != ".":
            break
        place += 1
    if names:
        place += words[place] in (")", "*")
    return names, place


def _is_name(word: str) -> bool:
    return word[0] in '"_' or word[0].isalpha() or not word.isascii()
