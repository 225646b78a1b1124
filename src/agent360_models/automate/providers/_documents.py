"""Checks of the JSON columns of this app: the keys and values they may have, and what is wrong with others."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from agent360_models.secrets import revealed

# What can stand in a header without ending it, and without an error that repeats it.
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")

_DAY = 86_400


class Check(NamedTuple):
    """The outcome of an attempt to reach a service, without secrets."""

    ok: bool
    detail: str
    latency_ms: int


class Kind(NamedTuple):
    """A kind of value, in words and as a test."""

    words: str
    fits: Callable[[Any], bool]


Kinds = Mapping[str, Kind]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != "" and "\0" not in value


def _is_number(value: Any, kinds: Any = (int, float)) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def _is_url(value: Any) -> bool:
    if not isinstance(value, str) or re.search(r"[\s\x00-\x1f]", value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _is_path(value: Any) -> bool:
    """Tell whether a text stays on its server: the credentials would follow one that is an address."""
    fits = isinstance(value, str) and not value.startswith("//") and not re.search(r"[\s\x00-\x1f\\]", value)
    return fits and ":" not in re.split(r"[/?#]", value)[0]


def _is_header(value: Any) -> bool:
    return isinstance(value, str) and _HEADER_VALUE.fullmatch(value) is not None


def _are_headers(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and _HEADER_NAME.fullmatch(name) and _is_header(text) for name, text in value.items()
    )


TEXT = Kind("a text", _is_text)
SECONDS = Kind("a number of seconds above 0, and at most a day", lambda v: _is_number(v) and 0 < v <= _DAY)
WHOLE_SECONDS = Kind("a whole number of seconds above 0", lambda v: _is_number(v, int) and 0 < v <= _DAY)
COUNT = Kind("a whole number, 0 or more", lambda v: _is_number(v, int) and v >= 0)
PORT = Kind("a number from 1 to 65535", lambda v: _is_number(v, int) and 0 < v < 1 << 16)
URL = Kind("an http or https URL without a user or a password", _is_url)
PATH = Kind("a path on that server, such as status/me", _is_path)
HEADER = Kind("a text of ASCII characters on one line", _is_header)
HEADERS = Kind("an object of header names and their values, each of ASCII characters on one line", _are_headers)


def problems(document: Any, kinds: Kinds, required: Iterable[str] = ()) -> list[str]:
    """Say what is wrong with a document, without repeating any value of it."""
    document = revealed(document)
    if not isinstance(document, dict):
        return ["It has to be an object."]
    found = []
    if missing := [key for key in required if key not in document]:
        found.append(f"Missing: {', '.join(missing)}.")
    if unknown := sorted(str(key)[:50] for key in document if key not in kinds):
        found.append(f"Unknown: {', '.join(unknown)}. Known: {', '.join(kinds) or 'nothing'}.")
    found += [
        f"{key} has to be {kind.words}."
        for key, kind in kinds.items()
        if key in document and not kind.fits(document[key])
    ]
    return found


# What opens a service that is reached over HTTP.
HTTP_AUTH: Kinds = {"token": HEADER, "headers": HEADERS}


def auth_headers(auth: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers that ``token`` and ``headers`` stand for."""
    bearer = {"Authorization": f"Bearer {auth['token']}"} if "token" in auth else {}
    return bearer | dict(auth.get("headers", {}))


def without_secrets(text: str, secrets: Any) -> str:
    """Return a text of somebody else in which the values of a document are replaced by asterisks."""
    # The longest first: a shorter one may be a part of it.
    for secret in sorted(_texts_in(revealed(secrets)), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def _texts_in(document: Any) -> Iterator[str]:
    if isinstance(document, str) and document:
        yield document
    for inner in document.values() if isinstance(document, dict) else document if isinstance(document, list) else ():
        yield from _texts_in(inner)
