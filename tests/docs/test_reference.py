"""The reference pages name what the code has, and nothing else."""

import argparse
import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from agent360_models import conf, families
from agent360_models.drift import CODES
from agent360_models.loading.sources import find_sources
from agent360_models.management.commands.agent360 import Command
from tests.docs.test_snippets import DOCUMENTS, ROOT

REFERENCE = ROOT / "docs" / "reference"
EVERYWHERE = {"--help", "--settings", "--traceback", "--verbosity"}


def headings(page: Path) -> set[str]:
    return set(re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE))


def options_by_verb() -> dict[str, set[str]]:
    parser = Command().create_parser("manage.py", "agent360")
    return {
        verb: {
            option
            for of_verb in (sub, *verbs_of(sub).values())
            for action in of_verb._actions
            if action.help != argparse.SUPPRESS  # Django's own
            for option in action.option_strings
            if option.startswith("--")  # a short form stands beside the long one
        }
        for verb, sub in verbs_of(parser).items()
    }


def verbs_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return {verb: sub for action in found for verb, sub in action.choices.items()}


def test_every_check_has_a_heading() -> None:
    """And every heading is a check."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    ids = set(re.findall(r"\bagent360_models\.[EW]\d{3}\b", code))

    assert headings(REFERENCE / "checks.md") == ids


def test_every_setting_has_a_heading() -> None:
    """And every heading is a setting."""
    assert headings(REFERENCE / "settings.md") == set(conf.KEYS)


def test_every_code_of_drift_has_a_heading() -> None:
    """In the order of the code, under its severity; and every such heading is a code."""
    page = (REFERENCE / "drift.md").read_text(encoding="utf-8")
    written = re.findall(r"^## (\w+\.\w+)\n\n- \*\*Severity\*\*: (\w+)$", page, re.MULTILINE)

    assert written == [(name, str(code.severity)) for name, code in CODES.items()]
    assert {heading for heading in headings(REFERENCE / "drift.md") if "." in heading} == set(CODES)


def test_every_code_of_drift_has_its_remedies_on_the_page() -> None:
    """The project's first, and the database's where there is one."""
    page = (REFERENCE / "drift.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (\w+\.\w+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    written = {code: re.findall(r"^- \*\*In the (\w+)\*\*: .+\.$", text, re.MULTILINE) for code, text in sections}

    assert written == {
        name: ["project", "database"] if code.in_database else ["project"] for name, code in CODES.items()
    }


@pytest.mark.django_db
def test_the_report_on_the_page_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    """About a database with the two changes that the page tells of."""
    page = (REFERENCE / "drift.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts ALTER acc_name TYPE varchar(100)")
        cursor.execute("ALTER TABLE user_roles ALTER ur_name DROP NOT NULL")

    call_command("agent360", "drift", "agent360", "--format", "json", "--fail-on", "never")

    assert shown == [capsys.readouterr().out]


def test_every_key_of_the_json_is_explained() -> None:
    """In the table under the example."""
    page = (REFERENCE / "drift.md").read_text(encoding="utf-8")
    section = page.partition("\n## JSON\n")[2].partition("\n## ")[0]
    example = json.loads(section.partition("```json\n")[2].partition("```")[0])
    explained = {
        key for cell in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for key in re.findall(r"`(\w+)`", cell)
    }

    assert explained == {*example, *example["findings"][0], *example["summary"]}


def test_every_verb_has_a_heading() -> None:
    """And every heading is a verb."""
    assert headings(REFERENCE / "command.md") == set(options_by_verb())


@pytest.mark.parametrize("verb", sorted(options_by_verb()))
def test_every_option_is_on_the_page_of_the_command(verb: str) -> None:
    """In the section of its verb."""
    page = (REFERENCE / "command.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {verb}\n")[2].partition("\n## ")[0]

    assert set(re.findall(r"`(--[a-z-]+)", section)) - EVERYWHERE == options_by_verb()[verb] - {"--help", "-h", "-o"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_use_options_that_exist(path: Path) -> None:
    """Wherever ``agent360 VERB --option`` stands, in a block or in a sentence."""
    known = options_by_verb()
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    written = re.findall(r"\bagent360 ([a-z_]+)((?: [^`\n]*)?)", text)
    commands = [
        (verb, option)
        for verb, rest in written
        if verb in known or "--" in rest
        for option in re.findall(r"(?<!\S)\[?(--[a-z-]+)", rest) or [None]
    ]

    assert [
        (verb, option)
        for verb, option in commands
        if verb not in known or option not in (*known[verb], *EVERYWHERE, None)
    ] == []


@pytest.mark.parametrize("label", sorted(families.APPS))
def test_every_app_has_a_page(label: str) -> None:
    """It includes the app's README; the index lists the apps of each family by itself."""
    folder = families.APPS[label].module.replace(".", "/")

    sources = {app.label for app in find_sources().values()}
    page = (REFERENCE / "apps" / f"{label}.md").read_text(encoding="utf-8")
    index = (REFERENCE / "apps" / "index.md").read_text(encoding="utf-8")

    assert f"src/{folder}/README.md" in page
    assert f"{{models}} {label}\n" in page
    assert (f"{{salesforce}} {label}\n" in page) is label.startswith("agent360_")
    assert (f"{{source}} {label}\n" in page) is (label in sources and not label.startswith("agent360_"))
    assert f"{{apps}} {families.family_of(label)}\n" in index
