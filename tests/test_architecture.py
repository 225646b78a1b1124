"""The layout that lets a reader who knows one app know them all, and who may import what."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from django.apps import apps
from django.core.checks.registry import registry
from django.db.models import ForeignKey, Model

import agent360_models
from agent360_models.bulk import BulkQuerySet
from agent360_models.families import APPS, FAMILIES, FAMILY_OF, with_dependencies

PACKAGE = Path(agent360_models.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
EXTRAS = {"anthropic", "celpy", "cryptography", "httpx", "jinja2", "jsonschema", "mcp", "modal", "openai", "re2"}
# What some of them bring along, and the modules that build on classes of theirs: only functions import those.
EXTRAS |= {"httpx2", "mcp_types", "pydantic", "re2", "referencing"}
ON_EXTRAS = {f"agent360_models.automate.providers.{name}" for name in ("_json_schema", "_mcp", "_sandbox")}
INSTALLED = [label for label, app in APPS.items() if apps.is_installed(app.module)]
MODELS = [model for label in INSTALLED for model in apps.get_app_config(label).get_models()]

every_app = pytest.mark.parametrize("label", INSTALLED)
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def folder(label: str) -> Path:
    return Path(str(resources.files(APPS[label].module)))


# Apps


@every_app
def test_the_label_is_the_path(label: str) -> None:
    """Labels are in other people's migrations and permissions: they never change."""
    config = apps.get_app_config(label)

    assert (config.label, config.name) == (label, APPS[label].module)
    assert config.name.removeprefix("agent360_models.").replace(".", "_") == label


def test_every_app_there_is_is_listed() -> None:
    """A folder with models that ``families`` does not know would be installed by nobody."""
    listed = {path.relative_to(PACKAGE) for path in map(folder, APPS)}

    assert {path.parent.relative_to(PACKAGE) for path in PACKAGE.rglob("*/apps.py")} == listed


@every_app
@pytest.mark.parametrize("name", ["README.md", "__init__.py", "apps.py", "admin.py", "migrations/__init__.py"])
def test_an_app_has_its_files(label: str, name: str) -> None:
    """The same in each folder."""
    assert (folder(label) / name).is_file()


@every_app
def test_models_are_a_module_or_a_package(label: str) -> None:
    """A package where one module would be too long to read."""
    module, package = folder(label) / "models.py", folder(label) / "models" / "__init__.py"

    assert module.is_file() is not package.is_file()


@every_app
def test_an_app_over_tables_of_somebody_else_has_their_ddl(label: str) -> None:
    """And an app over our own has none: its tables come from migrations."""
    assert (folder(label) / "schema.sql").is_file() is not FAMILY_OF[label].owns_tables


@every_app
def test_the_readme_says_where_the_columns_come_from(label: str) -> None:
    """Nobody takes a guess for a fact."""
    text = (folder(label) / "README.md").read_text(encoding="utf-8")

    assert re.search(r"columns\W*:\W*(documented|inferred)", text, re.IGNORECASE)


@every_app
def test_the_readme_names_label_and_tables(label: str) -> None:
    """Whoever looks for a table finds its app."""
    text = (folder(label) / "README.md").read_text(encoding="utf-8")
    models = apps.get_app_config(label).get_models()

    assert text.startswith(f"# {label}\n")
    assert [m.__name__ for m in models if f"| `{m.__name__}` | `{m._meta.db_table}` |" not in text] == []


@every_app
def test_requires_is_what_the_foreign_keys_point_at(label: str) -> None:
    """No more and no less, so that an app can be installed with what it needs and nothing else."""
    targets = {target for target in targets_of(label) if target != label}

    assert set(APPS[label].requires) == targets
    assert targets | {label} <= set(with_dependencies(label))
    assert all(targets_of(needed) <= set(with_dependencies(label)) for needed in with_dependencies(label))


def targets_of(label: str) -> set[str]:
    return {
        field.related_model._meta.app_label
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and not isinstance(field.related_model, str)
    }


@every_app
def test_an_app_comes_after_what_it_requires(label: str) -> None:
    """``INSTALLED_APPS`` and the reference DDL follow this order."""
    order = list(APPS)

    assert [needed for needed in APPS[label].requires if order.index(needed) > order.index(label)] == []


# Models


@every_model
def test_a_model_says_what_one_row_is(model: type[Model]) -> None:
    """Its own sentence, not Django's list of fields."""
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


@every_model
def test_a_model_names_its_rows(model: type[Model]) -> None:
    """A name of its own, not ``Account object (001...)``."""
    assert "__str__" in vars(model)


@every_model
def test_a_model_names_its_table(model: type[Model]) -> None:
    """A table of somebody else's is not managed, and its name does not follow from the app's."""
    written = next(node for node in class_body(model) if isinstance(node, ast.ClassDef) and node.name == "Meta")
    names = [target.id for node in written.body if isinstance(node, ast.Assign) for target in named(node)]

    assert model._meta.managed is FAMILY_OF[model._meta.app_label].owns_tables
    assert names[:2] == ["managed", "db_table"]


def class_body(model: type[Model]) -> list[ast.stmt]:
    tree = ast.parse(Path(str(sys.modules[model.__module__].__file__)).read_text(encoding="utf-8"))
    return next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == model.__name__).body


def named(node: ast.Assign) -> list[ast.Name]:
    return [target for target in node.targets if isinstance(target, ast.Name)]


@every_model
def test_every_manager_writes_and_reads_in_bulk(model: type[Model]) -> None:
    """Whoever knows one knows them all."""
    assert isinstance(model._default_manager.all(), BulkQuerySet)


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


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_django_psycopg_and_nothing_else(path: Path) -> None:
    """Also within functions; but for what an extra brings, which only functions import."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    is_for_tests = "testing" in path.parts or path.name == "factories.py"
    # asgiref is what Django itself does async with.
    allowed = {"agent360_models", "django", "psycopg", "asgiref", *(["factory", "pytest"] if is_for_tests else [])}
    if path.name in ("_schedules.py", "tasks.py"):
        allowed.add("celery")

    found = {name.partition(".")[0] for name in imports(tree, inside_functions=False)}
    within = {name.partition(".")[0] for name in imports(tree, inside_functions=True)}

    name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    assert found - sys.stdlib_module_names <= (allowed | EXTRAS if name in ON_EXTRAS else allowed)
    assert within - sys.stdlib_module_names <= allowed | EXTRAS
    assert {*imports(tree, inside_functions=False)} & ON_EXTRAS == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_family_imports_no_other_family(path: Path) -> None:
    """And nothing that all families share imports one of them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    home = path.relative_to(PACKAGE).parts[0]
    families = {family.name for family in FAMILIES}

    found = {name.split(".")[1] for name in imports(tree, inside_functions=True) if name.startswith("agent360_models.")}

    assert home == "testing" or (found & families) <= {home}


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
