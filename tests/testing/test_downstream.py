"""The test suite of a project written by somebody else, in every mode in which people run theirs.

Some of the modes run every day, all of them in ``tox -e endurance``.

``downstream`` is that project: its own managed models with foreign keys into ours, one in a PostgreSQL schema, an
unmanaged app of its own, and a second alias. Its tests say what must hold; here they are only run.
"""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import psycopg
import pytest

from agent360_models.testing import postgres
from tests.support import endurance

PYTEST = ("-m", "pytest", "-q", "suite")
MANAGE = ("-W", "error::DeprecationWarning", "manage.py", "test", "suite", "--noinput")
Run = Callable[..., subprocess.CompletedProcess[str]]

ON_DEFAULT: dict[str, str] = {}
ON_CRM = {"ALIAS": "crm"}
READ_ONLY = {"READ_ONLY": "1"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the project, to be changed at will."""
    return shutil.copytree(Path(__file__).with_name("downstream"), tmp_path / "project")


@pytest.fixture
def run(project: Path) -> Iterator[Run]:
    """Return the function that runs Python in the project, with databases that nobody else has."""
    prefix = f"downstream_{uuid.uuid4().hex[:8]}"
    url = postgres.database_url()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "PYTEST", "PYTHON"))}

    def run(*arguments: str, **variables: str | None) -> subprocess.CompletedProcess[str]:
        wanted = {**kept, "PREFIX": prefix, "DATABASE_URL": url, **variables}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=project,
            env={name: value for name, value in wanted.items() if value is not None},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    yield run
    with psycopg.connect(url, autocommit=True) as server:
        names = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"test_{prefix}"])
        for (name,) in names.fetchall():
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def assert_green(answer: subprocess.CompletedProcess[str]) -> None:
    """Look at how the run ended, and that it ran tests: 15 of pytest, 8 of unittest, one or two skipped."""
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "passed" in answer.stdout or "Ran 8 tests" in answer.stderr, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("options", "family"),
    [
        pytest.param("--create-db", ON_DEFAULT, marks=endurance.only),
        pytest.param("--create-db", ON_CRM, marks=endurance.only),
        pytest.param("--create-db", READ_ONLY, marks=endurance.only),
        pytest.param("--no-migrations", ON_DEFAULT, marks=endurance.only),
        pytest.param("--no-migrations", ON_CRM, marks=endurance.only),
        pytest.param("-n 2", ON_CRM, marks=endurance.only),
        pytest.param("-n 2", READ_ONLY, marks=endurance.only),
    ],
)
def test_pytest(run: Run, options: str, family: dict[str, str]) -> None:
    """Each mode from an empty server."""
    assert_green(run(*PYTEST, *options.split(), **family))


@pytest.mark.parametrize(
    ("options", "family"),
    [
        ("-v 1", ON_DEFAULT),
        pytest.param("-v 1", ON_CRM, marks=endurance.only),
        pytest.param("-v 1", READ_ONLY, marks=endurance.only),
        pytest.param("--parallel 2", ON_CRM, marks=endurance.only),
    ],
)
def test_unittest(run: Run, options: str, family: dict[str, str]) -> None:
    """Each mode from an empty server."""
    assert_green(run(*MANAGE, *options.split(), **family))


@endurance.only
def test_pytest_with_kept_databases(run: Run) -> None:
    """One run after the other over the same databases, with migrations and without."""
    for options in ("", "--no-migrations", "", "--create-db --no-migrations", "--no-migrations"):
        assert_green(run(*PYTEST, "--reuse-db", *options.split()))


@endurance.only
def test_unittest_with_kept_databases(run: Run) -> None:
    """The same with Django's runner."""
    for variables in ({}, {}, {"NO_MIGRATIONS": "1"}):
        assert_green(run(*MANAGE, "--keepdb", **variables))


@pytest.mark.parametrize(
    "method",
    [
        pytest.param("spawn", marks=endurance.only),
        pytest.param("fork", marks=endurance.only),
        pytest.param(
            "forkserver",
            marks=[endurance.only, pytest.mark.skipif(django.VERSION < (6, 0), reason="Django 5.2 has not got it")],
        ),
    ],
)
def test_parallel_processes(run: Run, method: str) -> None:
    """Spawned as on macOS, forked, and from a server of forks, the default from Python 3.14 on."""
    assert_green(run(*MANAGE, "--parallel", "2", START_METHOD=method, **ON_CRM))


@endurance.only
def test_an_alias_other_than_default_alone(run: Run) -> None:
    """No test asks for ``default``: Django calls that a circular dependency."""
    assert_green(run("-m", "pytest", "-q", "suite/test_pytest.py", "-k", "not second", ALIAS="crm"))

    answer = run("manage.py", "test", "suite.test_unittest.FirstLeakTests", ALIAS="crm")
    assert answer.returncode == 0, answer.stderr
    assert "alias 'default'" not in answer.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        PYTEST,
        pytest.param((*PYTEST, "-n", "2"), marks=endurance.only),
        pytest.param((*MANAGE, "--parallel", "2"), marks=endurance.only),
    ],
)
def test_a_server_of_its_own(run: Run, arguments: tuple[str, ...]) -> None:
    """Without any server to be had, one setting starts one, for all workers, and it is gone afterwards."""
    answer = run(*arguments, DATABASE_URL=None, TMPDIR="/tmp", **READ_ONLY)  # noqa: S108  # where the server's folders are

    assert_green(answer)


