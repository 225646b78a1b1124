"""What setting a project up with all families imports: what it does not is imported where it is used."""

import json
import os
import subprocess
import sys

import pytest

SETUP = """
import json, sys
import django
from django.conf import settings
from agent360_models.families import installed_apps
contrib = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.postgres"]
settings.configure(
    INSTALLED_APPS=[*contrib, *installed_apps()],
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "none"}},
    SECRET_KEY="tests",
)
django.setup()
print(json.dumps(sorted(sys.modules)))
"""
TOOLS = ["bulk._upsert", "catalog", "drift", "introspect", "loading", "management", "sync", "tables"]
OURS = [f"agent360_models.{name}" for name in [*TOOLS, "admin", "testing", "secrets.rotation"]]
OTHERS = ["anthropic", "celery", "celpy", "cryptography", "django.contrib.admin", "factory", "httpx", "jinja2"]
MORE = ["jsonschema", "mcp", "modal", "openai", "pytest", "re2"]


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """Set a project up in a process of its own, and name the modules that are there then."""
    answer = subprocess.run([sys.executable, "-c", SETUP], check=True, capture_output=True, env=os.environ, text=True)
    return set(json.loads(answer.stdout))


@pytest.mark.parametrize("module", [*OURS, *OTHERS, *MORE])
def test_setup_does_not_import(imported: set[str], module: str) -> None:
    """Every process pays for what is imported here: a shell, a worker, each command."""
    assert {name for name in imported if name == module or name.startswith(f"{module}.")} == set()
