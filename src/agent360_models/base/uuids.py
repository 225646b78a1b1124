"""Globally unique keys, and rows that have them."""

import secrets
import sys
import threading
import time
import uuid

from django.db import models

from agent360_models.base._combination import CooperativeModel

__all__ = ["UUIDModel", "uuid7"]

if sys.version_info >= (3, 14):

    def uuid7() -> uuid.UUID:
        """Return a UUID that sorts by the time of its making (RFC 9562, version 7)."""
        return uuid.uuid7()

else:
    _lock = threading.Lock()
    _last = 0

    def uuid7() -> uuid.UUID:
        """Return a UUID that sorts by the time of its making (RFC 9562, version 7).

        It consists of 48 bits of milliseconds, 12 bits of their fraction (method 3 of section 6.2) and 62 random bits.
        Within a process the values are strictly monotonic, even when the clock is set back.
        """
        global _last  # noqa: PLW0603  # the last value
        with _lock:
            milliseconds, rest = divmod(time.time_ns(), 1_000_000)
            _last = stamp = max(milliseconds << 12 | (rest << 12) // 1_000_000, _last + 1)
        high = stamp >> 12 << 16 | 7 << 12 | stamp & 0xFFF
        return uuid.UUID(int=high << 64 | 0b10 << 62 | secrets.randbits(62))


class UUIDModel(CooperativeModel):
    """A row whose key is a UUID made in Python: known before the save, and without hints about the row count."""

    id = models.UUIDField(
        verbose_name="Id",
        primary_key=True,
        default=uuid.uuid4,
        editable=False,
        help_text="A random UUID that Python makes before the row is saved.",
    )

    class Meta:
        abstract = True
