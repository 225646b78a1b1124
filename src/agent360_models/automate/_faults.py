"""The vocabulary of all checks of JSON documents: kinds of values, and the sentences for faults.

A fault is one sentence. It names keys and places, shortened, and never repeats a value that may be a secret.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from agent360_models.fields.document import short_repr
from agent360_models.secrets import revealed

# Characters that cannot end a header, and that no HTTP client rejects by an error with the value.
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")

_DAY = 86_400


class Kind(NamedTuple):
    """A kind of value: its description and its test."""

    words: str
    fits: Callable[[Any], bool]


Kinds = Mapping[str, Kind]  # by the key of the value


def is_text(value: Any) -> bool:
    """Tell whether a value is a non-empty text without a NUL character."""
    return isinstance(value, str) and value != "" and "\0" not in value


def is_number(value: Any, least: float = 0, most: float = float("inf"), *, whole: bool = False) -> bool:
    """Tell whether a value is a number within bounds; true and false are not numbers in JSON."""
    kinds: Any = int if whole else (int, float)
    return isinstance(value, kinds) and not isinstance(value, bool) and least <= value <= most


def is_path(value: Any) -> bool:
    """Tell whether a value is a dotted path, as ``documents.lookup()`` follows."""
    return isinstance(value, str) and "" not in value.split(".")


def _is_url(value: Any) -> bool:
    if not isinstance(value, str) or re.search(r"[\s\x00-\x1f]", value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _is_path_on_server(value: Any) -> bool:
    """Tell whether a text is a path on its server. A full address would take the credentials elsewhere."""
    fits = isinstance(value, str) and not value.startswith("//") and not re.search(r"[\s\x00-\x1f\\]", value)
    return fits and ":" not in re.split(r"[/?#]", value)[0]


def _is_header(value: Any) -> bool:
    return isinstance(value, str) and _HEADER_VALUE.fullmatch(value) is not None


def _are_headers(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and _HEADER_NAME.fullmatch(name) and _is_header(text) for name, text in value.items()
    )


def number(least: float, most: float) -> Kind:
    return Kind(f"a number from {least:g} up to {most:g}", lambda value: is_number(value, least, most))


def count(least: int, most: int) -> Kind:
    return Kind(f"a whole number from {least} up to {most:,}", lambda value: is_number(value, least, most, whole=True))


def texts(most: int) -> Kind:
    return Kind(
        f"a list of texts, at least one and up to {most}",
        lambda value: isinstance(value, list) and 1 <= len(value) <= most and all(map(is_text, value)),
    )


ANYTHING = Kind("anything", lambda _: True)
TEXT = Kind("a text", is_text)
BOOLEAN = Kind("true or false", lambda value: isinstance(value, bool))
NAMES = Kind("a list of names", lambda value: isinstance(value, list) and all(map(is_text, value)))
SECONDS = Kind("a number of seconds above 0, and at most a day", lambda v: is_number(v, 0, _DAY) and v > 0)
WHOLE_SECONDS = Kind("a whole number of seconds above 0", lambda value: is_number(value, 1, _DAY, whole=True))
COUNT = Kind("a whole number, 0 or more", lambda value: is_number(value, whole=True))
PORT = Kind("a number from 1 to 65535", lambda value: is_number(value, 1, 65_535, whole=True))
URL = Kind("an http or https URL without a user or a password", _is_url)
PATH_ON_SERVER = Kind("a path on that server, such as status/me", _is_path_on_server)
HEADER = Kind("a text of ASCII characters on one line", _is_header)
HEADERS = Kind("an object of header names and their values, each of ASCII characters on one line", _are_headers)

IS_NO_PATH = "is not a path: keys joined by dots."

HTTP_AUTH: Kinds = {"token": HEADER, "headers": HEADERS}  # the credentials of a service reached over HTTP


def of_object(document: Any, kinds: Kinds, required: Iterable[str] = ()) -> list[str]:
    """Return the faults of an object with these allowed and required keys."""
    document = revealed(document)
    if not isinstance(document, dict):
        return ["It has to be an object."]
    found = []
    if missing := [key for key in required if key not in document]:
        found.append(f"Missing: {', '.join(missing)}.")
    if unknown := sorted(str(key)[:50] for key in document if key not in kinds):
        found.append(f"Unknown: {', '.join(unknown)}. Known: {', '.join(kinds) or 'nothing'}.")
    return found + [
        f"{key} has to be {kind.words}."
        for key, kind in kinds.items()
        if key in document and not kind.fits(document[key])
    ]


def unknown_keys(item: Mapping[str, Any], known: Iterable[str], name: str) -> Iterator[str]:
    """Yield a fault for each unknown key; ``name`` is the object that has them."""
    for key in item:
        if key not in known:
            yield f"{name} has a key {short_repr(key)}, which is none of: {', '.join(known)}."


def json_kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
