"""Large apps of others, made by their own migrations: the drift check raises no false alarm about them.

They are installed in the tox environment ``endurance`` only.
"""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from agent360_models.testing import postgres
from tests.support import endurance

APPS = {
    "allauth": ["allauth", "allauth.account", "allauth.socialaccount"],
    "oauth2_provider": ["oauth2_provider"],
    "reversion": ["reversion"],
    "wagtail": [
        "wagtail.contrib.redirects",
        "wagtail.embeds",
        "wagtail.users",
        "wagtail.documents",
        "wagtail.images",
        "wagtail.search",
        "wagtail.admin",
        "wagtail",
        "modelcluster",
        "taggit",
    ],
}
PRESENT = [app for name, apps in APPS.items() if importlib.util.find_spec(name) for app in apps]

SETTINGS = """
from agent360_models.testing.postgres import database_settings

SECRET_KEY = "x"
DATABASES = {{"default": {{**database_settings({url!r}), "NAME": {name!r}}}}}
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "agent360_models",  # the command alone
    *{apps!r},
]
SILENCED_SYSTEM_CHECKS = ["admin.E403", "admin.E408", "admin.E409", "admin.E410", "wagtailadmin.W003"]
STATIC_URL = "static/"
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]
ROOT_URLCONF = "downstream"
WAGTAIL_SITE_NAME = WAGTAILADMIN_BASE_URL = "http://localhost"
urlpatterns = []
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """Write a project with the apps that are here, on a database of its own."""
    url, name = postgres.database_url(), "third_party"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        (tmp_path / "downstream.py").write_text(SETTINGS.format(url=url, name=name, apps=PRESENT))
        yield tmp_path
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@endurance.only
@pytest.mark.skipif(len(PRESENT) < sum(map(len, APPS.values())), reason="tox -e endurance installs the apps")
def test_what_their_migrations_made_is_no_drift(project: Path) -> None:
    """Nothing above info, and no traceback."""

    def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "downstream", "PYTHONPATH": str(project)}
        command = [sys.executable, "-m", "django", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    migrated = manage("migrate", "--verbosity", "0")
    labels = ["account", "socialaccount", "oauth2_provider", "reversion", "taggit", "auth", "admin"]
    labels += ["wagtailcore", "wagtailadmin", "wagtaildocs", "wagtailimages", "wagtailusers", "wagtailredirects"]
    looked = manage("agent360", "drift", *labels, "--fail-on", "warning")

    assert (migrated.returncode, looked.returncode) == (0, 0), migrated.stderr + looked.stdout + looked.stderr
