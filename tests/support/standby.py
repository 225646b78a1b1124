"""A primary with real standbys: ``pg_basebackup``, streaming, and a replay delay set by the test."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg

from agent360_models.testing.postgres import PostgresServer, find_binaries

SECONDS = 30  # until a wait is a failure


class Standby:
    """One standby, as a server that can be killed and started again."""

    def __init__(self, primary: PostgresServer, data: Path) -> None:
        host = unquote(urlsplit(primary.url).netloc.rpartition("@")[2].rpartition(":")[0])
        copied = ["-h", host, "-p", "5432", "-U", "postgres", "-D", str(data), "-R", "-X", "stream", "-c", "fast"]
        subprocess.run([find_binaries() / "pg_basebackup", *copied], check=True, capture_output=True, text=True)
        self.server = PostgresServer(data, options={"hot_standby": "on", "fsync": "off"}).start()

    @property
    def url(self) -> str:
        return self.server.url

    def delay(self, milliseconds: int) -> None:
        """Have it apply each commit so much later."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET recovery_min_apply_delay = {milliseconds}")
            connection.execute("SELECT pg_reload_conf()")

    def kill(self) -> None:
        """End all of its processes at once, as a crash does."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            row: Any = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
            sessions = connection.execute("SELECT pid::text FROM pg_stat_activity").fetchall()
        # The first one starts no others then. They end with it, but one that is about to answer answers first.
        pids = [row[0].split()[0], *(pid for (pid,) in sessions)]
        subprocess.run(["kill", "-9", *pids], check=False, capture_output=True)
        deadline = time.monotonic() + SECONDS
        while any(not state.startswith("Z") for state in _states(pids)):
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def start(self) -> None:
        self.server.stop()
        self.server.start()


def _states(pids: list[str]) -> list[str]:
    listed = subprocess.run(["ps", "-o", "stat=", "-p", ",".join(pids)], check=False, capture_output=True, text=True)
    return listed.stdout.split()


@contextmanager
def standbys(folder: Path, number: int) -> Iterator[tuple[PostgresServer, list[Standby]]]:
    """Start a primary and so many standbys; all are stopped afterwards."""
    options = {"wal_level": "replica", "max_wal_senders": "10", "fsync": "off", "synchronous_commit": "off"}
    with PostgresServer(folder / "primary", options=options) as primary:
        replicas = [Standby(primary, folder / f"standby{n}") for n in range(number)]
        try:
            yield primary, replicas
        finally:
            for replica in replicas:
                replica.server.stop()


def wait_until_replayed(primary: str, standby: str) -> None:
    with psycopg.connect(primary) as connection:
        (position,) = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone() or ("",)
    with psycopg.connect(standby, autocommit=True) as connection:
        deadline = time.monotonic() + SECONDS
        while connection.execute("SELECT pg_last_wal_replay_lsn() < %s::pg_lsn", [position]).fetchone() == (True,):
            assert time.monotonic() < deadline
            time.sleep(0.02)
