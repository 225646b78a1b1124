"""``agent360 contract dump`` and ``diff``: what they print, for any installed app, and of a live database."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from pytest_django.fixtures import Settings

from agent360_models.contract._sources import packaged
from agent360_models.families import APPS

Command = Callable[..., tuple[int, str]]
ACCOUNT = "agent360_accounts.Account"
KEYS = ["code", "model", "column", "before", "after", "reader", "writer", "first", "fingerprint"]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def contract(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the command, and return its exit status and what it printed, or the error."""

    def contract(*arguments: str) -> tuple[int, str]:
        try:
            call_command("agent360", "contract", *arguments)
        except CommandError as error:
            return error.returncode, str(error)
        return 0, capsys.readouterr().out

    return contract


def before(change: Callable[[dict[str, Any]], None], *, apps: tuple[str, ...] = (), version: str = "0.1.0") -> str:
    """Write the contract of an earlier release, and return the name of its file."""
    given = json.loads(packaged().only([*apps] or [*APPS]).dumps())
    given["version"] = version
    change(given["models"])
    Path("old.json").write_text(json.dumps(given), encoding="utf-8")
    return "old.json"


def account(models: dict[str, Any]) -> None:
    """Have accounts as they never were: with a column more, one less, a shorter one, and another label."""
    columns = models[ACCOUNT]["columns"]
    columns["acc_fax"] = {"type": "varchar(20)", "null": True}
    del columns["acc_credit_limit"]
    columns["acc_name"]["type"] = "varchar(100)"


def test_the_text_tells_by_model_who_has_to_act(contract: Command) -> None:
    """And why; then the part of the version."""
    assert contract("diff", before(account)) == (
        0,
        f"""{ACCOUNT}
  acc_credit_limit new column (numeric(18, 2), NULL): breaks nobody; the database first
    column.new: A query of the new model selects it, and fails if the database lacks it.
  acc_fax column gone (varchar(20), NULL): breaks readers and writers; the code first
    column.gone: Old code still selects it; new code does not need it.
  acc_name wider type (varchar(100) → varchar(255)): breaks nobody; the database first
    type.wider: New code may write longer values, which old code can read.
Changes: 3, breaks: 1. Needs a minor release after 0.1.0.
""",
    )


def test_the_json_has_these_keys(contract: Command) -> None:
    """And the same fingerprint for the same change, whatever else has changed."""
    status, text = contract("diff", before(account), "--format", "json")
    found = json.loads(text)

    assert (status, [*found], found["version"], found["needs"]) == (0, ["version", "needs", "changes"], 1, "minor")
    assert [[*change] for change in found["changes"]] == [KEYS] * 3
    assert found["changes"][1] == {
        "code": "column.gone",
        "model": ACCOUNT,
        "column": "acc_fax",
        "before": "varchar(20), NULL",
        "after": "",
        "reader": "breaks",
        "writer": "breaks",
        "first": "library",
        "fingerprint": "18a2674bc616",
    }


@pytest.mark.parametrize(("version", "needs"), [("0.1.0", "minor"), ("1.0.0", "major"), ("", "major")])
def test_what_is_needed_is_one_step_lower_below_one(contract: Command, version: str, needs: str) -> None:
    """A number that is not a version is not below 1.0."""
    assert json.loads(contract("diff", before(account, version=version), "--format", "json")[1])["needs"] == needs


def test_the_changelog_has_two_groups(contract: Command) -> None:
    """What has to be there before the upgrade, and what may be done after it."""
    assert contract("diff", before(account), "--format", "changelog")[1] == (
        "### Schema\n\nBefore you upgrade, in the database:\n\n"
        f"- `{ACCOUNT}.acc_credit_limit`: new column (numeric(18, 2), NULL).\n"
        f"- `{ACCOUNT}.acc_name`: wider type (varchar(100) → varchar(255)).\n"
        "\nAfter, once everything runs the new release:\n\n"
        f"- `{ACCOUNT}.acc_fax`: column gone (varchar(20), NULL).\n"
    )


def nothing(_models: dict[str, Any]) -> None:
    """Change nothing."""


