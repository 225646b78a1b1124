"""The public names of the library, and the page that lists them.

``python -m tests.support.public_api`` rewrites ``docs/reference/api.md``; with ``--check`` it only prints the faults.
"""

import ast
import inspect
import os
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import agent360_models
from agent360_models.families import FAMILIES

PACKAGE = Path(agent360_models.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"
# Django, Celery and the loaders find these by their names, and nobody imports them.
FOUND_BY_NAME = {"admin.py", "apps.py", "checks.py", "mapping.py", "tasks.py"}
HEAD = """# Public names

Every name that a project may import, with the module to import it from.
A name that is not on this page is internal and may change in any release.
So may a module whose name begins with an underscore.
Nobody imports `admin.py`, `apps.py`, `checks.py`, `mapping.py`, `tasks.py` and `migrations` of an app: they are found.

`python -m tests.support.public_api` writes this page from `__all__` and the first line of each docstring.
"""


class Entry(NamedTuple):
    """One public name: the module that exports it, and what it is, in a line."""

    module: str
    name: str
    line: str


def public_files() -> list[Path]:
    """Return the files of modules that projects may import from."""
    return [path for path in sorted(PACKAGE.rglob("*.py")) if not _is_internal(path.relative_to(PACKAGE))]


def _is_internal(path: Path) -> bool:
    names = [part for part in path.parts if part != "__init__.py"]
    in_app = len(path.parts) > 1 and path.name in FOUND_BY_NAME
    return in_app or any(name.startswith("_") or name in ("migrations", "management") for name in names)


def module_name(path: Path) -> str:
    """Return the dotted name of the module in a file of the package."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def defined_names(path: Path) -> set[str]:
    """Return the names without an underscore that a module defines itself: those that it imports are not among them."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(target.id for target in targets if isinstance(target, ast.Name))
    return {name for name in names if not name.startswith("_")}


def entries() -> list[Entry]:
    """Return each public name once, at the shortest path that exports it."""
    found: dict[tuple[str, str], list[tuple[ModuleType, str]]] = {}
    for path in public_files():
        module = import_module(module_name(path))
        for name in getattr(module, "__all__", ()):
            found.setdefault(_origin(module, name), []).append((module, name))
    return [
        Entry(module.__name__, name, _line(module, name))
        for places in found.values()
        for module, name in [min(places, key=lambda place: place[0].__name__.count("."))]
    ]


def _origin(module: ModuleType, name: str) -> tuple[str, str]:
    """Return what tells a name that a package passes on from another one of the same spelling."""
    value = getattr(module, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        return Path(inspect.getfile(value)).as_posix(), value.__qualname__
    return "", f"{name} {id(value)}"


def _line(module: ModuleType, name: str) -> str:
    """Return the first line of a docstring; of a constant the comment in its line, or before it."""
    value: Any = getattr(module, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        return (inspect.getdoc(value) or "").partition("\n")[0]
    for source in [module, *(each for each in map(sys.modules.get, _imported_from(module, name)) if each)]:
        lines = inspect.getsource(source).splitlines()
        for number, line in enumerate(lines):
            if re.match(rf"{name}\b[^=]*=", line):
                _, _, comment = line.partition("  # ")
                before = lines[number - 1].removeprefix("# ") if lines[number - 1].startswith("# ") else ""
                return comment or before
    return ""


def _imported_from(module: ModuleType, name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(inspect.getsource(module))):  # a lazy package imports for the types alone
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
            yield str(node.module)


def page() -> str:
    """Return the text of the page."""
    families = [family.name for family in FAMILIES]
    by_module: dict[str, list[Entry]] = {}
    for entry in entries():
        by_module.setdefault(entry.module, []).append(entry)

    def place(module: str) -> tuple[int, str]:
        top = module.split(".")[1] if "." in module else ""
        return (families.index(top) + 1 if top in families else 0), module

    parts = [HEAD]
    section = -1
    for module in sorted(by_module, key=place):
        if place(module)[0] != section:
            section = place(module)[0]
            parts.append(f"## {families[section - 1] if section else 'Tools'}\n")
        parts.append(f"### `{module}`\n")
        parts.append("".join(f"- `{entry.name}`: {entry.line}\n" for entry in by_module[module]))
    return "\n".join(parts)


def problems() -> Iterator[str]:
    """Yield where ``__all__``, the code and the page do not agree."""
    for path in public_files():
        module = import_module(module_name(path))
        exported = getattr(module, "__all__", ())
        for name in sorted(defined_names(path) - {*exported}):
            yield f"{module.__name__}.{name} is in no __all__ and has no underscore"
        for name in exported:
            if not hasattr(module, name):
                yield f"{module.__name__}.{name} is in __all__ and does not exist"
    for entry in entries():
        if not entry.line:
            yield f"{entry.module}.{entry.name} has no docstring, and no comment in its line"
    if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page():
        yield "docs/reference/api.md is behind the code: `python -m tests.support.public_api` writes it anew"


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.every_family"
    import django

    django.setup()
    if "--check" in sys.argv:
        sys.stdout.writelines(f"{problem}\n" for problem in problems())
    else:
        PAGE.write_text(page(), encoding="utf-8")
