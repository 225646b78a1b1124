"""A connection for one statement of somebody else: it ends at a moment, and takes a number of bytes."""

import contextlib
import struct
import time
from collections.abc import Generator
from selectors import DefaultSelector
from typing import Any, TypeVar

import psycopg
from psycopg.waiting import Ready, Wait

try:
    from fcntl import ioctl
    from termios import FIONREAD
except ImportError:  # Windows, where only what has arrived is counted
    ioctl = None  # type: ignore[assignment]

_Answer = TypeVar("_Answer")
_PATIENCE = 2  # seconds for a cancellation to be sent


class LateError(Exception):
    """The moment has come, and the server has not answered."""


class TooManyBytesError(Exception):
    """The server sends more than is taken."""


class Bounded(psycopg.Connection[Any]):
    """A connection of psycopg that waits until ``deadline``, of the monotonic clock, and takes ``bytes_left``.

    Beyond either it cancels the statement and closes itself, whatever the server does.
    """

    deadline = float("inf")
    bytes_left = 0

    def wait(self, gen: Generator[Wait, Ready, _Answer], *_args: Any, **_options: Any) -> _Answer:
        """Go on with what psycopg does whenever the socket is ready."""
        try:
            wanted = next(gen)
            with DefaultSelector() as selector:
                selector.register(self.fileno(), wanted)
                while True:
                    ready = Ready(self._ready(selector))
                    before, wanted = wanted, gen.send(ready)
                    if wanted != before:
                        selector.modify(self.fileno(), wanted)
        except StopIteration as end:
            answer: _Answer = end.value
            return answer
        except psycopg.Error:
            raise
        except BaseException:
            self.cut()
            raise

    def _ready(self, selector: DefaultSelector) -> int:
        """Return for what the socket is ready, and count the bytes that are about to be read.

        libpq itself would take a message of a gigabyte.
        """
        found = selector.select(max(0, self.deadline - time.monotonic()))
        if not found or time.monotonic() > self.deadline:
            raise LateError
        if ioctl is not None:
            (size,) = struct.unpack("i", ioctl(self.fileno(), FIONREAD, b"\0" * 4))
            self.bytes_left -= size
            if self.bytes_left < 0:
                raise TooManyBytesError
        return found[0][1]

    def cut(self) -> None:
        """Cancel what the server does for this connection, and close it without waiting for an answer."""
        if not self.closed:
            if self.info.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                with contextlib.suppress(psycopg.Error):
                    self.cancel_safe(timeout=_PATIENCE)
            self.close()
