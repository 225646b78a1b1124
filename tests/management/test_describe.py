"""``manage.py agent360 describe``: the dictionary of any installed app, in the form that is asked for."""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from pytest_django.fixtures import Settings

from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.ai_assistant.factories import AiBusinessRuleFactory
from agent360_models.agent360.ai_assistant.models import AiSchemaConfig


def describe(*arguments: str) -> tuple[str, str]:
    """Return what the command prints, and what it says beside that."""
    out, err = StringIO(), StringIO()
    call_command("agent360", "describe", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def models_in(text: str) -> list[str]:
    return [table["model"] for app in json.loads(text)["apps"] for table in app["tables"]]


def test_without_labels_all_families_are_described(settings: Settings) -> None:
    """Those of the setting too; no database is asked."""
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "FAMILIES": {"play": ["toy"]}}

    found = models_in(describe("--format", "json")[0])

    assert {"agent360_accounts.Account", "ingestion_alerts.Alert", "automate_core.Job", "toy.Toy"} <= {*found}
    assert not [model for model in found if model.startswith(("auth.", "shop."))]


def test_a_family_and_any_installed_app_are_named_by_their_labels() -> None:
    found = models_in(describe("auth", "agent360_core", "--format", "json")[0])

    assert found[:3] == ["auth.Permission", "auth.Group_permissions", "auth.Group"]
    assert "agent360_core.User" in found


@pytest.mark.parametrize("form", ["json", "csv", "markdown", "mermaid", "dbml", "comments"])
def test_every_form_goes_into_a_file_as_it_is_printed(form: str, tmp_path: Path) -> None:
    printed, _ = describe("agent360_core", "--format", form)

    told, _ = describe("agent360_core", "--format", form, "-o", str(tmp_path / "new" / "file"))

    assert (tmp_path / "new" / "file").read_bytes().decode() == printed
    assert told == f"{tmp_path / 'new' / 'file'}: {len(printed):,} characters.\n"


