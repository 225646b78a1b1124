"""The page that translates names of the documents: what stands on its right-hand side is there."""

import json
import os
import re
import subprocess
import sys

import pytest

from agent360_models.families import APPS, FAMILIES
from tests.docs.test_snippets import ROOT

PAGE = (ROOT / "docs" / "reference" / "document-names.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| (.+?) \| (`\w+`|none) \| `([\w.]+)` \| (.+?) \|$", PAGE, re.MULTILINE)
LABELS = [label.strip("`") for _, _, label, _, _ in ROWS if label != "none"]
NAMES = [
    f"{module}:{(new or same)}"
    for *_, module, classes in ROWS
    for same, new in re.findall(r"`([\w.]+)`(?: → `([\w.]+)`)?", classes)
]
SCRIPT = """
import django, json, pkgutil, sys
from django.apps import apps
from django.core.management import call_command
django.setup()
def is_there(name):
    try:
        return bool(pkgutil.resolve_name(name))
    except (ImportError, AttributeError):
        return False
names, labels = json.loads(sys.argv[1])
assert [name for name in names if not is_there(name)] == []
call_command("makemigrations", *labels, check_changes=True, dry_run=True)
"""


def in_every_family(*arguments: object) -> None:
    command = [sys.executable, "-c", SCRIPT, json.dumps(arguments)]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.every_family"}
    subprocess.run(command, env=env, cwd=ROOT, check=True)


def test_every_app_and_every_name_of_it_is_there() -> None:
    in_every_family(NAMES, [])

    assert set(LABELS) == set(APPS)
    modules = {label.strip("`"): module for _, _, label, module, _ in ROWS if label != "none"}
    assert modules == {label: f"{app.module}.models" for label, app in APPS.items()}


def test_the_line_of_the_document_is_translated_and_makes_nothing() -> None:
    lines = re.findall(r"^\| `python manage.py makemigrations (.+?)` \| `.+? --check (.+?)`", PAGE, re.MULTILINE)
    ((theirs, ours),) = lines

    assert [f"agent360_{label}" for label in theirs.split()] == ours.split()
    assert set(ours.split()) == {app.label for app in FAMILIES[0].apps}
    in_every_family([], ours.split())


@pytest.mark.parametrize("name", ["apps.core.models", "automate_core.base", "`TriggerSpec` → `Trigger`", "rag.models"])
def test_what_a_reader_looks_for_is_found(name: str) -> None:
    assert name in PAGE
