"""What an installation gets: the files of the wheel, and a downstream project that lives from it alone."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Callable, Iterator
from email.parser import HeaderParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from agent360_models.families import APPS, family_of
from agent360_models.testing import postgres
from tests.introspect.project import SCHEMAS, written

pytest.importorskip("build", reason="the group `package` is not installed: run `tox -e package`")
pytest.importorskip("uv", reason="the group `package` is not installed: run `tox -e package`")

ROOT = Path(__file__).parents[2]
SETTINGS = """
import os
from agent360_models.families import installed_apps
from agent360_models.testing.postgres import database_settings
SECRET_KEY = "downstream"
USE_TZ = True
ROOT_URLCONF = "urls"
TEMPLATES = [{{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {{"context_processors": [
        f"django.{{name}}"
        for name in (
            "template.context_processors.request",
            "contrib.auth.context_processors.auth",
            "contrib.messages.context_processors.messages",
        )
    ]}},
}}]
MIDDLEWARE = [
    f"django.contrib.{{name}}"
    for name in (
        "sessions.middleware.SessionMiddleware",
        "auth.middleware.AuthenticationMiddleware",
        "messages.middleware.MessageMiddleware",
    )
]
INSTALLED_APPS = [*{apps}]
DATABASES = {{"default": database_settings(os.environ["DATABASE_URL"])}}
"""
URLS = """
from django.apps import apps
from django.urls import path
urlpatterns = []
if apps.is_installed("django.contrib.admin"):
    from django.contrib import admin
    urlpatterns.append(path("admin/", admin.site.urls))
"""
MANAGE = """
import os, sys
from itertools import groupby
from django.core.management import execute_from_command_line
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
for is_between, arguments in groupby(sys.argv[1:], "THEN".__eq__):
    if not is_between:
        execute_from_command_line(["manage.py", *arguments])
"""
THEN = "THEN"  # between two commands that one process runs, which is quicker
# What the admin answers to an operator who looks at the list and the form of each model of automate.
PAGES = """
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import path, reverse
settings.ALLOWED_HOSTS = ["testserver"]
client = Client()
client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
for model in apps.get_models():
    if model._meta.app_label.startswith("automate_"):
        for page in ("changelist", "add"):
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
            print(page, url, client.get(url).status_code)
"""
# Of the project for type checkers, with an app that introspect has written.
WITH_LEGACY = """
from settings import *
CONTRIB = ["admin", "auth", "contenttypes", "messages", "postgres"]
INSTALLED_APPS = [*(f"django.contrib.{app}" for app in CONTRIB), *INSTALLED_APPS, "legacy"]
"""

Manage = Callable[..., subprocess.CompletedProcess[str]]


def run(*command: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command and show what it said if it fails."""
    answer: subprocess.CompletedProcess[str] = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **options
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from the sdist, as a release does."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--installer", "uv", "--outdir", folder, ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    (path,) = dist.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a new environment that has the wheel with its extra ``binary`` and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "uv", "venv", "--quiet", "--python", sys.executable, folder)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python, f"{wheel}[binary]")
    return python


@pytest.fixture
def database(django_db_blocker: Any) -> Iterator[str]:
    """Return the URL of an empty database."""
    from tests.support.databases import scratch_database

    with django_db_blocker.unblock(), scratch_database() as name:
        yield urlsplit(postgres.database_url())._replace(path=f"/{name}").geturl()


@pytest.fixture
def manage(python: Path, database: str, tmp_path: Path) -> Manage:
    """Return the function that runs ``manage.py`` in a project with certain apps."""
    (tmp_path / "manage.py").write_text(MANAGE, encoding="utf-8")
    (tmp_path / "urls.py").write_text(URLS, encoding="utf-8")
    # Nothing of this checkout: neither its path nor its settings.
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "DJANGO"))}

    def manage(apps: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "settings.py").write_text(SETTINGS.format(apps=apps), encoding="utf-8")
        return subprocess.run(
            [python, "manage.py", *arguments],
            cwd=tmp_path,
            env={**environment, "DATABASE_URL": database},
            capture_output=True,
            text=True,
            check=False,
        )

    return manage


def said(answer: subprocess.CompletedProcess[str]) -> str:
    """Return what a command that has to succeed said."""
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout.strip()


