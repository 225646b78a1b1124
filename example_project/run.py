"""Explore agent360-models by one command: ``python example_project/run.py``.

The script creates a virtual environment and restarts itself there; until then it needs only Python.
"""

import argparse
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

HERE = Path(__file__).resolve().parent
LIBRARY = HERE.parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
HOST = "127.0.0.1"
PATIENCE = 30  # seconds for a server to answer
EXTRAS = "binary,crypto,embedded,testing"  # testing brings the factories, crypto encrypts the stored secrets

# Prints a known line if the environment is complete.
PROBE = """
import sys, cryptography, django, agent360_models
from agent360_models.testing import factories, postgres
postgres.find_binaries()
print(sys.version, agent360_models.__path__[0])
"""


def main() -> None:
    """Parse the arguments, switch to the environment, and run there."""
    parser = argparse.ArgumentParser(description="Fill databases on an embedded PostgreSQL, and serve their admin.")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--data", type=Path, metavar="DIR", help="Salesforce exports to load instead of the sample.")
    what.add_argument("--database-url", metavar="URL", help="Your own database, which is only read.")
    parser.add_argument("--port", type=int, default=8000, help="Default: %(default)s, or the next free one.")
    parser.add_argument("--check", action="store_true", help="Open every page of the tour, then stop.")
    options = parser.parse_args()
    if options.data and not options.data.is_dir():
        parser.error(f"{options.data} is not a folder.")
    if Path(sys.prefix).resolve() != VENV:
        if not is_whole():
            make_environment()
        os.execv(PYTHON, [str(PYTHON), "-u", __file__, *sys.argv[1:]])  # noqa: S606  # no shell is wanted
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    try:
        given = options.database_url
        pages = prepare(options.data) if given is None else look_at(given)
        serve(options.port, pages, check=options.check)
    except KeyboardInterrupt:
        print("\nStopped.")