@endurance.only
def test_no_server_is_started_unasked(run: Run, project: Path) -> None:
    """Without the setting the run ends as it does today."""
    settings = project / "settings.py"
    settings.write_text(settings.read_text().replace('AGENT360_MODELS["TEST_SERVER"] = True', "pass"))

    answer = run(*PYTEST, "-x", DATABASE_URL=None)

    assert answer.returncode == pytest.ExitCode.TESTS_FAILED
    assert "nowhere.invalid" in answer.stdout


@endurance.only
def test_without_the_plugin_it_is_as_it_always_was(run: Run) -> None:
    """The same tests fail, for want of the tables: so it is the plugin that makes them pass."""
    answer = run(*PYTEST, "--tb=line", "-o", "agent360_models=false")

    assert answer.returncode == pytest.ExitCode.TESTS_FAILED
    assert 'relation "accounts" does not exist' in answer.stdout
    assert "passed" not in answer.stdout


@endurance.only
def test_without_the_runner_it_is_as_it_always_was(run: Run) -> None:
    """The same for Django's own."""
    answer = run(*MANAGE, RUNNER="django.test.runner.DiscoverRunner")

    assert answer.returncode == 1
    assert 'relation "accounts" does not exist' in answer.stderr


@endurance.only
@pytest.mark.parametrize(
    "arguments",
    [(*PYTEST, "--reuse-db"), (*PYTEST, "--reuse-db", "-n", "2")],
)
def test_a_kept_database_from_other_ddl_stops_pytest(run: Run, project: Path, arguments: tuple[str, ...]) -> None:
    """With one sentence that says what to do, and doing it helps."""
    assert_green(run(*arguments))
    ddl = project / "ledger" / "schema.sql"
    ddl.write_text(ddl.read_text().replace("12, 2", "14, 2"))

    answer = run(*arguments)

    assert answer.returncode != 0
    assert "was made from another schema.sql of ledger" in answer.stdout
    assert "--create-db" in answer.stdout
    assert "passed" not in answer.stdout
    if endurance.IS_ASKED:
        assert_green(run(*PYTEST, "--create-db", "--reuse-db", "-k", "not no_drift"))


def test_a_kept_database_from_other_ddl_stops_unittest(run: Run, project: Path) -> None:
    """The same, without a traceback."""
    assert_green(run(*MANAGE, "--keepdb"))
    ddl = project / "ledger" / "schema.sql"
    ddl.write_text(ddl.read_text().replace("12, 2", "14, 2"))

    answer = run(*MANAGE, "--keepdb")

    assert answer.returncode == 1
    assert "CommandError: The test database" in answer.stderr
    assert "without --keepdb" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_drift_fails_the_one_line_test(run: Run, project: Path) -> None:
    """A model that says something else than the DDL is found, and named."""
    model = project / "ledger" / "models.py"
    model.write_text(model.read_text().replace("max_digits=12", "max_digits=16"))

    answer = run(*PYTEST, "-k", "no_drift")

    assert "type.numeric_narrower: ledger.Entry.amount" in answer.stdout
    assert answer.returncode == pytest.ExitCode.TESTS_FAILED