# The files


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    """Every module, migration, ``schema.sql`` and README, and ``py.typed``; no tests."""
    package = ROOT / "src" / "agent360_models"
    expected = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert found == expected
    assert found >= {"agent360_models/py.typed", "agent360_models/contract.json"}
    assert len([name for name in found if name.endswith("/0001_initial.py")]) == len(APPS)
    theirs = [label for label in APPS if family_of(label) in ("agent360", "hibachi", "migochat")]
    of_families = 2  # what the tables of agent360 and of hibachi need first
    assert len([name for name in found if name.endswith("/schema.sql")]) == len(theirs) + of_families


def test_the_wheel_requires_django_and_psycopg(wheel: Path) -> None:
    """Everything else is an extra."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = HeaderParser().parsestr(archive.read(name).decode())
        licences = [name for name in archive.namelist() if "/licenses/" in name]

    required = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert [re.split(r"[^\w-]", line.lower())[0] for line in required] == ["django", "psycopg"]
    assert (metadata["Name"], metadata["Requires-Python"]) == ("agent360-models", ">=3.11")
    assert len(licences) == 1


def test_the_sdist_holds_the_tests_too(dist: Path) -> None:
    """Whoever packages it for a distribution can run them."""
    (path,) = dist.glob("*.tar.gz")

    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert names >= {"pyproject.toml", "LICENSE", "tests/conftest.py", "src/agent360_models/py.typed"}
    assert [name for name in names if "__pycache__" in name or name.startswith(".git/")] == []


# A downstream project


@pytest.mark.parametrize(
    ("name", "tables", "query"),
    [
        (
            "agent360_catalog",
            2,
            "from agent360_models.agent360.catalog.models import Product; print(Product.objects.active().count())",
        ),
        (
            "agent360",
            26,
            "from agent360_models.agent360.accounts.models import Account;"  # noqa: ISC004  # one line of code
            "print(Account.objects.filter(acc_owner__usr_is_active=True).count())",
        ),
        (
            "migochat",
            7,
            "from agent360_models.migochat.models import User; print(User.objects.filter(lead_stage='INTAKE').count())",
        ),
        (
            "hibachi",
            54,
            "from agent360_models.hibachi.core.models import Booking;"  # noqa: ISC004  # one line of code
            "print(Booking.objects.live().filter(station__code='main').count())",
        ),
    ],
)
def test_a_project_of_a_few_lines(manage: Manage, name: str, tables: int, query: str) -> None:
    """From an empty database to a query, with the commands of the README."""
    apps = f"['django.contrib.postgres'], *installed_apps({name!r})"
    commands = ["check"], ["agent360", "install"], ["migrate"], ["makemigrations", "--check"]
    shell = ["shell", "--no-imports", "-c", query]

    answer = said(manage(apps, *(part for command in commands for part in (*command, THEN)), *shell))

    no_issues, rest = answer.split("\n", 1)
    assert no_issues == "System check identified no issues (0 silenced)."
    assert f"Created {tables} tables" in rest
    assert "Applying" in rest
    assert rest.endswith("\nNo changes detected\n0")


def test_automate_needs_no_extra_for_its_tables_and_its_admin(manage: Manage) -> None:
    """Only what talks to a service, or encrypts, asks for one, by the name of its ``pip install``."""
    contrib = ["admin", "auth", "contenttypes", "messages", "postgres", "sessions"]
    apps = f"{[f'django.contrib.{app}' for app in contrib]}, *installed_apps('automate')"

    commands = "migrate", THEN, "makemigrations", "--check", THEN, "agent360", "drift"
    answer = said(manage(apps, *commands, THEN, "shell", "--no-imports", "-c", PAGES))
    made, pages = answer.split("\nNo changes detected\n")
    assert "Applying automate_providers" in made
    assert pages.startswith("No drift: 35 tables")
    assert len(re.findall("^changelist .* 200$", pages, re.MULTILINE)) == 35
    assert len(re.findall("^add .* (200|403)$", pages, re.MULTILINE)) == 35  # nobody adds to a log by hand
    missing = manage(
        apps, "shell", "--no-imports", "-c", "from agent360_models.secrets import cipher; cipher.seal('x', 'y')"
    )
    assert 'pip install "agent360-models[crypto]"' in missing.stderr


def test_install_is_refused_the_second_time(manage: Manage) -> None:
    """With a sentence, and nothing is changed."""
    refused = manage("installed_apps('agent360_catalog')", "agent360", "install", THEN, "agent360", "install")

    assert refused.returncode == 1
    assert "Created 2 tables" in refused.stdout
    assert "products" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("admin", [False, True], ids=["without admin", "with admin"])
def test_a_missing_dependency_is_a_check_that_names_the_line(manage: Manage, *, admin: bool) -> None:
    """And not a traceback."""
    contrib = ["auth", "contenttypes", "messages", "sessions", "admin"] if admin else []
    apps = json.dumps([f"django.contrib.{app}" for app in contrib] + ["agent360_models.agent360.accounts"])

    answer = manage(apps, "check", "--tag", "agent360_models", "--tag", "models")

    assert answer.returncode == 1
    assert "(agent360_models.E005) agent360_accounts needs agent360_core, which is not installed." in answer.stderr
    assert "Add 'agent360_models.agent360.core' to INSTALLED_APPS" in answer.stderr
    assert "Traceback" not in answer.stderr + manage(apps, "check").stderr


@pytest.fixture(scope="module")
def editors(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of which nothing is run, beside a virtual environment in which the wheel is."""
    project = tmp_path_factory.mktemp("editors") / "project"
    shutil.copytree(Path(__file__).parent / "editors", project)
    venv.create(project / ".venv", symlinks=True)
    (packages,) = (project / ".venv").glob("lib/*/site-packages")
    with zipfile.ZipFile(wheel) as files:  # and not by pip, which an environment need not have
        files.extractall(packages)  # noqa: S202  # our own
    here = sysconfig.get_path("purelib"), *(path for path in sys.path if path.endswith("site-packages"))
    (packages / "here.pth").write_text("\n".join(dict.fromkeys(here)), encoding="utf-8")
    return project


