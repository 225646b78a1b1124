"""Who may import what, and names that others rely on; what holds for each app is in ``test_every_app``."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from django.core.checks.registry import registry

import agent360_models
from agent360_models.families import APPS

PACKAGE = Path(agent360_models.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
EXTRAS = {"anthropic", "celpy", "cryptography", "httpx", "jinja2", "jsonschema", "mcp", "modal", "openai", "re2"}
# What some of them bring along, and the modules that build on classes of theirs: only functions import those.
EXTRAS |= {"httpx2", "lark", "mcp_types", "pydantic", "re2", "referencing"}
_ON_EXTRAS = ("_cel", "_cel_parser", "_json_schema", "_mcp", "_sandbox")
ON_EXTRAS = {f"agent360_models.automate.runtime.{name}" for name in _ON_EXTRAS}


def test_every_app_there_is_is_listed() -> None:
    """A folder with models that ``families`` does not know would be installed by nobody."""
    folders = (Path(str(resources.files(app.module))) for app in APPS.values())
    listed = {path.relative_to(PACKAGE) for path in folders}

    assert {path.parent.relative_to(PACKAGE) for path in PACKAGE.rglob("*/apps.py")} == listed


# Imports


def imports(tree: ast.AST, *, inside_functions: bool) -> Iterator[str]:
    """Yield the modules that are imported when a module is, or also when its functions are called."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and not inside_functions:
            continue
        elif inside_functions or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from imports(node, inside_functions=inside_functions)


def test_a_module_imports_django_psycopg_and_nothing_else() -> None:
    """Also within functions; but for what an extra brings, which only functions import."""
    wrong = {module.relative_to(PACKAGE).as_posix(): found for module in MODULES if (found := foreign(module))}

    assert wrong == {}


def foreign(path: Path) -> set[str]:
    """Return what a module imports and must not."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    is_for_tests = "testing" in path.parts or path.name == "factories.py"
    # asgiref is what Django itself does async with.
    allowed = {"agent360_models", "django", "psycopg", "asgiref", *(["factory", "pytest"] if is_for_tests else [])}
    if path.name in ("_schedules.py", "tasks.py"):
        allowed.add("celery")
    name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)

    modules = {*imports(tree, inside_functions=False)}
    at_once = {module.partition(".")[0] for module in modules}
    within = {module.partition(".")[0] for module in imports(tree, inside_functions=True)}

    found = at_once - (allowed | EXTRAS if name in ON_EXTRAS else allowed)
    return (found | within - allowed - EXTRAS) - sys.stdlib_module_names | modules & ON_EXTRAS


@pytest.mark.parametrize("module", ["agent360_models", "agent360_models.families", "agent360_models.conf"])
def test_what_a_settings_module_imports_brings_no_models(module: str) -> None:
    """Models cannot be imported before the settings are there."""
    code = f"import sys, {module}; print(*(name for name in sys.modules if name.endswith('.models')))"

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout == "\n"


# Names that others rely on


def test_the_version_is_one() -> None:
    """Three numbers, as in the change log."""
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", agent360_models.__version__)


def test_every_check_names_its_ids() -> None:
    """The first words of its docstring: whoever sees an id finds the rule."""
    ours = [check for check in registry.registered_checks if check.__module__.startswith("agent360_models.")]

    ids = [number for check in ours for number in re.findall(r"[EW]\d{3}", str(check.__doc__).splitlines()[0])]

    assert len(ours) > 0
    assert [check for check in ours if not re.match(r"[EW]\d{3}", str(check.__doc__))] == []
    assert len(set(ids)) == len(ids)
