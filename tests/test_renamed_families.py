"""The tools on a copy of the package in which each family has another name: whatever a tool knows, it is told."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from agent360_models.families import FAMILIES
from tests.support import endurance

ROOT = Path(__file__).parents[1]
OF_TOOLS = (
    *("admin", "checks", "drift", "loading", "readonly", "sync", "tables"),
    *("management/test_adopt.py", "management/test_agent360.py", "management/test_drift.py"),
    *("routing/test_router.py", "routing/test_replicas.py", "test_conf.py", "test_own_families.py"),
)
# Tests that start a process with the package itself, or expect a text in which no renaming finds the family.
NOT_THESE = (
    *(
        f"checks/test_checks.py::test_{name}"
        for name in (
            "an_app_alone_is_sound",
            "e005_an_app_without_the_app_it_needs",
            "w003_a_role_that_may_write_read_only_tables",
            "w003_says_nothing_where_the_server_is_down",
            "w004_our_apps_without_the_root_app",
            "w005_a_downstream_model_on_one_of_our_tables",
            "w006_judges_a_read_only_app_by_reads",
        )
    ),
    "management/test_agent360.py::test_a_load_that_is_killed_leaves_nothing_of_the_object",
    *(
        f"management/test_drift.py::test_{name}"
        for name in (
            "exit_status_2_where_nobody_could_look",
            "findings_name_their_alias_where_there_are_two",
            "wildcards_excuse_several_findings",
        )
    ),
    "test_own_families.py::test_e015_says_what_cannot_be",
)
_NOT_LABELS = "models|default|crm|three"  # the package, and names of databases


@endurance.only
def test_the_tools_do_not_mind_other_names(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    package = copy / "src" / "agent360_models"
    for name in ("src", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    families = {family.name: f"other{number}" for number, family in enumerate(FAMILIES)}
    folders = {package / name for name in families}
    for path in sorted(copy.rglob("*")):
        is_tool = package in path.parents and path.name != "families.py" and folders.isdisjoint(path.parents)
        if path.suffix in (".py", ".sql", ".toml", ".json") and not is_tool:
            path.write_text(_renamed(path.read_text(encoding="utf-8"), families), encoding="utf-8")
    for name, other in families.items():
        for folder in (package, copy / "tests"):
            (folder / name).rename(folder / other)
    # Tests say "agent360" to call the command too.
    commands = package / "management" / "commands"
    shutil.copy(commands / "agent360.py", commands / f"{families['agent360']}.py")

    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *(f"tests/{name}" for name in OF_TOOLS),
            *(f"--deselect=tests/{name}" for name in NOT_THESE),
        ],
        cwd=copy,
        env={**_environment(), "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-5000:]


def _environment() -> dict[str, str]:
    """Return the environment without what this run put into it: the other has a server of its own."""
    ours = ("DATABASE_URL", "AGENT360_ENDURANCE", "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _renamed(text: str, families: dict[str, str]) -> str:
    for name, other in families.items():
        if name == "agent360":  # the package and the project are called so too
            text = re.sub(rf"\b{name}_(?!{_NOT_LABELS})(?=[\w\\])", f"{other}_", text)
            text = re.sub(rf"\b((?:agent360_models|tests)[./]){name}\b", rf"\1{other}", text)
            text = re.sub(rf"\b(from agent360_models import ){name}\b", rf"\1{other}", text)
            text = re.sub(rf"([\"\']){name}\1(?=[\],:}})])", rf"\1{other}\1", text)
        else:
            text = re.sub(rf"(?<![A-Za-z]){name}(?![A-Za-z])", other, text)
    return text
