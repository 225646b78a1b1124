"""Files, names and order of every app and of every model: a reader who knows one knows them all."""

import ast
import re
import sys
from importlib import resources
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model

from agent360_models.bulk import BulkQuerySet
from agent360_models.families import APPS, owns_tables, with_dependencies
from agent360_models.readonly.models import ReadOnlyModel, ReadOnlyQuerySet
from tests.support.families import LABELS

MODELS = [model for label in LABELS for model in apps.get_app_config(label).get_models()]

every_app = pytest.mark.parametrize("label", LABELS)
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
    assert (folder(label) / "schema.sql").is_file() is not owns_tables(label)


@every_app
def test_the_readme_says_where_the_columns_come_from(label: str) -> None:
    """Nobody takes a guess for a fact."""
    text = (folder(label) / "README.md").read_text(encoding="utf-8")

    assert re.search(r"columns\W*:\W*(documented|original|inferred)", text, re.IGNORECASE)


@every_app
def test_the_readme_names_label_and_tables(label: str) -> None:
    """Whoever looks for a table finds its app."""
    text = (folder(label) / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\w+)`[^|]* \| `([^`]+)`[^|]* \|", text, re.MULTILINE))

    assert text.startswith(f"# {label}\n")
    assert {(m.__name__, m._meta.db_table) for m in apps.get_app_config(label).get_models()} <= listed


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

    assert model._meta.managed is not (folder(model._meta.app_label) / "schema.sql").is_file()
    assert names[:2] == ["managed", "db_table"]


def class_body(model: type[Model]) -> list[ast.stmt]:
    tree = ast.parse(Path(str(sys.modules[model.__module__].__file__)).read_text(encoding="utf-8"))
    return next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == model.__name__).body


def named(node: ast.Assign) -> list[ast.Name]:
    return [target for target in node.targets if isinstance(target, ast.Name)]


@every_model
def test_every_manager_writes_and_reads_in_bulk(model: type[Model]) -> None:
    """Whoever knows one knows them all; but for views, which are only read."""
    rows = ReadOnlyQuerySet if issubclass(model, ReadOnlyModel) else BulkQuerySet
    assert isinstance(model._default_manager.all(), rows)
