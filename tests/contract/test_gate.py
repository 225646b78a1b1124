"""The release gate, on a repository with tags that the test makes: what is refused, and the line that lets it pass."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agent360_models.contract._versions import Version, needed

Check = Callable[..., tuple[int, str]]

CHANGELOG = """# Changelog

## [Unreleased]

### Added

- `Toy.fax`, which is no longer sold.

### Schema

{schema}

## [{old}] - 2026-03-01

### Schema

- `toy.Toy.fax`: new column (text, NULL).
{earlier}"""
LINE = "- `toy.Toy.fax`: column gone (text, NULL)."
FAX = {"type": "text", "null": True}


def git(*arguments: str) -> None:
    program = shutil.which("git")
    assert program
    names = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "init.defaultBranch=main")
    subprocess.run([program, *names, *arguments], check=True, capture_output=True)


def dump(version: str) -> None:
    call_command("agent360", "contract", "dump", "toy", "-o", "contract.json", "--release", version)


def edit(change: Callable[[dict[str, Any]], None]) -> None:
    """Change the models of the stored contract."""
    path = Path("contract.json")
    given = json.loads(path.read_text(encoding="utf-8"))
    change(given["models"])
    path.write_text(json.dumps(given), encoding="utf-8")


def with_fax(models: dict[str, Any]) -> None:
    models["toy.Toy"]["columns"]["fax"] = FAX


def without_price(models: dict[str, Any]) -> None:
    del models["toy.Toy"]["columns"]["price"]


def wide_index(models: dict[str, Any]) -> None:
    models["toy.Toy"]["indexes"].append({"columns": ["name", "maker_id"], "name": "wide"})


def release(version: str, *changes: Callable[[dict[str, Any]], None]) -> None:
    """Commit and tag a release whose models are those of the code, but for some changes."""
    before(version, *changes)
    Path("old.json").rename("contract.json")
    git("add", ".")
    git("commit", "--message", version)
    git("tag", f"v{version}")


def before(version: str, *changes: Callable[[dict[str, Any]], None]) -> None:
    """Keep the contract of such a release in a file, which takes less time."""
    dump(version)
    for change in changes:
        edit(change)
    Path("contract.json").rename("old.json")


def log(old: str, *schema: str, earlier: str = "") -> None:
    text = CHANGELOG.format(schema="\n".join(schema), old=old, earlier=earlier)
    Path("CHANGELOG.md").write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def _repository(_folder: None) -> None:
    git("init")


of_git = pytest.mark.usefixtures("_repository")


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Run the gate, and return its exit status and what it said."""

    def check(*arguments: str) -> tuple[int, str]:
        try:
            call_command("agent360", "contract", "check", *arguments)
        except CommandError as error:
            return error.returncode, str(error)
        return 0, capsys.readouterr().out.strip()

    return check


@of_git
def test_a_column_that_goes_with_a_patch_is_refused(check: Check) -> None:
    """With the number and the line to write; with both it passes."""
    release("0.1.0", with_fax)
    log("0.1.0")
    dump("0.1.1")

    assert check() == (
        1,
        "The version 0.1.1 is too small after 0.1.0 (changes: 1, breaks: 1). It must be at least 0.2.0.\n"
        'The list "Schema" in the unreleased part of the changelog lacks changes. Add:\n' + LINE,
    )

    dump("0.2.0")
    log("0.1.0", LINE)
    assert check() == (0, "0.2.0 after 0.1.0 is right. Changes: 1, breaks: 1, announced: 0.")


@of_git
def test_a_release_that_has_its_tag_already_is_held_to_the_one_before(check: Check) -> None:
    """As where CI runs once more for the tag."""
    release("0.1.0", with_fax)
    release("0.1.1")
    log("0.1.0", LINE)
    dump("0.1.1")

    assert check() == (
        1,
        "The version 0.1.1 is too small after 0.1.0 (changes: 1, breaks: 1). It must be at least 0.2.0.",
    )


@of_git
def test_two_tags_are_compared(check: Check) -> None:
    """Neither is the code that is installed here."""
    release("1.0.0", with_fax)
    release("1.1.0", without_price)
    log("1.0.0", LINE, "- `toy.Toy.price`: column gone.")

    status, said = check("git:v1.0.0", "git:v1.1.0")

    assert (status, said) == (
        1,
        "The version 1.1.0 is too small after 1.0.0 (changes: 2, breaks: 2). It must be at least 2.0.0.",
    )


