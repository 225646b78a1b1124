"""An app written from a database of the test's own, and what a project finds that installs it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections

from agent360_models.testing import postgres
from tests.support.databases import scratch_database

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(__file__).with_name("schemas")  # hand-made: every type, every name, every kind of table


@dataclass
class Written:
    """An app in a folder, beside the alias of the database that it was written from."""

    alias: str
    folder: Path
    label: str

    def text(self, name: str = "models.py") -> str:
        return (self.folder / self.label / name).read_text(encoding="utf-8")

    def found(self) -> dict[str, Any]:
        """Return what a project finds that installs it, in a process of its own."""
        with scratch_database() as empty:
            found: dict[str, Any] = json.loads(self._run(empty).splitlines()[-1])
        return found

    def manage(self, *arguments: str) -> str:
        """Return what a command of ``manage.py`` prints in a project that installs it."""
        return self._run(self.alias, *arguments)

    def differences_from(self, family: str) -> list[str]:
        """Return in what its models declare other tables than those of one of our families."""
        found: list[str] = json.loads(self._run(self.alias, family=family))
        return found

    def _run(self, empty: str, *arguments: str, family: str = "") -> str:
        urls = [_url(alias) for alias in (self.alias, empty)]
        command = [sys.executable, "-m", "tests.introspect.probe", str(self.folder), self.label, *urls, *arguments]
        run = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PROBE_FAMILY": family},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout


def _url(alias: str) -> str:
    return f"{postgres.database_url().rpartition('/')[0]}/{connections[alias].settings_dict['NAME']}"


@contextmanager
def written(folder: Path, ddl: str, *options: str, label: str = "legacy") -> Iterator[Written]:
    """Write an app from a database that is made by ``ddl``."""
    with scratch_database(ddl) as alias:
        call_command("agent360", "introspect", f"--database={alias}", f"--output={folder / label}", *options)
        yield Written(alias, folder, label)
