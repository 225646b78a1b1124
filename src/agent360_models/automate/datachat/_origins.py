"""Pages that may show a widget: matching the header ``Origin`` of a request against ``ChatEmbed.allowed_domains``.

A pattern is a host. It also has a scheme if that is not ``https``, and a port if that is not the usual one:

==================================  ===================================================
pattern                             allows
==================================  ===================================================
``example.com``                     ``https://example.com``
``*.example.com``                   ``https://`` and any subdomain, not ``example.com`` itself
``http://localhost:8000``           exactly this origin
``[2001:db8::1]``                   ``https://`` and this address, in any notation
==================================  ===================================================

Origins are compared part by part and never as text, so nothing can be added before, after or between the parts. No
pattern allows a value that browsers do not send as an origin: ``null``, a path, a user, another scheme, non-ASCII
letters, a trailing dot.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

MAX_LENGTH = 300  # a host has up to 253 characters
_PORTS = {"http": 80, "https": 443}
_MAX_HOST, _MAX_PORT = 253, 65535

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*"
_PARTS = re.compile(
    r"(?:(?P<scheme>https?)://)?"
    rf"(?:(?P<wild>\*\.)?(?P<host>{_HOST})|\[(?P<ipv6>[0-9a-f:.]{{2,45}})\])"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
)


@dataclass(frozen=True, slots=True)
class _Origin:
    """The parts of an origin or a pattern."""

    scheme: str
    host: str
    port: int
    is_wild: bool

    def allows(self, origin: "_Origin") -> bool:
        if (self.scheme, self.port) != (origin.scheme, origin.port):
            return False
        return origin.host.endswith(f".{self.host}") if self.is_wild else origin.host == self.host


def is_allowed(origin: object, patterns: Iterable[str]) -> bool:
    """Tell whether any pattern allows the origin. A malformed pattern allows nothing."""
    parsed = _parse(origin)
    if parsed is None or parsed.is_wild or "://" not in str(origin):
        return False
    return any(pattern.allows(parsed) for pattern in map(_parse, patterns) if pattern is not None)


def fault_of(pattern: object) -> str | None:
    if _parse(pattern) is not None:
        return None
    return (
        f"{str(pattern)[:80]!a} is not a host. Write example.com, *.example.com or http://localhost:8000: at least two"
        " parts after a star, no path, and non-ASCII letters in the form xn--."
    )


def _parse(text: object) -> _Origin | None:
    """Return the parts of an origin or a pattern; ``None`` for other values."""
    # Check for ASCII first: lower-casing turns some other letters into ASCII.
    if not isinstance(text, str) or not text.isascii() or len(text) > MAX_LENGTH:
        return None
    found = _PARTS.fullmatch(text.lower())
    if found is None:
        return None
    scheme = found["scheme"] or "https"
    port = int(found["port"] or _PORTS[scheme])
    host = _address(found["ipv6"]) if found["ipv6"] else found["host"]
    if host is None or len(host) > _MAX_HOST or port > _MAX_PORT:
        return None
    parent, _, last = host.rpartition(".")
    # *.com would allow unrelated hosts. Browsers read a host that ends in a number as an address, without subdomains.
    if found["wild"] and (not parent or last.isdigit()):
        return None
    return _Origin(scheme, host, port, is_wild=found["wild"] is not None)


def _address(text: str) -> str | None:
    try:
        return f"[{ipaddress.IPv6Address(text)}]"
    except ValueError:
        return None
