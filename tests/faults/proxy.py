"""A network of one's own between a client and the server, which can be cut."""

import socket
import socketserver
import tempfile
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from threading import Lock, Thread
from types import TracebackType
from typing import Self

from agent360_models.testing.postgres import database_settings

SOCKET = ".s.PGSQL.5432"


class Proxy(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Passes on what client and server say to each other, until it is cut.

    ``folder`` stands for the server's own in a connection's ``HOST``. ``commits`` is after how many of them that
    the client sends the network fails, with the server's answer still under way.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, url: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="agent360-", dir="/tmp"))  # a socket's path is short
        self.server = str(Path(database_settings(url)["HOST"]) / SOCKET)
        self.commits: int | None = None
        self.is_down = False
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        super().__init__(str(self.folder / SOCKET), _Pump)

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()
        self.shutdown()
        self.server_close()
        rmtree(self.folder)

    def cut(self, *, for_good: bool = False) -> None:
        """End all connections; with ``for_good`` there are no new ones either."""
        self.is_down = for_good
        with self._lock:
            for end in self._open:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            self._open.clear()

    def join(self, *ends: socket.socket) -> None:
        with self._lock:
            self._open.update(ends)

    def is_last(self, data: bytes) -> bool:
        """Count the commits that a client sends; tell whether the network fails now."""
        if self.commits is None or b"COMMIT\0" not in data:
            return False
        self.commits -= 1
        return self.commits == 0


class _Pump(socketserver.BaseRequestHandler):
    server: Proxy

    def handle(self) -> None:
        if self.server.is_down:
            return
        with socket.socket(socket.AF_UNIX) as upstream:
            upstream.connect(self.server.server)
            self.server.join(self.request, upstream)
            answers = Thread(target=self._pass_on, args=(upstream, self.request))
            answers.start()
            self._pass_on(self.request, upstream)
            answers.join()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                is_last = source is self.request and self.server.is_last(data)
                if is_last:
                    source.shutdown(socket.SHUT_RDWR)
                target.sendall(data)
                if is_last:
                    self.server.cut()
            target.shutdown(socket.SHUT_WR)
