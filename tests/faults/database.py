"""A PostgreSQL server that tests may ill-treat, and what is to be seen on it."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg.sql import SQL, Identifier, Literal

from agent360_models.agent360.catalog.models import Product, ProductBrand
from agent360_models.agent360.system.models import SyncLog, SyncWatermark
from agent360_models.tables import reference
from agent360_models.testing.postgres import PostgresServer, database_settings
from tests.faults.rows import TRAP

SECONDS = 30  # until a wait is a failure
TABLE = ProductBrand._meta.db_table
Seen = TypeVar("Seen")
_COUNTS = ("inserted", "updated", "deleted", "skipped", "failed")

# Whoever writes the brand with the code waits while a test holds the lock.
_TRAP = f"""
CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1);
    RETURN NEW;
END $$;
CREATE TRIGGER trap BEFORE INSERT OR UPDATE ON {TABLE}
    FOR EACH ROW WHEN (NEW.pb_brand_code = '{TRAP}') EXECUTE FUNCTION trap();
"""
_LEFT = """
SELECT 'temporary table ' || relname FROM pg_class WHERE relpersistence = 't'
UNION ALL
SELECT 'session that is ' || state FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND state <> 'idle'
UNION ALL
SELECT 'lock ' || mode || ' of ' || locktype FROM pg_locks JOIN pg_stat_activity a USING (pid)
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class Database:
    """A server of the tests' own, behind the alias ``faults``."""

    alias = "faults"

    def __init__(self, data: Path) -> None:
        self.data = data
        # Temporary tables of a server that crashed are removed by its autovacuum, once a minute by default.
        self.server = PostgresServer(data, options={"autovacuum_naptime": "1s", "statement_timeout": f"{2 * SECONDS}s"})

    def start(self) -> None:
        """Start the server over its data folder, and point the alias at it."""
        self.server.start()
        kept = {"CONN_MAX_AGE": None}  # so that nobody is helped by a connection that was due to be renewed
        entry = {**connections["default"].settings_dict, **database_settings(self.server.url), **kept}
        connections.settings.setdefault(self.alias, entry).update(entry)
        connections[self.alias].close()

    def stop(self) -> None:
        connections[self.alias].close()
        self.server.stop()

    def recover(self) -> None:
        """Wait until the server answers; start it again where it is gone."""
        connections[self.alias].close()
        if not is_there(self.postmaster):
            self.stop()
            self.start()
        wait_for(self._answers)

    def install(self) -> None:
        reference.install(reference.installable(), using=self.alias)
        self.execute(_TRAP)

    def empty(self) -> None:
        tables = ", ".join(model._meta.db_table for model in (ProductBrand, Product, SyncLog, SyncWatermark))
        self.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")

    def forget_sessions(self) -> None:
        """Close this thread's connection."""
        connections[self.alias].close()

    # Faults; each returns when the session behind ``pid`` is gone, so that nothing it still does is a matter of luck

    def backend(self) -> int:
        """Return the server process behind this thread's connection."""
        with connections[self.alias].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid: int = cursor.fetchone()[0]
        return pid

    def terminate(self, pid: int) -> None:
        """End a session as an administrator does."""
        self.execute(f"SELECT pg_terminate_backend({pid})")
        wait_for(lambda: not is_there(pid))

    def kill_backend(self, pid: int) -> None:
        """Kill a server process, upon which the server ends all others and recovers."""
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not is_there(pid))

    def kill_server(self, pid: int) -> None:
        """Kill the server's first process, upon which the others end."""
        os.kill(self.postmaster, signal.SIGKILL)
        wait_for(lambda: not is_there(self.postmaster) and not is_there(pid))

    @contextmanager
    def sprung_trap(self) -> Iterator[None]:
        """Hold up whoever writes the brand with the code, for the block."""
        with suppress(psycopg.OperationalError), self.connect() as session:
            session.execute("SELECT pg_advisory_lock(1)")
            yield

    @contextmanager
    def setting(self, **values: str) -> Iterator[None]:
        """Have server parameters for the sessions of the block."""
        name = Identifier("postgres")
        for key, value in values.items():
            self.execute(SQL("ALTER DATABASE {} SET {} = {}").format(name, Identifier(key), Literal(value)))
        connections[self.alias].close()
        try:
            yield
        finally:
            self.execute(SQL("ALTER DATABASE {} RESET ALL").format(name))
            connections[self.alias].close()

    # What is to be seen

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.server.url, autocommit=True)

    def execute(self, sql: Any) -> list[tuple[Any, ...]]:
        with self.connect() as session:
            cursor = session.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def wait_for_lock(self) -> int:
        """Wait until a session waits for a lock; return its process."""

        def waiting() -> list[tuple[Any, ...]]:
            return self.execute("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'")

        pid: int = wait_for(waiting)[0][0]
        return pid

    def lock_holder(self) -> int:
        """Return the server process that holds the lock of a run."""
        pid: int = self.execute("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 360")[0][0]
        return pid

    def left(self) -> list[str]:
        """Return what is left of those who are gone, once the server had the time to notice."""
        deadline = time.monotonic() + SECONDS
        while (found := [text for (text,) in self.execute(_LEFT)]) and time.monotonic() < deadline:
            time.sleep(0.05)
        return found

    def status(self, table: str = TABLE) -> tuple[int, str]:
        """Return the exit status of ``manage.py agent360 status``, and the state that it prints for the table."""
        out, code = StringIO(), 0
        try:
            call_command("agent360", "status", "--database", self.alias, "--format", "json", stdout=out)
        except SystemExit as error:
            code = int(str(error.code))
        objects = json.loads(out.getvalue())["objects"]
        return code, next((entry["state"] for entry in objects if entry["object_name"] == table), "absent")

    def runs(self, table: str = TABLE) -> list[str]:
        """Return how the runs of a table ended, in order; the numbers of each add up."""
        rows = SyncLog.objects.using(self.alias).filter(sl_object_name=table).order_by("pk")
        for row in rows:
            parts = [getattr(row, f"sl_records_{name}") for name in _COUNTS]
            assert row.sl_records_queried == sum(parts), row.sl_error_details
        return [row.sl_status for row in rows]

    @property
    def postmaster(self) -> int:
        """The server's first process."""
        return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])

    def _answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


def wait_for(look: Callable[[], Seen]) -> Seen:
    """Return what there is to be seen once there is something."""
    deadline = time.monotonic() + SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)
    return found


def is_there(pid: int) -> bool:
    """Tell whether a process runs; one that nobody has waited for is gone."""
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip()[:1] not in ("", "Z")
