"""A real PgBouncer, as packaged by a distribution, in front of a test's database."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections

BINARY = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
PORT = "6432"
CONFIGURATION = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr =
listen_port = {listen_port}
unix_socket_dir = {folder}
auth_type = any
"""


@contextmanager
def pooled(alias: str, *, mode: str = "transaction", size: int = 10, **options: Any) -> Iterator["Pool"]:
    """Have a database of the tests' server reached through PgBouncer, for the block and by this alias.

    ``options`` are those of its section ``[pgbouncer]``. The test is skipped where there is no PgBouncer.
    """
    if BINARY is None:
        pytest.skip("pgbouncer is not installed")
    facts = connections[alias].settings_dict
    direct = {"HOST": facts["HOST"], "PORT": facts["PORT"]}
    options = {"pool_mode": mode, "default_pool_size": size, **options}
    with tempfile.TemporaryDirectory() as folder:
        lines = CONFIGURATION.format(
            host=facts["HOST"], port=facts["PORT"], user=facts["USER"], listen_port=PORT, folder=folder
        )
        file = Path(folder, "pgbouncer.ini")
        file.write_text(lines + "".join(f"{name} = {value}\n" for name, value in options.items()), encoding="utf-8")
        command = [*_as_owner_of(Path(facts["HOST"]), folder, file), BINARY, "--quiet", str(file)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                deadline = time.monotonic() + 10
                while not _listens(Path(folder, f".s.PGSQL.{PORT}")):
                    if process.poll() is not None or time.monotonic() > deadline:
                        pytest.skip("pgbouncer does not start here")
                    time.sleep(0.02)
                connections[alias].close()
                facts |= {"HOST": folder, "PORT": PORT}
                yield Pool(alias, direct)
            finally:
                connections[alias].close()
                facts |= direct
                process.terminate()


def _listens(path: Path) -> bool:
    """Tell whether somebody accepts connections: the file is there a moment earlier."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def _as_owner_of(server: Path, *paths: str | Path) -> list[str]:
    """Return what has a command run as the user who may reach the server's folder, and give him these paths.

    PgBouncer refuses to run as root: where the server itself does, it runs under another name.
    """
    if os.geteuid() != 0:
        return []
    owner = server.stat()
    if owner.st_uid == 0:
        return ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    for path in paths:
        os.chown(path, owner.st_uid, owner.st_gid)
    return ["setpriv", f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups"]


class Pool:
    """A database behind a pooler, and the way past it."""

    def __init__(self, alias: str, direct: dict[str, Any]) -> None:
        self.alias = alias
        self._facts = connections[alias].settings_dict
        self._direct = direct

    def connect(self) -> psycopg.Connection[Any]:
        """Connect as one more client of the pool."""
        facts = self._facts
        place = {"host": facts["HOST"], "port": facts["PORT"], "user": facts["USER"], "dbname": facts["NAME"]}
        return psycopg.connect(**place, autocommit=True, prepare_threshold=None)

    def ask_server(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query that goes past the pooler."""
        with psycopg.connect(
            host=self._direct["HOST"], port=self._direct["PORT"], user=self._facts["USER"], dbname=self._facts["NAME"]
        ) as session:
            return session.execute(sql).fetchall()

    def left(self) -> list[tuple[Any, ...]]:
        """Return the advisory locks and the temporary tables that some session still has."""
        return self.ask_server(
            "SELECT 'lock', classid::text FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
            " UNION ALL SELECT 'table', relname::text FROM pg_class WHERE relpersistence = 't'"
        )