@pytest.mark.parametrize(
    ("old", "change", "too_small", "enough"),
    [
        ("1.4.2", with_fax, "1.5.0", "2.0.0"),
        ("0.4.2", with_fax, "0.4.3", "0.5.0"),
        ("1.4.2", without_price, "1.4.3", "2.0.0"),  # a new column that rows must fill
        ("1.4.2", wide_index, "1.4.2", "1.4.3"),
        ("0.4.2", wide_index, "0.4.2", "0.4.3"),
        ("0.4.2", with_fax, "0.4.2", "1.0.0"),
        ("1.0.0rc1", with_fax, "1.0.0", "1.0.0"),
        ("1.4.2", with_fax, "2.0.0rc1", "2.0.0rc1"),
    ],
)
def test_the_version_says_how_much_has_changed(
    check: Check, old: str, change: Callable[[dict[str, Any]], None], too_small: str, enough: str
) -> None:
    """Below 1.0 one step lower."""
    before(old, change)
    log(old, LINE, "- `toy.Toy.price`: new column.")

    dump(too_small)
    refused, said = check("old.json")
    dump(enough)

    assert refused == (1 if too_small != enough else 0)
    assert f"The version {Version.parse(too_small)} is too small" in said or too_small == enough
    assert check("old.json")[0] == 0


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (LINE, 0),
        ("- `Toy.fax` is gone.", 0),
        ("- `toy`:\n  - `Toy.fax` is gone.", 0),
        ("* gone:\n  `Toy.fax`", 0),
        ("- toy.Toy.fax is gone.", 1),
        ("- `Toy`: a column is gone.", 1),
        ("- `Toy.faxes` is gone.", 1),
        ("- `Maker.fax` is gone.", 1),
        ("", 1),
    ],
)
def test_the_changelog_names_what_breaks(check: Check, line: str, status: int) -> None:
    """As a name in code, in the list Schema of what is unreleased."""
    before("0.1.0", with_fax)
    log("0.1.0", line)
    dump("0.2.0")

    assert check("old.json")[0] == status


def test_a_model_of_a_name_that_another_app_has_is_named_with_its_app(check: Check) -> None:
    """Or the app stands in the same item."""

    def namesake(models: dict[str, Any]) -> None:
        with_fax(models)
        models["shop.Toy"] = models["toy.Toy"]

    before("0.1.0", namesake)
    dump("0.2.0")

    log("0.1.0", "- `shop.Toy` is gone.", "- `Toy.fax` is gone.")
    assert check("old.json") == (
        1,
        'The list "Schema" in the unreleased part of the changelog lacks changes. Add:\n' + LINE,
    )

    log("0.1.0", "- `shop.Toy` is gone.", "- `toy`: `Toy.fax` is gone.")
    assert check("old.json")[0] == 0


def test_the_section_of_the_new_version_counts_once_it_has_a_date(check: Check) -> None:
    """At the moment of the release nothing is called unreleased."""
    before("0.1.0", with_fax)
    Path("CHANGELOG.md").write_text(f"## 0.2.0 (2026-04-01)\n\n### Schema\n\n{LINE}\n\n## 0.1.0\n", encoding="utf-8")
    dump("0.2.0")

    assert check("old.json")[0] == 0


DEPRECATED = "\n### Deprecated\n\n- `toy.Toy.fax`: use the telephone.\n"


@pytest.mark.parametrize(
    ("old", "new", "announced_in", "status"),
    [
        ("1.3.0", "1.4.0", "1.3.0", 0),  # one minor after it was announced
        ("1.3.0", "1.4.0", "1.2.1", 0),
        ("1.3.0", "1.3.1", "1.3.0", 1),  # the same minor
        ("1.3.0", "1.3.1", "1.2.0", 1),  # what goes is never a patch
        ("0.3.0", "0.3.1", "0.2.0", 0),  # below 1.0 it is one step lower
        ("0.3.0", "0.3.1", "0.3.0", 1),
    ],
)
def test_what_was_announced_may_go(check: Check, old: str, new: str, announced_in: str, status: int) -> None:
    """In the list Deprecated of an earlier release, a minor before; it need not be named again."""
    before(old, with_fax)
    log(old)
    with Path("CHANGELOG.md").open("a", encoding="utf-8") as file:
        file.write(DEPRECATED if announced_in == old else f"\n## [{announced_in}] - 2026-01-01\n{DEPRECATED}")
    dump(new)

    assert check("old.json")[0] == status


