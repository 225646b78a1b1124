"""No tool names a family, an app or a source of this library: what it needs of them, their apps say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import agent360_models
from agent360_models.families import APPS, FAMILIES

PACKAGE = Path(agent360_models.__file__).parent
NAMES = {family.name for family in FAMILIES}
# agent360 alone is the command too, and the package.
WORDS = {*APPS, *(NAMES - {"agent360"}), "salesforce", "hubspot", "callrail", "gsheet"}
_ANY = "|".join(sorted(WORDS, key=len, reverse=True))
NAMED = re.compile(rf"(?<![a-z])({_ANY})(?![a-z])|models\.agent360\b", re.IGNORECASE)
EXCEPTIONS = {"conf.py": {"SALESFORCE_OBJECTS", "SALESFORCE_FIELDS"}}  # keys of the one setting, which its page lists
TOOLS = sorted(
    path.relative_to(PACKAGE).as_posix()
    for path in PACKAGE.rglob("*.py")
    if path.relative_to(PACKAGE).parts[0] not in NAMES and path.name != "families.py"
)


def test_code_of_a_tool_names_none() -> None:
    """In no text and no identifier; a docstring may show one by example."""
    named = {tool: set(filter(NAMED.search, _texts(ast.parse((PACKAGE / tool).read_text("utf-8"))))) for tool in TOOLS}

    assert {tool: found for tool, found in named.items() if found} == EXCEPTIONS


def _texts(module: ast.Module) -> Iterator[str]:
    """Yield the identifiers and texts of a module, but for its docstrings."""
    blocks = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, blocks) and ast.get_docstring(node) and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module):
        if id(node) not in docstrings:
            yield from (str(value) for _, value in ast.iter_fields(node) if isinstance(value, str))
