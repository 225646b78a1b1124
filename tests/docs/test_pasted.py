"""README.md, the tutorial and every how-to, pasted from top to bottom into an empty project."""

import doctest
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from agent360_models.exceptions import PostgresServerError
from agent360_models.testing import postgres
from tests.docs.pages import Block, blocks
from tests.docs.test_snippets import PASTED
from tests.support import endurance

SHELL = Path(__file__).with_name("shell.py")
READY = Path(__file__).with_name("ready.py")
# What a fork can do as well as a new process.
OF_MANAGE = re.compile(r"python manage\.py [^<>|&;$`]+")
# What waits for somebody, is done already, is for a checkout, or asks a server of the reader's own.
NOT_RUN = re.compile(
    r"pip (install|download)|-m venv|activate$|input\(|runserver|createsuperuser|^python3 example_project"
    r"|^(celery|psql|pg_dump) "
)
EXTRAS = {
    "give-an-assistant-the-schema": ("mcp",),
    "call-models-and-tools": ("openai", "jinja2", "mcp", "httpx", "cryptography"),
    "keep-secrets": ("cryptography",),
    "schedule-syncs": ("django_celery_beat",),
}
SCRIPTS = """
django-admin() { python -m django "$@"; }
pytest() { python -m pytest "$@"; }
"""
SETTINGS = """
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "project"}}
"""


class Project:
    """A folder, with what a reader has made in it by now, and the shell that the reader has open."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self._ready: subprocess.Popen[str] | None = None
        self._shell: tuple[TextIO, TextIO] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def paste(self, block: Block, page: str) -> None:
        """Do with a block what its page says: into a file, on the command line, or in the shell."""
        where = f"{page}:{block.line}"
        if block.file:
            self.write(block.file, block.text)
        elif block.language == "console":
            for command, output in block.commands():
                self.run(command, output, where)
        elif block.language == "python":
            before = self.sources()
            assert (answer := self.say(block.text, where)) == "", answer
            if self.sources() != before:
                self.close()  # it would not notice

    def sources(self) -> dict[Path, int]:
        """Return when each module of the project was last written."""
        return {path: path.stat().st_mtime_ns for path in self.folder.rglob("*.py")}

    def write(self, name: str, text: str) -> None:
        """Add to a file; ``settings.py`` is that of the project."""
        path = next(self.folder.glob("*/settings.py")) if name == "settings.py" else self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(self.own_hosts(text))
        if path.suffix == ".py":
            self.close()  # it would not notice

    def own_hosts(self, text: str) -> str:
        """Return what a reader writes who has another server than the page."""
        return re.sub(r'"HOST": "[\w.-]+\.example\.com"', f'"HOST": "{self.environment["PGHOST"]}"', text)

    def run(self, command: str, output: str, where: str) -> None:
        if NOT_RUN.search(command):
            return
        if command == "python manage.py shell":
            self.close_shell()
            return
        exported = re.match(r"export (\w+)=", command)
        answer = OF_MANAGE.fullmatch(command) and self.fork(*shlex.split(command)[2:])
        answer = answer or subprocess.run(
            ["bash", "-c", f"{SCRIPTS}\n{command}" + (f'; printf %s "${exported[1]}"' if exported else "")],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if exported:
            self.environment[exported[1]] = answer.stdout
            self.close()
        said = f"{where}: {command} ended with {answer.returncode}\n{answer.stdout}{answer.stderr}"
        if output:
            assert doctest.OutputChecker().check_output(output, answer.stdout, doctest.ELLIPSIS), said
        else:
            assert answer.returncode == 0, said

    def say(self, text: str, where: str) -> str:
        """Paste into the shell, and return what went wrong."""
        if self._shell is None:
            pipes = [f"{self.folder.parent}/{name}" for name in ("asked", "answered")]
            for pipe in pipes:
                Path(pipe).unlink(missing_ok=True)
                os.mkfifo(pipe)
            if self.ask(["shell", "-c", SHELL.read_text(encoding="utf-8")], [*pipes, os.devnull], is_awaited=False):
                return f"{where}: the shell does not open."
            self._shell = open(pipes[0], "w", encoding="utf-8"), open(pipes[1], encoding="utf-8")  # noqa: PTH123, SIM115
        name, _, line = where.partition(":")
        print(json.dumps({"text": text, "name": name, "line": int(line)}), file=self._shell[0], flush=True)
        for answer in self._shell[1]:
            if answer.startswith('"'):  # Django names first what it has imported
                return str(json.loads(answer))
        return f"{where}: the shell has ended."

    def fork(self, *arguments: str) -> subprocess.CompletedProcess[str] | None:
        """Run a command of ``manage.py``; None where the project cannot be set up."""
        files = [self.folder.parent / name for name in ("out", "err")]
        for file in files:
            file.write_text("")
        status = self.ask(arguments, [os.devnull, *map(str, files)], is_awaited=True)
        said = (file.read_text(encoding="utf-8") for file in files)
        return None if status is None else subprocess.CompletedProcess(arguments, status, *said)

    def ask(self, arguments: Sequence[str], files: list[str], *, is_awaited: bool) -> int | None:
        if self._ready is None:
            self._ready = subprocess.Popen(
                [sys.executable, "manage.py", "shell", "-v", "0", "-c", READY.read_text(encoding="utf-8")],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        assert self._ready.stdin
        assert self._ready.stdout
        try:
            print(json.dumps([arguments, files, is_awaited]), file=self._ready.stdin, flush=True)
            return int(self._ready.stdout.readline())
        except (BrokenPipeError, ValueError):
            self.close()
            return None

    def close_shell(self) -> None:
        for file in self._shell or ():
            file.close()
        self._shell = None

    def close(self) -> None:
        self.close_shell()
        if self._ready:
            self._ready.communicate()
            self._ready = None


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.PostgresServer]:
    try:
        with postgres.PostgresServer() as running:
            yield running
    except PostgresServerError as error:
        pytest.skip(str(error))


# Those that everybody begins with, the one that needs Celery, and of the others a tenth.
OWN = ("own-columns", "your-own-database")  # these have tests of their own, with the database that they begin with
OTHERS = [page for page in PASTED[2:] if page.stem not in ("schedule-syncs", *OWN)]
PAGES = [*PASTED[:2], *OTHERS[:: endurance.trials(10, 1)]]
PAGES += [page for page in PASTED if page.stem == "schedule-syncs"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_works_as_it_stands(page: Path, server: postgres.PostgresServer, tmp_path: Path) -> None:
    """In a project of ``django-admin startproject`` whose database is empty; what the page shows comes."""
    if missing := [name for name in EXTRAS.get(page.stem, ()) if not find_spec(name)]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    text = page.read_text(encoding="utf-8")
    for name in {"project", *re.findall(r'"NAME": "(\w+)"', text)}:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))

    folder = tmp_path / "here"
    folder.mkdir()
    with Project(folder, environment(server.url)) as project:
        if "startproject" not in text:
            project.run("django-admin startproject project .", "", "before")
            project.write("settings.py", SETTINGS)
        for block in blocks(page):
            project.paste(block, page.name)


def environment(url: str) -> dict[str, str]:
    """Return an environment of a new terminal, in which psycopg finds the server."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PYTHON", "DJANGO", "AGENT360", "PG", "COV"))
    }
    binaries = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    host = unquote(urlsplit(url).netloc.partition("@")[2].rpartition(":")[0])
    at = {"PGHOST": host, "PGPORT": "5432", "PGUSER": "postgres"}
    return kept | at | {"PATH": binaries, "DATABASE_URL": url.removesuffix("postgres") + "project"}