def test_mypy_sees_the_installed_types(editors: Path, tmp_path: Path, django_db_blocker: Any) -> None:
    """With Django's plugin, strictly: a row of ``Account.objects`` is an ``Account``; introspected models too."""
    pytest.importorskip("mypy", reason="the group `types` is not installed")
    pytest.importorskip("mypy_django_plugin", reason="the group `types` is not installed")
    (packages,) = (editors / ".venv").glob("lib/*/site-packages")
    with django_db_blocker.unblock(), written(tmp_path, SCHEMAS.joinpath("tables.sql").read_text(encoding="utf-8")):
        (tmp_path / "with_legacy.py").write_text(WITH_LEGACY, encoding="utf-8")
    (tmp_path / "mypy.ini").write_text(
        "[mypy]\nstrict = true\nplugins = mypy_django_plugin.main\n"
        "[mypy.plugins.django-stubs]\ndjango_settings_module = with_legacy\n",
        encoding="utf-8",
    )

    answer = run(
        *(sys.executable, "-m", "mypy", "--verbose", "--config-file", tmp_path / "mypy.ini"),
        *("shop", "use.py", tmp_path / "legacy"),
        cwd=editors,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (packages, editors, tmp_path)))},
    )

    assert "Success: no issues found" in answer.stdout, answer.stdout
    assert str(packages / "agent360_models" / "agent360" / "accounts" / "models" / "__init__.py") in answer.stderr


def test_pyright_sees_the_installed_types(editors: Path) -> None:
    """The same project, in basic mode and with the stubs alone, as the editors have it that build on pyright."""
    pytest.importorskip("basedpyright", reason="the group `types` is not installed")
    configuration = {
        "typeCheckingMode": "basic",
        "reportUnnecessaryTypeIgnoreComment": "error",
        "venvPath": ".",
        "venv": ".venv",
    }
    (editors / "pyrightconfig.json").write_text(json.dumps(configuration), encoding="utf-8")

    answer = run(sys.executable, "-m", "basedpyright", "--outputjson", cwd=editors)

    summary = json.loads(answer.stdout)["summary"]
    assert (summary["filesAnalyzed"], summary["errorCount"], summary["warningCount"]) == (4, 0, 0)


def test_a_family_of_the_project_is_served_as_ours(python: Path, database: str, tmp_path: Path) -> None:
    """In a project that installs nothing else: from an empty database to its own tests."""
    from tests.support.databases import scratch_database

    project = tmp_path / "project"
    shutil.copytree(Path(__file__).parent / "own_family", project)
    (project / "manage.py").write_text(MANAGE, encoding="utf-8")
    for label in ("billing", "billing_archive", "billing_log"):
        shutil.copytree(ROOT / "tests" / "apps" / label, project / label)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "DJANGO"))}
    with scratch_database() as legacy:
        environment |= {
            "DJANGO_SETTINGS_MODULE": "settings",
            "DATABASE_URL": database,
            "LEGACY_URL": urlsplit(database)._replace(path=f"/{legacy}").geturl(),
        }
        run(python, "everything.py", cwd=project, env=environment)
        tested = run(python, "manage.py", "test", "--noinput", cwd=project, env=environment)

    assert "Ran 1 test" in tested.stderr