def test_apps_that_the_project_does_not_install_have_not_gone(contract: Command) -> None:
    """The library still has them: hibachi and migochat are not installed here."""
    assert contract("diff", before(nothing)) == (0, "Nothing has changed.\n")
    assert contract("diff", before(nothing), "--format", "json")[1].strip() == (
        '{\n  "version": 1,\n  "needs": "patch",\n  "changes": []\n}'
    )


def test_a_new_app_of_ours_is_new(contract: Command) -> None:
    """An upgrade brings its tables."""
    given = before(nothing, apps=tuple(label for label in APPS if label != "migochat"))

    lines = contract("diff", given, "--format", "changelog")[1].splitlines()

    assert next(line for line in lines if line.startswith("- ")) == "- `migochat.AdCampaign`: new model (ad_campaigns)."


def test_a_wheel_is_read(contract: Command) -> None:
    """As OLD, and as NEW beside what is installed."""
    before(account)
    with zipfile.ZipFile("next-1.whl", "w") as wheel:
        wheel.write("old.json", "agent360_models/contract.json")
    with zipfile.ZipFile("empty-1.whl", "w") as wheel:
        wheel.writestr("empty/__init__.py", "")

    assert contract("diff", "next-1.whl") == contract("diff", "old.json")
    assert "acc_fax new column" in contract("diff", "installed", "next-1.whl")[1]
    assert contract("diff", "empty-1.whl") == (2, "empty-1.whl has no contract.json.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("diff", "nowhere"), "nowhere cannot be read: No such file or directory."),
        (("diff", "."), ". cannot be read: Is a directory."),
        (("diff", "installed"), "The installed code cannot be compared with itself. Name another release."),
        (("dump", "nowhere"), "'nowhere' is neither a family nor the label of an installed app."),
        (("dump", "toy", "-o", "no/such/file"), "no/such/file cannot be written: No such file or directory."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(contract: Command, arguments: tuple[str, ...], said: str) -> None:
    """With the exit status 2."""
    assert contract(*arguments) == (2, said)


def test_git_may_not_be_there(contract: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the folder is not a repository."""
    assert contract("diff", "git:HEAD")[0] == 2

    monkeypatch.setenv("PATH", "")
    assert contract("diff", "git:HEAD") == (2, "git is not installed here.")


def test_any_installed_app_is_dumped_twice_alike(contract: Command) -> None:
    """Those of Django and of the project, with a version that the command line names."""
    first = contract("dump", "auth", "shop", "--release", "3.1")[1]

    assert first == contract("dump", "shop", "auth", "--release", "3.1")[1]
    models = json.loads(first)["models"]
    assert json.loads(first)["version"] == "3.1"
    assert models["auth.User"]["relations"]["groups"] == {
        "to": "auth.Group",
        "through": "auth.User_groups",
        "related": "user_set",
        "query": "user",
    }


def test_what_others_installed_is_compared_with_itself(contract: Command) -> None:
    """A project's own app, in the file that it dumped."""
    contract("dump", "shop", "-o", "shop.json")

    assert contract("diff", "shop.json") == (0, "Nothing has changed.\n")


# Of a live database


def with_new_column(models: dict[str, Any]) -> None:
    """Have the column not yet, and another one still."""
    del models[ACCOUNT]["columns"]["acc_credit_limit"]
    models[ACCOUNT]["columns"]["acc_name"]["type"] = "varchar(100)"
    models[ACCOUNT]["columns"]["acc_fax"] = {"type": "varchar(20)", "null": True}
    del models["agent360_catalog.ProductBrand"]


@pytest.mark.django_db
def test_what_the_upgrade_asks_is_there(contract: Command) -> None:
    """What the code moves first is not asked of the database."""
    assert contract("diff", before(with_new_column), "--database", "default") == (
        0,
        f"""{ACCOUNT}
  there   acc_credit_limit new column (numeric(18, 2), NULL)
  there   acc_name wider type (varchar(100) → varchar(255))
agent360_catalog.ProductBrand
  there   new model (product_brands)
Changes needed on alias 'default': 3, missing: 0.
""",
    )


@pytest.mark.django_db
def test_what_the_upgrade_asks_is_missing(contract: Command) -> None:
    """Each with what drift says of it."""
    with connections["default"].cursor() as cursor:
        cursor.execute("ALTER TABLE accounts DROP COLUMN acc_credit_limit")
        cursor.execute("ALTER TABLE accounts ALTER acc_name TYPE varchar(100)")
        cursor.execute("DROP TABLE product_brands CASCADE")

    assert contract("diff", before(with_new_column), "--database", "default") == (
        0,
        f"""{ACCOUNT}
  missing acc_credit_limit new column (numeric(18, 2), NULL)
    column.missing: asked numeric(18, 2)
  missing acc_name wider type (varchar(100) → varchar(255))
    type.length_shorter: asked character varying(255), live character varying(100)
agent360_catalog.ProductBrand
  missing new model (product_brands)
    table.missing
Changes needed on alias 'default': 3, missing: 3.
""",
    )
    found = json.loads(contract("diff", "old.json", "--database", "default", "--format", "json")[1])
    assert [(change["model"], change["column"], change["there"]) for change in found["changes"]] == [
        (ACCOUNT, "acc_credit_limit", False),
        (ACCOUNT, "acc_name", False),
        ("agent360_catalog.ProductBrand", "", False),
    ]


@pytest.mark.django_db
def test_labels_that_the_type_lacks_are_missing(contract: Command) -> None:
    """Each by itself."""
    with connections["default"].cursor() as cursor:
        cursor.execute("ALTER TYPE toy_types.stage RENAME VALUE 'missing' TO 'lost'")
    contract("dump", "toy", "-o", "old.json")
    given = json.loads(Path("old.json").read_text(encoding="utf-8"))
    given["models"]["toy.Piece"]["columns"]["stage"]["labels"] = ["planned"]
    Path("old.json").write_text(json.dumps(given), encoding="utf-8")

    lines = contract("diff", "old.json", "--database", "default")[1].splitlines()

    assert lines == [
        "toy.Piece",
        "  there   stage new label (made)",
        "  missing stage new label (missing)",
        "    enum.label_missing: asked missing",
        "  there   stage new label (in box)",
        "Changes needed on alias 'default': 3, missing: 1.",
    ]


@pytest.mark.django_db(databases=["default", "crm"])
def test_an_alias_is_asked_for_the_apps_that_live_there(contract: Command, settings: Settings) -> None:
    """Of all apps, where none does, as of a copy of the database."""
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "ALIASES": {"agent360_catalog": "crm"}}

    here = contract("diff", before(with_new_column), "--database", "crm")[1]
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "ALIASES": {}}
    copy = contract("diff", before(with_new_column), "--database", "crm")[1]

    assert "agent360_catalog.ProductBrand" in here
    assert ACCOUNT not in here
    assert ACCOUNT in copy


def test_the_version_of_a_stranger_does_not_reach_the_terminal_as_it_is(contract: Command) -> None:
    old = before(account, version="1\n\x1b[2J")

    assert contract("diff", old)[1].endswith(r" release after 1\n\x1b[2J." + "\n")


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_a_wheel_of_a_stranger_does_not_fill_the_memory(
    contract: Command, monkeypatch: pytest.MonkeyPatch, packing: int
) -> None:
    monkeypatch.setattr("agent360_models.contract._sources._LARGEST", 1000)
    with zipfile.ZipFile("next-1.whl", "w", packing) as wheel:
        wheel.writestr("theirs/contract.json", " " * 1001)
    Path("large.json").write_text(" " * 1001, encoding="utf-8")

    assert contract("diff", "large.json") == (2, "large.json has a contract of more than 1,000 bytes, the limit.")
    status, said = contract("diff", "next-1.whl")
    assert (status, said.partition(" has a ")[0].partition(" cannot be read: ")[0]) == (2, "next-1.whl")


def test_an_encrypted_wheel_is_called_so(contract: Command) -> None:
    with zipfile.ZipFile("next-1.whl", "w") as wheel:
        wheel.writestr("theirs/contract.json", "{}")
        wheel.getinfo("theirs/contract.json").flag_bits |= 1  # in the list of the archive, which is written last

    assert contract("diff", "next-1.whl") == (2, "next-1.whl cannot be read: it is encrypted.")


@pytest.mark.parametrize("number", ["[" * 200_000, "1e999", "9" * 5000])
def test_a_number_that_is_none_is_no_contract(contract: Command, number: str) -> None:
    Path("theirs.json").write_text(f'{{"contract": {number}}}', encoding="utf-8")
    status, said = contract("diff", "theirs.json", "old.json")
    assert (status, "is not a contract" in said) == (2, True)
