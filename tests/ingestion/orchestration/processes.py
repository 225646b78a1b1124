"""The processes of the project ``celery_project``: each is a real one, and none outlives its test."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, TypeVar
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

from agent360_models.testing import postgres

ROOT = Path(__file__).parents[3]
PROJECT = "tests.ingestion.celery_project"
SECONDS = 75  # until a wait is a failure; a minute may pass until something is due
Seen = TypeVar("Seen")


class Project:
    """One database and one broker, and the workers and the beat over them.

    With two aliases the tables of ``ingestion`` are in a database of their own, and beat's are on ``default``.
    With a template, another database with one alias, the tables are those of that.
    """

    def __init__(
        self, folder: Path, *, broker: str, aliases: Sequence[str] = ("default",), template: str | None = None
    ) -> None:
        self.folder = folder
        self.template = template
        self.url = postgres.database_url()
        self.databases = {alias: f"celery_{uuid4().hex}" for alias in aliases}
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "PYT"))},
            "DJANGO_SETTINGS_MODULE": f"{PROJECT}.settings",
            "PYTHONPATH": str(ROOT),
            "FOLDER": str(folder),
            "DATABASE_URL": self.url,
            "DATABASES": json.dumps(self.databases),
            "BROKER": broker,
        }
        for part in ("queue", "control"):
            (folder / part).mkdir()

    def __enter__(self) -> Self:
        try:
            with psycopg.connect(self.url, autocommit=True) as server:
                for name in self.databases.values():
                    template = Identifier(self.template or "template1")
                    server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), template))
            if self.environment["BROKER"] == "redis":
                self._start_redis()
            for alias in () if self.template else self.databases:
                self.python("-m", "django", "migrate", "--verbosity", "0", "--database", alias)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            self.kill(process)
        with psycopg.connect(self.url, autocommit=True) as server:
            for name in self.databases.values():
                server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    # What runs

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Start a worker, and wait until it takes messages."""
        name = f"worker{len(self.processes)}@here"
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        process = self._start("-m", "celery", "-A", PROJECT, "worker", "-n", name, "-l", "info", *quiet, *options)
        self.wait_for(lambda: f"{name} ready" in self.log(process))
        return process

    def beat(self) -> subprocess.Popen[bytes]:
        """Start beat, and wait until it has read its tables: what changes while it does so it sees minutes later."""
        scheduler = "django_celery_beat.schedulers:DatabaseScheduler"
        pid_file = f"--pidfile={self.folder / 'beat.pid'}"
        process = self._start("-m", "celery", "-A", PROJECT, "beat", "-S", scheduler, "-l", "debug", pid_file)
        self.wait_for(lambda: "beat: Waking up" in self.log(process))
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process with all that it started, without a word, and wait until it is gone."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def python(self, *arguments: str) -> None:
        """Run Python in the project, as for a command."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def save_in_admin(self, **fields: str) -> None:
        """Save a new schedule with the admin's form."""
        self.python("-m", f"{PROJECT}.save_in_admin", *(f"{name}={value}" for name, value in fields.items()))

    def send(self, schedule: int, times: int = 1) -> None:
        """Put messages on the broker that the schedule is to be run."""
        self.python(
            "-c",
            f"import {PROJECT} as project\n"
            f"for _ in range({times}): project.app.send_task('agent360.run_schedule', ({schedule},))",
        )

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"log{len(self.processes)}").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that it can be killed with its children, and nobody else
            )
        self.processes.append(process)
        return process

    def _start_redis(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        program = str(shutil.which("redis-server"))
        with (self.folder / f"log{len(self.processes)}").open("wb") as log:
            process = subprocess.Popen(
                [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)],
                stdout=log,
                start_new_session=True,
            )
        self.processes.append(process)
        self.environment["BROKER"] = f"redis://127.0.0.1:{port}/0"
        self.wait_for(lambda: "Ready to accept connections" in self.log(process))

    # What is to be seen

    def log(self, process: subprocess.Popen[bytes]) -> str:
        """Return what a process has said."""
        return (self.folder / f"log{self.processes.index(process)}").read_text(encoding="utf-8", errors="replace")

    def wait_for(self, look: Callable[[], Seen]) -> Seen:
        """Return what there is to be seen once there is something."""
        deadline = time.monotonic() + SECONDS
        while not (found := look()):
            assert time.monotonic() < deadline, "\n".join(map(self.log, self.processes))
            time.sleep(0.05)
        return found

    def execute(self, sql: str, alias: str = "") -> list[tuple[Any, ...]]:
        """Run a statement where the tables of ``ingestion`` are; return its rows, if it has any."""
        name = self.databases[alias or list(self.databases)[-1]]
        with psycopg.connect(self.url, dbname=name, autocommit=True) as session:
            cursor = session.execute(SQL(sql))
            return cursor.fetchall() if cursor.description else []

    def calls(self) -> list[dict[str, Any]]:
        """Return what the function that fetches was called with, in order."""
        path = self.folder / "calls"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def history(self) -> list[tuple[str, str | None]]:
        """Return how the runs ended, and with which error, in order."""
        return [
            (status, error)
            for status, error in self.execute(
                'SELECT status, error_message FROM "orchestration"."sync_history" ORDER BY id'
            )
        ]

    def contacts(self) -> list[tuple[str, int]]:
        """Return how many contacts of each first name there are."""
        return [
            (name, number)
            for name, number in self.execute("SELECT firstname, count(*) FROM hubspot_contact GROUP BY 1 ORDER BY 1")
        ]

    # The course of time

    def let_pass(self, minutes: int = 10, *, beat_has_sent: bool = False) -> int:
        """Make the schedule due so long ago, for beat too unless it has sent its message; return its key.

        Beat is due to look for what is overdue in any case.
        """
        (pk,) = self.execute(
            'UPDATE "orchestration"."sync_schedule" SET next_run = least(next_run, now())'
            f" - interval '{minutes} minutes' RETURNING id"
        )[0]
        owes = "true" if not beat_has_sent else "task = 'agent360.deliver_overdue'"
        self.execute(
            f"UPDATE django_celery_beat_periodictask SET last_run_at = now() - interval '2 hours' WHERE {owes}",
            alias="default",
        )
        return int(pk)

    def hold(self) -> None:
        """Have runs wait in their middle."""
        (self.folder / "hold").touch()

    def go_on(self) -> None:
        """Let them go on."""
        (self.folder / "hold").unlink()
