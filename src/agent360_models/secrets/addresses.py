"""Addresses in JSON documents: the services that receive the credentials."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from agent360_models.secrets.masking import is_secret_key, words_of
from agent360_models.secrets.secret import Secret

__all__ = ["TYPE_AGAIN", "addresses", "is_address_key", "keeps_secrets", "origin", "secrets_in"]

# The error for credentials that must be typed again.
TYPE_AGAIN = (
    "The address has changed, or somebody has changed the credentials meanwhile. Type the credentials again: stored"
    " ones are not sent to a new address."
)
# A key with one of these words contains an address.
_WORDS = frozenset(
    re.findall(
        r"[a-z]+",
        "account addr address authority backend base bastion bootstrap broker brokers bucket bundle ca cafile"
        " callback capath cert certificate cloud cluster cmd command company datacenter dc dest destination"
        " discovery dns domain driver endpoint endpoints environment executable fingerprint forward ftp gateway"
        " host hostaddr hostname hosts href imap insecure instance ip issuer jwks ldap ldaps link location mirror"
        " mx namespace node nodes org origin peer pop port project protocol provider proxies proxy realm redirect"
        " region relay remote resolver resource sandbox scheme server servers service sftp shop site sites smtp"
        " smtps socket socks ssh ssl sslmode sslrootcert store subdomain target team tenant tls transport trust"
        " truststore tunnel uds unix upstream uri uris url urls vault verify via webhook webhooks workspace zone",
    )
)
# And so does one that is written as one word with these, such as dbhost and smtpport.
_GLUED = re.compile(
    r".+(addresse?s?|domain|endpoints?|gateway|hosts?|hostname|proxy|servers?|ur[il]s?)"
    r"|(db|ftp|https?|imap|mail|pop|proxy|sftp|smtps?|socks|ssh|ssl|tcp|tls|udp)port"
)
_SECRET_ADDRESSES = frozenset(
    [
        "amqp",
        "broker",
        "conn",
        "connection",
        "database",
        "db",
        "dsn",
        "mongo",
        "mongodb",
        "mysql",
        "postgres",
        "rabbitmq",
        "redis",
    ]
)
# A host within a text: with a dot, as an address, or at the beginning with a port or behind slashes.
_HOST = re.compile(
    r"(?<![\w-])(?<![\w-][.\u3002\uff0e\uff61])([\w-]+[.\u3002\uff0e\uff61])+([^\W\d_]{2,}|xn--[\w-]+)(?![\w-])"
    r"|(?<![\w.])([0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.])"
    r"|(?<![\w-])localhost(?![\w-])"
    r"|\[[0-9a-f:.]+(%\w+)?\]|(?<![^\s=(@/])(?=[0-9a-f:]*::)[0-9a-f:.]+(%\w+)?(?![^\s/),;])"
    r"|\A\s*(//[^/]|[a-z][\w-]*:[0-9]{1,5}(?![\w:.-]))",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(r"(?<![\w-])([\w-]+)\s*[=:]")
_PARTS = re.compile(r"[\s,;|]+")  # prose that mentions a host has other parts too
_LONGEST = 2_000  # characters of a text in which an address is looked for
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "postgres": 5432, "postgresql": 5432}


def origin(url: str) -> tuple[object, ...]:
    """Return the normalised scheme, user, host and port of a URL, or the text itself if it is not a URL."""
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").lower(), parts.port
    except ValueError:
        return (url,)
    user = parts.netloc.rpartition("@")[0]
    return (scheme, user, host, port or _PORTS.get(scheme)) if host else (url,)


def _address_in(text: str) -> object:
    """Return what a text says about servers; ``None`` if it names no server.

    The path of a URL does not count, unless the URL names another server there, as ``?host=`` does.
    """
    before, is_url, _ = text.partition("://")
    if not is_url or len(before.split()) != 1:
        return text.lower() if is_url or _names_server(text) else None
    found = origin(text)
    try:
        rest = urlsplit(text.strip())._replace(scheme="", netloc="").geturl()
    except ValueError:
        return found
    path, _, asked = unquote(rest).partition("?")
    return (*found, rest) if "//" in path or "," in path or "#" in rest or _names_server(asked) else found


def _names_server(text: str) -> bool:
    """Tell whether a text is a host or a list of hosts, or contains a URL or a pair such as ``host=...``."""
    some = text[:_LONGEST]
    if "://" in some or any(map(is_address_key, _ASSIGNED.findall(some))):
        return True
    found = [bool(_HOST.search(part)) or "=" in part for part in _PARTS.split(some) if part]
    return all(found) and bool(_HOST.search(some))


def is_address_key(key: object) -> bool:
    """Tell whether a key is part of an address, as ``base_url``, ``host`` and ``sslmode`` are."""
    words = [word.rstrip("0123456789") for word in words_of(key)]
    return not _WORDS.isdisjoint(words) or any(map(_GLUED.fullmatch, words))


def addresses(document: Any) -> dict[tuple[str, ...], object]:
    """Return the addresses in a document, by their path in the document.

    Secrets are left out. A newly typed secret that is itself an address, such as a ``dsn``, equals no other address.
    """
    return dict(_addresses(document, (), is_address=False))


def _addresses(document: Any, path: tuple[str, ...], *, is_address: bool) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(document, dict):
        for key, value in document.items():
            here = (*path, str(key))
            if is_address or _names_server(str(key)):
                yield here, None  # replaced by an address in the value
            if not (isinstance(value, Secret) or is_secret_key(key)):
                yield from _addresses(value, here, is_address=is_address or is_address_key(key))
            elif not _SECRET_ADDRESSES.isdisjoint(words_of(key)) and not (
                isinstance(value, Secret) and value.is_as_stored
            ):
                yield here, object()
    elif isinstance(document, list | tuple):
        for place, value in enumerate(document):
            yield from _addresses(value, (*path, str(place)), is_address=is_address)
    elif isinstance(document, str) and (found := _address_in(document)) is not None:
        yield path, found
    elif is_address:
        yield path, document.lower() if isinstance(document, str) else document


def keeps_secrets(document: Any) -> bool:
    """Tell whether a document contains non-empty secrets that are still as stored, and not typed again."""
    return any(secret.is_as_stored and not secret.is_empty() for secret in secrets_in(document))


def secrets_in(document: Any) -> Iterator[Secret]:
    """Yield the secrets in a document."""
    if isinstance(document, Secret):
        yield document
    elif isinstance(document, dict | list):
        for value in document.values() if isinstance(document, dict) else document:
            yield from secrets_in(value)