def test_a_terminal_is_shown_control_characters_as_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They would move its cursor, and could type for its user; a file gets the text as it is."""
    monkeypatch.setattr(Account._meta.get_field("acc_name"), "help_text", "a\x1b]0;b\x07 c\u202e")
    call_command("agent360", "describe", "agent360_accounts")
    assert "a\x1b]0;b\x07 c\u202e" in capsys.readouterr().out

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    call_command("agent360", "describe", "agent360_accounts")
    assert "a\\x1b]0;b\\x07 c\\u202e" in capsys.readouterr().out


def test_a_folder_gets_a_file_of_the_form(tmp_path: Path) -> None:
    describe("agent360_core", "-o", str(tmp_path))

    assert (tmp_path / "dictionary.md").read_text(encoding="utf-8").startswith("# Agent360 - Core\n")


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CommandError, match=r"file/new cannot be written: "):
        describe("agent360_core", "-o", str(tmp_path / "file" / "new"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nix"], "'nix' is neither a family nor the label of an installed app."),
        (["messages"], "Nothing to describe: messages: no installed model with a table."),
        (["hibachi"], "Nothing to describe: hibachi: no installed model with a table."),
        (["--store", "key", "--format", "csv"], "--store needs --format context."),
        (["--coverage", "--format", "csv"], "--coverage has its own format. Leave out --format."),
        (["auth", "--store", "key"], "No app that stores texts for an assistant is installed."),
        (["--fail-under", "101"], "'101' is not a number from 0 to 100"),
        (["--fail-under", "nan"], "'nan' is not a number from 0 to 100"),
    ],
)
def test_what_cannot_be_described_is_an_error(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        describe(*arguments)


def test_the_script_of_a_search_path_sets_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "options", "-c search_path=crm,public")

    script, _ = describe("agent360_core", "--format", "comments")

    assert script.splitlines()[:2] == ["SET client_encoding TO 'UTF8';", 'SET search_path TO "crm", "public";']


def test_the_parts_of_a_script_for_several_aliases_are_named(settings: Settings) -> None:
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "ALIASES": {"agent360_core": "crm"}}

    script, told = describe("agent360_core", "agent360_catalog", "--format", "comments")

    assert script.startswith("-- Tables on alias 'crm'\nSET client_encoding")
    assert "\n\n-- Tables on alias 'default'\nSET client_encoding" in script
    assert told.startswith("The apps live on crm, default, and each alias has its part of the script.")


def test_coverage_is_a_table_with_a_total() -> None:
    out, _ = describe("agent360_core", "agent360_catalog", "--coverage")

    assert [line.split()[0] for line in out.splitlines()] == ["app", "agent360_core", "agent360_catalog", "total"]


def test_coverage_fails_under_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert describe("agent360_accounts", "--fail-under", "100")[0].endswith("(100.0 %)\n")
    err = StringIO()

    with pytest.raises(SystemExit) as exit_:
        call_command("agent360", "describe", "auth", "--fail-under", "50", stdout=StringIO(), stderr=err)

    assert exit_.value.code == 1
    assert err.getvalue() == "Only 28.57 % of the columns have a meaning, less than 50 %.\n"


# The context


@pytest.mark.django_db
def test_the_context_has_the_rules_and_its_size_is_said() -> None:
    AiBusinessRuleFactory.create(abr_rule_text="Months begin on the 1st.")

    out, told = describe("agent360", "--format", "context")

    assert out.endswith("Rules of the business:\n- Months begin on the 1st.\n")
    assert told == f"{len(out):,} characters, about {-(-len(out) // 4):,} tokens.\n"


@pytest.mark.django_db
def test_the_context_is_the_same_twice() -> None:
    assert describe("agent360", "--format", "context") == describe("agent360", "--format", "context")


def fail(*_args: Any, **_options: Any) -> None:
    raise OperationalError("the server\nis away")


@pytest.mark.django_db
def test_without_a_database_the_context_lacks_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    AiBusinessRuleFactory.create()
    monkeypatch.setattr("agent360_models.agent360.ai_assistant._assistant.Assistant.knowledge", fail)

    out, told = describe("agent360", "--format", "context")

    assert "Rules of the business" not in out
    assert told.startswith("Rules and examples are left out: alias 'default': the server is away\n")
    with pytest.raises(CommandError, match="Could not read alias 'default': the server is away"):
        describe("agent360", "--store", "schema")


@pytest.mark.django_db
def test_the_context_is_stored_where_the_assistant_looks() -> None:
    """Again only where it changed, as the next version."""
    text, _ = describe("agent360", "--format", "context")

    assert describe("agent360", "--store", "schema")[0] == "Stored under 'schema' on alias 'default'.\n"
    assert describe("agent360", "--store", "schema")[0] == "Unchanged under 'schema' on alias 'default'.\n"
    first = AiSchemaConfig.objects.get()
    AiBusinessRuleFactory.create()
    describe("agent360", "--store", "schema")

    second = AiSchemaConfig.objects.get()
    assert (first.asc_config_key, first.asc_config_value, first.asc_version) == ("schema", text, 1)
    assert (second.asc_id, second.asc_version) == (first.asc_id, 2)
    assert second.asc_config_value.startswith(text)


@pytest.mark.django_db
def test_nothing_is_stored_in_a_table_that_may_only_be_read(settings: Settings) -> None:
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "READ_ONLY": ["agent360_ai_assistant"]}

    with pytest.raises(CommandError, match="declares the tables of agent360_ai_assistant read-only"):
        describe("agent360", "--store", "schema")

    assert not AiSchemaConfig.objects.exists()
    assert describe("agent360", "--format", "context")[0]


@pytest.mark.django_db
def test_a_key_that_cannot_be_stored_is_refused() -> None:
    with pytest.raises(CommandError, match="cannot be a key: Ensure this value has at most 100 characters"):
        describe("agent360", "--store", "x" * 101)
    with pytest.raises(CommandError, match="'' cannot be a key: This field cannot be blank"):
        describe("agent360", "--store", "")


# The pages


def test_pages_are_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"The pages need a folder\. Name it with -o FOLDER"):
        describe("agent360_core", "--format", "html")
    told, _ = describe("agent360_core", "--format", "html", "-o", str(tmp_path / "a b"))

    assert told.splitlines()[-1] == (tmp_path / "a b/index.html").as_uri()
