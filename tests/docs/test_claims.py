"""Pages say what is so: names exist, numbers are right, links lead somewhere, and nothing tells of a former state."""

import json
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

import agent360_models
from agent360_models import base
from agent360_models.families import APPS, FAMILIES
from tests.docs.test_snippets import DOCUMENTS, ROOT

PAGES = [*DOCUMENTS, *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"))]
DECISIONS = ROOT / "docs" / "explanation" / "decisions"  # their figures are of the day of the decision
STALE = re.compile(r"\bthis version\b|\bone[- ]family\b", re.IGNORECASE)
NOUNS = ["tables", "models", "apps", "columns", "schemas", "families"]
LEAST = 4  # below, a number is grammar: "two models on one table"
WORDS = ["four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
COUNT = re.compile(
    rf"\b(\d+|{'|'.join(WORDS)}) (?:(?:abstract|base|other|PostgreSQL) )*({'|'.join(NOUNS)})\b", re.IGNORECASE
)
# True, and about something else than a whole app or family.
DECLARED = {
    ("src/agent360_models/ingestion/arrivy/README.md", "four models"),
    ("src/agent360_models/ingestion/genius/README.md", "four models"),
}
SCRIPT = """
import django, json
django.setup()
from django.apps import apps
from agent360_models.families import APPS
models = {label: apps.get_app_config(label).get_models() for label in APPS}
facts = lambda meta: [meta.db_table.replace('"', ""), len(meta.concrete_fields)]
print(json.dumps({label: {m.__name__: facts(m._meta) for m in found} for label, found in models.items()}))
"""

Tables = dict[str, dict[str, list[Any]]]
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Return table and number of columns of each model of each app, also of those that this project lacks."""
    command = [sys.executable, "-c", SCRIPT]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.every_family"}
    answer = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, check=True)
    facts: Tables = json.loads(answer.stdout)
    return facts


@every_page
def test_nothing_tells_of_a_former_state(path: Path) -> None:
    """Words that were true once stay in a page for years."""
    assert STALE.findall(path.read_text(encoding="utf-8")) == []


@every_page
def test_numbers_are_those_of_the_code(path: Path, tables: Tables) -> None:
    """A page counts some family or app, or all of them; the README of a package those of its own family."""
    claims = [match for match in COUNT.finditer(path.read_text(encoding="utf-8")) if number(match[1]) >= LEAST]
    place = path.relative_to(ROOT).as_posix()
    near = [family for family in FAMILIES if place.startswith(f"src/agent360_models/{family.name}/")] or FAMILIES
    families = [[app.label for app in family.apps] for family in near]
    labels = [label for family in families for label in family]
    groups = [labels, *families, *([label] for label in labels)]

    def holds(noun: str, stated: int) -> bool:
        counts = {count(noun, [tables[label] for label in group]) for group in groups}
        return stated in counts or (noun == "models" and stated == len(abstract_bases()))

    wrong = [match[0] for match in claims if not holds(match[2].lower(), number(match[1]))]

    assert [claim for claim in wrong if DECISIONS not in path.parents and (place, claim) not in DECLARED] == []


def count(noun: str, group: list[dict[str, list[Any]]]) -> int:
    rows = [row for models in group for row in models.values()]
    match noun:
        case "families":
            return len(FAMILIES)
        case "apps":
            return len(group)
        case "columns":
            return sum(columns for _, columns in rows)
        case "schemas":
            return len({table.partition(".")[0] for table, _ in rows if "." in table})
    return len(rows)


def number(written: str) -> int:
    return int(written) if written.isdigit() else WORDS.index(written.lower()) + LEAST


def abstract_bases() -> list[type[Model]]:
    public = [getattr(base, name) for name in base.__all__]
    return [each for each in public if isinstance(each, type) and issubclass(each, Model)]


def test_the_front_page_counts_apps_and_models(tables: Tables) -> None:
    """In the table of families, each with its own row."""
    rows = re.findall(
        r"^\| \[`(\w+)`\].* \| (yes|no)\b.* \| (\d+) \| (\d+) \|$",
        (ROOT / "README.md").read_text("utf-8"),
        re.MULTILINE,
    )

    assert rows == [
        (
            family.name,
            "yes" if family.name in ("ingestion", "automate") else "no",
            str(len(family.apps)),
            str(sum(len(tables[app.label]) for app in family.apps)),
        )
        for family in FAMILIES
    ]


@pytest.mark.parametrize("label", APPS)
def test_the_change_log_lists_every_table(label: str, tables: Tables) -> None:
    """Under "Schema", by app."""
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    lines = re.findall(rf"^- `{label}`: (.+)$", log.partition("### Schema")[2], re.MULTILINE)

    listed = {name: table for line in lines for name, table in re.findall(r"`(\w+)` \(`([\w.]+)`\)", line)}

    assert listed == {name: table for name, (table, _) in tables[label].items()}


@pytest.mark.parametrize("name", ["README.md", "SECURITY.md"])
def test_a_page_that_others_show_has_no_relative_link(name: str) -> None:
    """The package index shows the README, where a relative link is dead."""
    links = re.findall(r"\]\(([^)]+)\)", (ROOT / name).read_text(encoding="utf-8"))

    assert [link for link in links if not link.startswith("https://")] == []


def test_links_to_our_own_files_lead_to_one() -> None:
    """In README.md and SECURITY.md, under the address that the package names as its source."""
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "SECURITY.md"))
    (source,) = re.findall(r'^Source = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    files = re.findall(rf"\]\({re.escape(source)}/blob/main/([^)#]+)", text)

    assert files
    assert [file for file in files if not (ROOT / file).is_file()] == []


@every_page
def test_dotted_names_lead_somewhere(path: Path) -> None:
    """Wherever ``agent360_models.something`` stands, it can be imported, and nothing in it is private."""
    names = set(re.findall(r"\bagent360_models(?!\.[EW]\d{3}\b)(?:\.\w+)+", path.read_text(encoding="utf-8")))

    assert [name for name in sorted(names) if "._" in name or not leads_somewhere(name)] == []


def leads_somewhere(name: str) -> bool:
    """Tell whether a name is a file or a folder, or can be imported: modules of apps that this project lacks cannot."""
    file = ROOT / "src" / name.replace(".", "/")
    try:
        return file.is_dir() or file.with_suffix(".py").is_file() or bool(pkgutil.resolve_name(name))
    except (ImportError, AttributeError):
        return False


def test_the_table_of_contents_lists_what_is_there() -> None:
    """The docstring of the package names every public module and package of the top level, and nothing else."""
    there = {module.name for module in pkgutil.iter_modules(agent360_models.__path__) if module.name[0] != "_"}

    assert set(re.findall(r"``([a-z_]\w*)``", agent360_models.__doc__ or "")) == there
    assert {family.name for family in FAMILIES} <= there
