"""Explore agent360-models by one command: ``python example_project/run.py``.

Outside its environment this file makes it and starts itself again inside; until then Python is all it needs.
"""

import argparse
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
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

HERE = Path(__file__).resolve().parent
LIBRARY = HERE.parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
HOST = "127.0.0.1"
PATIENCE = 30  # seconds for a server to answer

# What the environment says of itself when it is whole.
PROBE = """
import sys, django, agent360_models
from agent360_models.testing import postgres
postgres.find_binaries()
print(sys.version, agent360_models.__path__[0])
"""


def main() -> None:
    """Parse, get into the environment, go on there."""
    parser = argparse.ArgumentParser(description="Fill a PostgreSQL 17 of its own, show it, and serve its admin.")
    parser.add_argument("--data", type=Path, metavar="DIR", help="Salesforce exports to load instead of the sample.")
    parser.add_argument("--port", type=int, default=8000, help="Default: %(default)s, or the next free one.")
    parser.add_argument("--check", action="store_true", help="Stop after looking at the served pages.")
    options = parser.parse_args()
    if options.data and not options.data.is_dir():
        parser.error(f"{options.data} is not a folder.")
    if Path(sys.prefix).resolve() != VENV:
        if not is_whole():
            make_environment()
        os.execv(PYTHON, [str(PYTHON), "-u", __file__, *sys.argv[1:]])  # noqa: S606  # no shell is wanted
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    try:
        fill(options.data)
        serve(options.port, check=options.check)
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
    """Make the environment anew; pip says what is wrong, if something is."""
    print(f"Making {VENV}: this happens once and takes a minute.", flush=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        subprocess.run([*pip, "--editable", f"{LIBRARY}[binary,embedded]"], check=True)
    except subprocess.CalledProcessError:
        sys.exit("The environment could not be made: see above.")


def fill(data: Path | None) -> None:
    """Start PostgreSQL, make the tables, load them, and show what they hold."""
    import django
    from django.core.management import CommandError, call_command
    from django.db import OperationalError

    from agent360_models.exceptions import Agent360ModelsError

    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    try:
        django.setup()  # the settings start the server
        call_command("agent360", "install")  # first, so that its refusal leaves the database as it was
    except (Agent360ModelsError, CommandError, OperationalError) as error:
        sys.exit(f"{error}".strip())
    call_command("migrate", verbosity=0)

    import sample
    import tour
    import warehouse

    if data:
        load_exports(data)
    else:
        with tempfile.TemporaryDirectory() as folder:
            sample.write_sample(Path(folder))
            call_command("agent360", "load", folder)
        sample.write_local_rows()
        for source, write in warehouse.SOURCES.items():
            with tempfile.TemporaryDirectory() as folder:
                write(Path(folder))
                call_command("agent360", "load", "--source", source, folder)
    tour.show()


def load_exports(data: Path) -> None:
    """Load a folder of real exports, as far as they can be loaded."""
    from django.core.management import CommandError, call_command

    rejects = Path(tempfile.mkdtemp(prefix="agent360-"), "rejects.csv")
    try:
        call_command("agent360", "load", str(data), "--missing-parents", "stub", "--rejects", str(rejects))
    except CommandError as error:
        print(error)
    if rejects.exists() and len(rejects.read_bytes().splitlines()) > 1:
        print(f"Rejected rows, with their values: {rejects}")
    else:
        rejects.unlink(missing_ok=True)
        rejects.parent.rmdir()


def serve(first_port: int, *, check: bool) -> None:
    """Serve the project until Ctrl-C, or until its pages have been looked at."""
    from django.contrib.auth import get_user_model

    password = secrets.token_urlsafe(12)
    get_user_model().objects.create_superuser("admin", password=password)
    address = f"{HOST}:{free_port(first_port)}"
    url = f"http://{address}/admin/"
    command = [sys.executable, str(HERE / "manage.py"), "runserver", "--noreload", address]
    with subprocess.Popen(command) as server:
        try:
            browser = first_answer(url, server)
            print(f"\n{url}\nlog-in:   admin\npassword: {password}\n")
            if check:
                look_around(browser, url, password)
            else:
                print("Ctrl-C stops it.")
                server.wait()
        finally:
            server.terminate()


def free_port(first: int) -> int:
    """Return ``first``, or the next port that nobody listens on."""
    for port in range(first, 65536):
        with socket.socket() as candidate:
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                candidate.bind((HOST, port))
            except OSError:
                continue
            return port
    sys.exit(f"No port from {first} on is free.")


def first_answer(url: str, server: subprocess.Popen[bytes]) -> OpenerDirector:
    """Wait until the server answers; return the browser that it answered."""
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


def look_around(browser: OpenerDirector, url: str, password: str) -> None:
    """Log in as a person would, and open lists of the CRM, of the warehouse and of the project itself."""
    names = (
        "agent360_accounts/account",
        "ingestion_orchestration/synchistory",
        "ingestion_hubspot/contact",
        "visits/visit",
    )
    lists = [f"{url}{name}/" for name in names]
    with browser.open(f"{url}login/", timeout=PATIENCE) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    form = {"username": "admin", "password": password, "csrfmiddlewaretoken": token and token[1]}
    log_in = f"{url}login/?{urlencode({'next': lists[0]})}"
    for address, body in [(log_in, urlencode(form).encode()), *((address, None) for address in lists[1:])]:
        with browser.open(address, body, PATIENCE) as page:
            if "<table" not in page.read().decode():
                sys.exit(f"{page.url} shows no list.")
    print("The admin works.")


if __name__ == "__main__":
    main()
