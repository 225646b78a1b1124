"""Means that every service needs: its package, headers, errors without secrets, the outcome of an attempt."""

import time
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from agent360_models.exceptions import MissingExtraError
from agent360_models.secrets import revealed


def of_extra(extra: str, module: str, *, package: str = "") -> Any:
    """Return a module; ``MissingExtraError`` where its package is missing, by default of its name."""
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(package or module, extra) from error


class Check(NamedTuple):
    """The outcome of an attempt to reach a service, without secrets."""

    ok: bool
    detail: str
    latency_ms: int


def check(attempt: Callable[[], str], refused: type[Exception]) -> Check:
    """Return the outcome of an attempt: what it returns, or its error of the class ``refused``."""
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