def test_an_announcement_of_the_same_release_is_none(check: Check) -> None:
    """Nobody had the time to heed it."""
    before("1.3.0", with_fax)
    log("1.3.0", LINE, DEPRECATED)
    dump("1.4.0")

    assert check("old.json")[0] == 1


def test_a_stored_contract_that_is_not_the_code_is_refused(check: Check) -> None:
    """With the command that writes it."""
    dump("0.1.0")
    edit(with_fax)

    status, said = check("nothing")

    assert status == 1
    assert (
        said
        == "contract.json does not match the code. Rewrite it: manage.py agent360 contract dump toy -o contract.json"
    )


def test_the_first_release_has_none_before_it(check: Check) -> None:
    """Only the stored file is looked at."""
    dump("0.1.0")

    assert check("nothing") == (0, "0.1.0 is the code; there is no release before it.")


def test_a_version_does_not_reach_the_terminal_as_it_is(check: Check) -> None:
    dump("1\x1b[2J")

    assert check("nothing") == (0, "1\\x1b[2J is the code; there is no release before it.")


def test_apps_without_a_version_are_held_to_the_changelog_alone(check: Check) -> None:
    """As the apps of a project are that nobody releases."""
    before("", with_fax)
    log("2026-01")
    dump("")

    assert check("old.json")[1].startswith('The list "Schema" in the unreleased part')
    log("2026-01", LINE)
    assert check("old.json") == (0, "The contract after old.json is right. Changes: 1, breaks: 1, announced: 0.")


@of_git
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "There is no release to compare with: git has no tag of a version. First one: nothing."),
        (("git:v9",), "git ls-tree failed: Not a valid object name v9."),
        (("git:HEAD:README",), "git show failed: path 'README' does not exist in 'HEAD'."),
        (("git:--help",), "git:--help does not name a revision."),
        (("nowhere.json",), "nowhere.json cannot be read: No such file or directory."),
        (("git:HEAD", "--changelog", "no.md"), "The changelog no.md cannot be read. --changelog names another file."),
        (("nothing", "--stored", "no.json"), "no.json cannot be read: No such file or directory."),
    ],
)
def test_nothing_to_compare_is_another_status(check: Check, arguments: tuple[str, ...], said: str) -> None:
    """Two, in one sentence."""
    dump("0.1.0")
    git("add", ".")
    git("commit", "--message", "one")

    assert check(*arguments) == (2, said)


@of_git
def test_the_newest_tag_is_that_of_the_highest_version(check: Check) -> None:
    """Neither the last one that was made, nor a pre-release."""
    for version in ("0.10.0", "0.9.0", "0.11.0rc1"):
        release(version, with_fax)
    log("0.10.0", LINE)
    dump("0.11.0")

    assert check() == (0, "0.11.0 after 0.10.0 is right. Changes: 1, breaks: 1, announced: 0.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2.3", Version(1, 2, 3)),
        ("v1.2", Version(1, 2, 0)),
        ("1.2.3.4", Version(1, 2, 3)),
        ("1.2.3+local.1", Version(1, 2, 3)),
        ("1.2.3.post1", Version(1, 2, 3)),
        ("1.2.3rc1", Version(1, 2, 3, is_final=False)),
        ("1.2.3-beta.2", Version(1, 2, 3, is_final=False)),
        ("1.2.dev4", Version(1, 2, 0, is_final=False)),
        ("2026-01", None),
        ("9" * 5000 + ".1", None),
        ("", None),
    ],
)
def test_versions_are_read(text: str, expected: Version | None) -> None:
    """As Python's and other packages write them."""
    assert Version.parse(text) == expected


def test_what_has_no_version_is_not_one_step_lower() -> None:
    """Nobody knows whether it is below 1.0."""
    assert (needed("major", ""), needed("major", "1.0"), needed("major", "0.9"), needed("patch", "0.9")) == (
        "major",
        "major",
        "minor",
        "patch",
    )