def is_whole() -> bool:
    """Tell whether the environment works, has this Python, and uses this checkout."""
    try:
        answer = subprocess.run([PYTHON, "-Ic", PROBE], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer == f"{sys.version} {LIBRARY / 'src' / 'agent360_models'}\n"


def make_environment() -> None:
    """Create the environment anew; pip reports errors itself."""
    print(f"Creating {VENV}: this happens once and takes a minute.", flush=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        subprocess.run([*pip, "--editable", f"{LIBRARY}[{EXTRAS}]"], check=True)
    except subprocess.CalledProcessError:
        sys.exit("The environment could not be created: see above.")


def prepare(data: Path | None) -> list[tuple[str, str]]:
    """Start PostgreSQL, create the databases and their tables, fill them, and return the pages of the tour."""
    import django
    from django.core.management import CommandError, call_command
    from django.db import DatabaseError

    from agent360_models.exceptions import Agent360ModelsError

    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    try:
        django.setup()  # the settings start the server
        # First, so that a refusal leaves the database unchanged.
        call_command("agent360", "install", "agent360", "--seed")
        make_databases()
        call_command("agent360", "install", "hibachi", "migochat", "--seed")
    except (Agent360ModelsError, CommandError, DatabaseError) as error:
        sys.exit(f"{str(error).strip()}\nTo show a database that already has tables, use --database-url URL.")
    call_command("migrate", verbosity=0)

    import tour
    from sample.fill import fill

    if data:
        load_exports(data)
    else:
        fill()
    empty = tour.show()
    if empty and not data:
        sys.exit(f"The sample has no rows for {', '.join(empty)}.")
    return list(tour.pages())


def make_databases() -> None:
    """Create the other two databases on the same server."""
    from django.db import connections

    with connections["default"].cursor() as cursor:
        for alias in ("bookings", "chat"):
            name = connections[alias].ops.quote_name(connections[alias].settings_dict["NAME"])
            cursor.execute(f"CREATE DATABASE {name}")


def look_at(url: str) -> list[tuple[str, str]]:
    """Find the families in a user's database, and return pages to open; Django's own tables are in our server."""
    import django
    from django.core.management import call_command

    from agent360_models.exceptions import Agent360ModelsError
    from agent360_models.testing.postgres import database_url

    os.environ.pop("DATABASE_URL", None)
    os.environ |= {"EXAMPLE_SECRET_URL": url, "DJANGO_SETTINGS_MODULE": "settings_explored"}
    try:
        database_url()  # starts the server, for every process from now on
    except Agent360ModelsError as error:
        sys.exit(f"{error}")
    found = subprocess.run([sys.executable, HERE / "explore.py"], stdout=subprocess.PIPE, text=True, check=False)
    if found.returncode:
        sys.exit(1)  # it has printed the error
    os.environ["EXAMPLE_FOUND"] = found.stdout
    django.setup()
    for label in ("admin", "auth", "sessions"):
        call_command("migrate", label, verbosity=0)

    import explore

    explore.show(json.loads(found.stdout))
    return explore.pages()


def load_exports(data: Path) -> None:
    """Load a folder of real exports, without the rows that are rejected."""
    from django.core.management import CommandError, call_command

    rejects = Path(tempfile.mkdtemp(prefix="agent360-"), "rejects.csv")
    try:
        call_command("agent360", "load", str(data), "--missing-parents", "stub", "--rejects", str(rejects))
    except CommandError as error:
        print(error)
    if rejects.exists() and len(rejects.read_bytes().splitlines()) > 1:
        print(f"Rejected rows, with their values, are in {rejects}")
    else:
        rejects.unlink(missing_ok=True)
        rejects.parent.rmdir()


def serve(first_port: int, pages: list[tuple[str, str]], *, check: bool) -> None:
    """Serve the project until Ctrl-C, or with ``check`` until every page has answered."""
    from django.contrib.auth import get_user_model

    password = secrets.token_urlsafe(12)
    get_user_model().objects.create_superuser("admin", password=password)
    address = f"{HOST}:{free_port(first_port)}"
    url = f"http://{address}/admin/"
    command = [sys.executable, str(HERE / "manage.py"), "runserver", "--noreload", address]
    with subprocess.Popen(command) as server:
        try:
            browser = first_answer(url, server)
            print("\nA tour:", *(f"{what}\n        http://{address}{path}" for what, path in pages), sep="\n    ")
            print(f"\n{url}\nlog-in:   admin\npassword: {password}\n", flush=True)
            if check:
                look_around(browser, url, password, [path for _, path in pages])
            else:
                print("Ctrl-C stops it.")
                server.wait()
        finally:
            server.terminate()


def free_port(first: int) -> int:
    """Return ``first``, or the next free port."""
    for port in range(first, 65536):
        with socket.socket() as candidate:
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                candidate.bind((HOST, port))
            except OSError:
                continue
            return port
    sys.exit(f"There is no free port from {first} up.")


def first_answer(url: str, server: subprocess.Popen[bytes]) -> OpenerDirector:
    """Wait until the server answers, and return the browser."""
    browser = build_opener(ProxyHandler({}), HTTPCookieProcessor())
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            browser.open(url, timeout=PATIENCE).close()
        except URLError:
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit("The server did not start: see above.")
            time.sleep(0.1)
        else:
            return browser


def look_around(browser: OpenerDirector, url: str, password: str, paths: list[str]) -> None:
    """Log in as a person would, and open every page of the tour."""
    with browser.open(f"{url}login/", timeout=PATIENCE) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    form = {"username": "admin", "password": password, "csrfmiddlewaretoken": token and token[1]}
    browser.open(f"{url}login/?next=/admin/", urlencode(form).encode(), PATIENCE).close()
    for path in paths:
        address = urljoin(url, path)
        try:
            with browser.open(address, timeout=PATIENCE) as page:
                arrived = page.url
        except HTTPError as error:
            sys.exit(f"{address} answers {error.code}.")
        if arrived != address:  # the admin redirects a missing row to its index
            sys.exit(f"{address} redirects to {arrived}.")
    print(f"The admin works: {len(paths)} pages answer.")


if __name__ == "__main__":
    main()
