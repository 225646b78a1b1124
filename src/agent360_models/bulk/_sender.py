"""Sends the text of rows with COPYs that are open only while they send."""

from collections.abc import Callable
from typing import Any

from psycopg.abc import Buffer
from psycopg.copy import Writer

# Bytes that are collected before a COPY opens and sends them.
SENT_AT_ONCE = 1 << 20


class Sender(Writer):
    """Collects the bytes of rows; once there are enough, opens a COPY, sends them and closes it."""

    def __init__(self, cursor: Any, sql: str, count: Callable[[int], None]) -> None:
        self.cursor = cursor
        self.sql = sql
        self.count = count  # called with the number of rows that a COPY has sent
        self.blocks: list[Buffer] = []
        self.size = 0

    def write(self, data: Buffer) -> None:
        """Take a block of whole rows."""
        self.blocks.append(data)
        self.size += len(data)
        if self.size >= SENT_AT_ONCE:
            self._send()

    def finish(self, exc: BaseException | None = None) -> None:
        """Send the rest, unless there was an error."""
        if exc is None and self.blocks:
            self._send()

    def _send(self) -> None:
        blocks, self.blocks, self.size = self.blocks, [], 0
        with self.cursor.copy(self.sql) as copy:
            for block in blocks:
                copy.write(block)
        self.count(self.cursor.rowcount)
