"""A connection for one untrusted statement, with a deadline and a limit on received bytes."""

import contextlib
import os
import socket
import time
from collections.abc import Generator
from selectors import EVENT_READ, DefaultSelector
from typing import Any, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.waiting import Ready, Wait

_Answer = TypeVar("_Answer")
_PATIENCE = 2  # seconds for a cancellation to be sent
_LONG = 24 * 60 * 60
_PIECE = 32 * 1024  # bytes; fits into the buffer of a socket pair


class LateError(Exception):
    """The deadline has passed without an answer of the server."""


class TooManyBytesError(Exception):
    """The server sends more bytes than allowed."""


class Bounded(psycopg.Connection[Any]):
    """A psycopg connection that waits until ``deadline`` (monotonic clock) and accepts at most ``bytes_left``.

    Beyond either limit it cancels the statement and closes itself, whatever the server does.
    """

    deadline = float("inf")
    bytes_left = 0
    _server: socket.socket | None = None
    _outer: socket.socket | None = None

    def count(self) -> None:
        """From now on relay the server's data piece by piece, and count the bytes.

        libpq reads as long as data arrives, even a gigabyte at once. Its socket is therefore replaced by one end of a
        socket pair. Windows cannot replace a socket, so nothing is counted there.
        """
        if os.name != "posix":
            return
        inner, self._outer = socket.socketpair()
        self._server = socket.socket(fileno=os.dup(self.fileno()))
        inner.settimeout(0)
        self._outer.settimeout(_PATIENCE)
        os.dup2(inner.fileno(), self.fileno(), inheritable=False)
        inner.close()

    def wait(self, gen: Generator[Wait, Ready, _Answer], *_args: Any, **_options: Any) -> _Answer:
        """Resume psycopg's generator whenever the socket is ready."""
        try:
            wanted = next(gen)
            with DefaultSelector() as selector:
                selector.register(self.fileno(), wanted)
                for other in filter(None, (self._server, self._outer)):
                    selector.register(other, EVENT_READ)
                while True:
                    if ready := self._ready(selector):
                        wanted = gen.send(Ready(ready))
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
        """Return the events that libpq may continue with; 0 after data was relayed."""
        found = {key.fileobj: events for key, events in selector.select(max(0, self.deadline - time.monotonic()))}
        if not found or time.monotonic() > self.deadline:
            raise LateError
        if self._outer in found:
            self._send()
        if ready := found.get(self.fileno(), 0):
            return ready
        if self._server in found and not self._receive():
            selector.unregister(self._server)
        return 0

    def _send(self) -> None:
        """Relay data from libpq to the server."""
        server, outer = self._pair()
        server.settimeout(min(max(0.001, self.deadline - time.monotonic()), _LONG))
        try:
            server.sendall(outer.recv(_PIECE))
        except TimeoutError:
            raise LateError from None
        except ConnectionError:
            pass  # libpq finds out when it reads

    def _receive(self) -> bool:
        """Relay a piece of data from the server to libpq; at end of file relay that and return ``False``."""
        server, outer = self._pair()
        try:
            piece = server.recv(_PIECE)
        except ConnectionError:
            piece = b""
        if not piece:
            outer.shutdown(socket.SHUT_WR)
            return False
        self.bytes_left -= len(piece)
        if self.bytes_left < 0:
            raise TooManyBytesError
        outer.sendall(piece)
        return True

    def _pair(self) -> tuple[socket.socket, socket.socket]:
        assert self._server is not None  # noqa: S101  # called only after count()
        assert self._outer is not None  # noqa: S101
        return self._server, self._outer

    def cut(self) -> None:
        """Cancel the running statement, and close the connection without waiting for an answer."""
        if not self.closed:
            if self.info.transaction_status == TransactionStatus.ACTIVE:
                with contextlib.suppress(psycopg.Error):
                    self.cancel_safe(timeout=_PATIENCE)
            self.close()
        if self._server and self._outer:
            with contextlib.suppress(OSError):
                self._outer.settimeout(0)
                self._server.send(self._outer.recv(_PIECE))  # libpq's last message: the connection is closed
            self._server.close()
            self._outer.close()
            self._server = self._outer = None
