"""Which pages may show a widget: the header ``Origin`` of a request against ``ChatEmbed.allowed_domains``.

A pattern is a host, with a scheme before it and a port after it where these are not ``https`` and its usual port:

==================================  ===================================================
pattern                             allows
==================================  ===================================================
``example.com``                     ``https://example.com``
``*.example.com``                   ``https://`` and any subdomain, not ``example.com`` itself
``http://localhost:8000``           exactly this
``[2001:db8::1]``                   ``https://`` and this address, however it is written
==================================  ===================================================

An origin is compared part by part and never as text, so that nothing can be written before, after or between. What is
not an origin as browsers send them is allowed by no pattern: ``null``, a path, a user, another scheme, letters that are
not ASCII, a dot at the end.
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
    """The parts of an origin or of a pattern."""

    scheme: str
    host: str
    port: int
    is_wild: bool

    def allows(self, origin: "_Origin") -> bool:
        """Tell whether this pattern allows ``origin``."""
        if (self.scheme, self.port) != (origin.scheme, origin.port):
            return False
        return origin.host.endswith(f".{self.host}") if self.is_wild else origin.host == self.host


def is_allowed(origin: object, patterns: Iterable[str]) -> bool:
    """Tell whether one of the patterns allows the origin. A pattern that is none allows nothing."""
    parsed = _parse(origin)
    if parsed is None or parsed.is_wild or "://" not in str(origin):
        return False
    return any(pattern.allows(parsed) for pattern in map(_parse, patterns) if pattern is not None)


def fault_of(pattern: object) -> str | None:
    """Say what is wrong with a pattern; ``None`` if nothing is."""
    parsed = _parse(pattern)
    shown = ascii(str(pattern)[:80])
    if parsed is None:
        if not str(pattern).isascii():
            return f"{shown} has letters that are not ASCII. Write the host as browsers send it, with xn--."
        return f"{shown} is no host. Write example.com, *.example.com or http://localhost:8000, without a path."
    if parsed.is_wild and "." not in parsed.host:
        return f"{shown} would allow every host below {parsed.host!r}. Name at least two parts after the star."
    return None


def _parse(text: object) -> _Origin | None:
    """Return the parts of an origin or a pattern; ``None`` for what is neither."""
    # ASCII first: some other letters become ASCII ones in lower case.
    if not isinstance(text, str) or not text.isascii() or len(text) > MAX_LENGTH:
        return None
    found = _PARTS.fullmatch(text.lower())
    if found is None:
        return None
    scheme = found["scheme"] or "https"
    port = int(found["port"] or _PORTS[scheme])
    host = _address(found["ipv6"]) if found["ipv6"] else found["host"]
    # A name whose last part is a number is an IPv4 address to browsers: it has no subdomains.
    is_number = not found["ipv6"] and host is not None and host.rpartition(".")[2].isdigit()
    if host is None or len(host) > _MAX_HOST or port > _MAX_PORT or (is_number and found["wild"]):
        return None
    return _Origin(scheme, host, port, is_wild=found["wild"] is not None)


def _address(text: str) -> str | None:
    """Return an IPv6 address in its one short form."""
    try:
        return f"[{ipaddress.IPv6Address(text)}]"
    except ValueError:
        return None
