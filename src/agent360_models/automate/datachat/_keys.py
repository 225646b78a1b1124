"""Keys of widgets: ``prefix.secret``, of which only the prefix and a hash are stored.

The secret has 256 random bits, so its plain SHA-256 cannot be reversed and needs no salt.
"""

import hashlib
import secrets

_PREFIX_BYTES = 6
PREFIX_LENGTH = 2 * _PREFIX_BYTES
_MAX_LENGTH = 200


def new_prefix() -> str:
    return secrets.token_hex(_PREFIX_BYTES)


def new_key(prefix: str) -> str:
    return f"{prefix}.{secrets.token_urlsafe(32)}"


def prefix_of(key: object) -> str | None:
    """Return the public part of a key from a request; ``None`` if it cannot be a key."""
    if not isinstance(key, str) or not key.isascii() or len(key) > _MAX_LENGTH:
        return None
    prefix, dot, secret = key.partition(".")
    return prefix if len(prefix) == PREFIX_LENGTH and prefix.isalnum() and dot and secret else None


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def fits(key: str, stored: str) -> bool:
    """Tell whether ``stored`` is the hash of ``key``, in constant time."""
    return secrets.compare_digest(hash_of(key), stored)
