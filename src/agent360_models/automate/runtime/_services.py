"""Helpers for all services: optional packages, headers, errors without secrets, check results."""

import time
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from agent360_models.exceptions import MissingExtraError
from agent360_models.secrets import revealed


def of_extra(extra: str, module: str, *, package: str = "") -> Any:
    """Return a module; raises ``MissingExtraError`` if its package (by default, of the same name) is missing."""
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(package or module, extra) from error


class Check(NamedTuple):
    """The result of an attempt to reach a service, without secrets."""

    ok: bool
    detail: str
    latency_ms: int


def check(attempt: Callable[[], str], refused: type[Exception]) -> Check:
    """Return the result of an attempt: its return value, or its error of the class ``refused``."""
    started = time.monotonic()
    try:
        ok, detail = True, attempt()
    except refused as error:
        ok, detail = False, str(error)
    return Check(ok, detail, round(1000 * (time.monotonic() - started)))


def auth_headers(auth: Mapping[str, Any]) -> dict[str, str]:
    bearer = {"Authorization": f"Bearer {auth['token']}"} if "token" in auth else {}
    return bearer | dict(auth.get("headers", {}))


def without_secrets(text: str, secrets: Any) -> str:
    """Return a foreign text with all values of a document replaced by asterisks."""
    # The longest first, since a shorter value may be part of a longer one.
    for secret in sorted(_texts_in(revealed(secrets)), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def _texts_in(document: Any) -> Iterator[str]:
    if isinstance(document, str) and document:
        yield document
    for inner in document.values() if isinstance(document, dict) else document if isinstance(document, list) else ():
        yield from _texts_in(inner)
