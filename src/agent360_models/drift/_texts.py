"""The gist of constraint texts, from Django or PostgreSQL: enough to recognise a constraint under another name."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_CAST = (
    r'::\s*(?:(?:"[^"]+"|\w+)\.)?(?P<type{n}>"[^"]+"|character varying|bit varying|double precision'
    r"|(?:timestamp|time)(?:\(\d+\))?(?: with(?:out)? time zone)?|\w+)(?:\(\s*\d+(?:\s*,\s*-?\d+)?\s*\))?(?:\[\])*"
)
_TOKEN = re.compile(
    rf"""'(?P<text>(?:[^']|'')*)'(?:{_CAST.format(n=1)})?|{_CAST.format(n=2)}|"(?P<quoted>[^"]+)\""""
    r"|(?P<null>IS\s+(?:NOT\s+)?NULL)|(?<![\w.])(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<function>\w+)(?=\()"
    r"|(?P<word>\w+)|(?P<operator>[<>=!&|@~#-]+)"
)
_ENDING = re.compile(r"\s+(?:NOT VALID|NO INHERIT|NOT ENFORCED|DEFERRABLE|INITIALLY \w+)$")
_LONGEST_ENDING = 30
# Next to another condition on the same column, OR IS NULL is redundant: a check passes for NULL anyway.
# It begins at the start of a word only: in a long literal, each letter would be tried.
_OR_NULL = re.compile(r'\bOR\s+\(*"?(\w+)"?\s+IS NULL\b|(?:(?<!\()\(++"?|(?<![\w"(])"?)(\w++)"?\s++IS NULL\)*+\s+OR\b')
# Types with several spellings of one value.
_MANY_SPELLINGS = ("date", "time", "interval", "json", "uuid", "bytea", "inet", "cidr")
_OPERATORS = {"<", "<=", ">", ">=", "=", "<>", "&&", "@>", "<@", "-|-"}
_NEGATIONS = {"NOT", "<>"}
_COMPARISONS = {"<", "<=", ">", ">=", "IS NULL", "IS NOT NULL"}
_WORDS = {"IN": {"="}, "BETWEEN": {">=", "<="}, "OR": {"OR"}, "NOT": {"NOT"}, "false": {"NOT"}}


@dataclass(frozen=True, slots=True)
class Gist:
    """The content of a constraint: its columns, values, operators and functions."""

    columns: frozenset[str]
    values: frozenset[str]
    operators: frozenset[str]
    functions: frozenset[str]

    def says_the_same_as(self, other: "Gist") -> bool:
        """Tell whether both constrain the same columns with the same values, as far as their texts show.

        A negation reverses its comparisons, so the operators are compared only without negations.
        """
        mine, theirs = (gist.operators & _NEGATIONS for gist in (self, other))
        if (self.columns, self.values, bool(mine)) != (other.columns, other.values, bool(theirs)):
            return False
        return bool(mine) or self.operators & _COMPARISONS == other.operators & _COMPARISONS

    def may_say_the_same_as(self, other: "Gist") -> bool:
        """Like ``says_the_same_as``, but for separately written texts: beyond one comparison only the columns count."""
        if self.is_plain and other.is_plain:
            return self.says_the_same_as(other)
        return self.columns == other.columns

    @property
    def is_plain(self) -> bool:
        """Whether the constraint compares one column with one value."""
        words = self.operators & {"OR", "IS NULL", "IS NOT NULL", *_NEGATIONS}
        return len(self.columns) == 1 and len(self.values) <= 1 and not words and not self.functions


def gist(definition: str, columns: Collection[str]) -> Gist:
    """Return the gist of a definition over some of these columns; the text before its first parenthesis is a name."""
    said = definition.partition("(")[2]
    while ending := _ENDING.search(said, max(0, len(said) - _LONGEST_ENDING)):
        said = said[: ending.start()]
    said = _OR_NULL.sub(lambda match: "" if said.count(match[1] or match[2]) > 1 else match[0], said)
    found: dict[str, set[str]] = {"columns": set(), "values": set(), "operators": set(), "functions": set()}
    for match in _TOKEN.finditer(said):
        token = match.groupdict()
        if token["text"] is not None:
            if not (token["type1"] or "").startswith(_MANY_SPELLINGS):
                found["values"] |= _elements(token["text"])
        elif token["number"]:
            found["values"].add(_value(token["number"]))
        elif token["null"]:
            found["operators"].add(" ".join(token["null"].split()))
        elif token["function"]:
            found["functions"].add(token["function"].lower())
        elif token["operator"]:
            found["operators"] |= {token["operator"].replace("!=", "<>")} & _OPERATORS
        else:
            name = token["quoted"] or token["word"] or ""
            found["columns"] |= {name} & {*columns}
            found["operators"] |= _WORDS.get(name, set())
    return Gist(**{key: frozenset(values) for key, values in found.items()})


def unmatched(declared: Mapping[str, Gist], live: Mapping[str, Gist]) -> tuple[list[str], list[str]]:
    """Return the names that only one side has, except constraints with equal content under another name."""
    missing = [name for name in declared if name not in live]
    extra = [name for name in live if name not in declared]
    for name in [*missing]:
        renamed = next((other for other in extra if live[other] == declared[name]), None)
        if renamed is not None:
            missing.remove(name)
            extra.remove(renamed)
    return missing, extra


def _elements(text: str) -> set[str]:
    is_array = text.startswith("{") and text.endswith("}")
    return {_value(part.strip('"')) for part in (text[1:-1].split(",") if is_array else [text])}


def _value(text: str) -> str:
    """Return a normalised value: numbers without trailing zeros, texts without white space."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return re.sub(r"\\+", r"\\", "".join(text.split()))  # E'' doubles each backslash
    return str(number.normalize()) if number.is_finite() else text
