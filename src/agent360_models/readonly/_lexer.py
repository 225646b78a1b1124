"""A lexer with PostgreSQL's rules, from its file ``scan.l``: ``tokens``."""

import re
import string
import sys
from collections.abc import Iterator
from functools import lru_cache

UNREADABLE = '"\0'  # a name whose spelling the lexer does not support

# Every non-ASCII character is a letter; none is a space or a digit.
_LETTER = r"A-Za-z_\u0080-\U0010ffff"
_SPACE = r"[ \t\n\r\f\v]"
# A literal continues after a line break, with the same kind. Possessive, since backtracking could take for ever.
_GOES_ON = rf"(?:[ \t\f\v]|--[^\n\r]*+)*+[\n\r](?:{_SPACE}|--[^\n\r]*+[\n\r])*+"
_PLAIN = r"'[^']*+(?:''[^']*+)*+'"
_ESCAPED = r"'[^'\\]*+(?:(?:''|\\.)[^'\\]*+)*+'"
# psycopg's placeholders, alone or in a row: bulk_create has thousands.
_PLACEHOLDERS = rf"|%[sbt]|\(%s(?:,{_SPACE}*+%s)*+\)"

_COMMENT_EDGE = re.compile(r"/\*|\*/")
_JOINT = re.compile(rf"'{_GOES_ON}'")
_NAMED = re.compile(r"%(?:\([^)]+\).|.)", re.DOTALL)  # as psycopg finds placeholders, even in literals

_NAME_BYTES = 63  # NAMEDATALEN - 1
# With UTF-8 encoding PostgreSQL folds only these letters.
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def tokens(sql: str, *, has_params: bool, has_escapes: bool) -> Iterator[str]:
    """Yield words in lower case, quoted names with a leading ``"``, literals with a leading ``'``, and other signs.

    A literal keeps its text if it is short and has no escapes; of other literals only the ``'`` remains.

    Args:
        sql: the text.
        has_params: whether the text has parameters, so that ``%s`` is a placeholder and not an operator with a name.
        has_escapes: whether backslashes escape in every literal, as without ``standard_conforming_strings``.

    """
    if has_params and "%(" in sql:
        sql = _NAMED.sub(lambda found: "%s" if found[0].startswith("%(") else found[0], sql)
    lexemes = _lexemes(_token(has_params=has_params, has_escapes=has_escapes), sql)
    lexeme = next(lexemes, None)
    while lexeme is not None:
        kind, text = lexeme
        lexeme = next(lexemes, None)
        if kind == "name" and text[0] in "uU":
            escape = "\\"
            if lexeme is not None and lexeme[0] == "word" and lexeme[1].lower() == "uescape":
                escape = _content(next(lexemes, ("literal", ""))[1])
                lexeme = next(lexemes, None)
            yield _unescaped(text[3:-1].replace('""', '"'), escape) if len(escape) == 1 else UNREADABLE
        else:
            yield _read(kind, text)


def _read(kind: str, text: str) -> str:
    if kind == "word":
        return _cut(text.translate(_LOWER))
    if kind == "name":
        return '"' + _cut(text[1:-1].replace('""', '"'))
    return "'" + _content(text) if kind == "literal" else text


@lru_cache
def _token(*, has_params: bool, has_escapes: bool) -> re.Pattern[str]:
    plain = _ESCAPED if has_escapes else _PLAIN
    return re.compile(
        rf"""
          (?P<space> {_SPACE}++ | --[^\r\n]*+ )
        | (?P<comment> /\* )
        | (?P<literal>
              [eE]{_ESCAPED}(?:{_GOES_ON}{_ESCAPED})*+
            | [bBxX]{_PLAIN}(?:{_GOES_ON}{_PLAIN})*+
            | (?:[uU]&)?{plain}(?:{_GOES_ON}{plain})*+
            | \$(?P<tag>(?:[{_LETTER}][{_LETTER}0-9]*+)?)\$.*?\$(?P=tag)\$
            | [0-9][0-9A-Za-z_.]*+
            {_PLACEHOLDERS if has_params else ""}
          )
        | (?P<name> (?:[uU]&)?"[^"]*+(?:""[^"]*+)*+" )
        | (?P<word> [{_LETTER}][{_LETTER}0-9$]*+ )
        | (?P<other> . )
        """,
        re.VERBOSE | re.DOTALL,
    )


def _lexemes(token: re.Pattern[str], sql: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and text of each lexeme, without spaces and comments."""
    place = 0
    while match := token.match(sql, place):
        place = match.end()
        kind = str(match.lastgroup)
        if kind == "comment":
            place = _end_of_comment(sql, place)
        elif kind != "space":
            yield kind, match[0]


def _end_of_comment(sql: str, place: int) -> int:
    """Return the end of the comment that starts before ``place``; PostgreSQL's comments nest."""
    depth = 1
    for edge in _COMMENT_EDGE.finditer(sql, place):
        depth += 1 if edge[0] == "/*" else -1
        if not depth:
            return edge.end()
    return len(sql)


def _content(literal: str) -> str:
    """Return the value of a short literal; empty for one that is long or has escapes."""
    if "\n" in literal or "\r" in literal:
        literal = _JOINT.sub("", literal[:200])
    quote = literal.find("'")
    if not literal or len(literal) > len("false") + 4 or "\\" in literal:
        return ""
    if literal[0] == "$":
        return literal.split("$", 2)[2].rpartition("$")[0].rpartition("$")[0]
    return literal if quote < 0 else literal[quote + 1 : -1].replace("''", "'")


def _cut(name: str) -> str:
    """Return a name cut to 63 bytes, as PostgreSQL does."""
    if len(name) <= _NAME_BYTES // 4:
        return name
    return name.encode(errors="surrogatepass")[:_NAME_BYTES].decode(errors="ignore")


def _unescaped(name: str, escape: str) -> str:
    r"""Return the token of a ``U&`` name: ``\0041`` and ``\+000041`` are letters; surrogate pairs are joined."""
    pattern = rf"{re.escape(escape)}(?:({re.escape(escape)})|\+([0-9a-fA-F]{{6}})|([0-9a-fA-F]{{4}}))"

    def letter(match: re.Match[str]) -> str:
        code = int(match[2] or match[3] or "0", 16)
        return escape if match[1] else chr(code) if code <= sys.maxunicode else match[0]

    return '"' + _cut(re.sub(pattern, letter, name).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
