"""Two projects, templates for their databases, and trials of two lengths."""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from tests.support import endurance, flush, templates

TESTS = Path(__file__).parent


def project_of(path: Path) -> str | None:
    """Return the settings under which the tests of a path run; None where they run under both."""
    if path == TESTS or not path.is_relative_to(TESTS):
        return None
    top = path.relative_to(TESTS).parts[0]
    if top.startswith("test_every_"):
        return None
    if top == "lacking":
        return "tests.lacking.settings"
    return "tests.three_databases" if top in ("hibachi", "migochat") else "tests.settings"


def pytest_configure(config: pytest.Config) -> None:
    """Say the right command to whoever names tests of the other project."""
    for argument in config.args:
        project = project_of((config.invocation_params.dir / argument.partition("::")[0]).resolve())
        if project not in {None, settings.SETTINGS_MODULE}:
            raise pytest.UsageError(f"These tests need another project: pytest --ds {project} {argument}")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the tests of the other project to its own run."""
    return None if project_of(collection_path) in {None, settings.SETTINGS_MODULE} else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave trials of endurance to ``tox -e endurance``."""
    if endurance.IS_ASKED:
        return
    left_out = [item for item in items if item.get_closest_marker("endurance")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_collection(session: pytest.Session) -> None:
    """Look for no garbage while there is none, and later not among tests, models and modules, which all stay."""
    gc.disable()


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Have one worker compile a module with its assertions, half the work of collecting; the others wait for it."""
    if os.name != "posix" or not isinstance(collector, pytest.Module):
        return (yield)
    import fcntl

    with collector.path.open("rb") as module:
        fcntl.flock(module, fcntl.LOCK_EX)
        return (yield)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Set the test databases up, once for all workers, with the reference tables on the second alias too."""
    from agent360_models import catalog
    from agent360_models.tables import reference

    with django_db_blocker.unblock(), templates.shared():
        request.getfixturevalue("django_db_setup")
        if "crm" in connections.settings and connections["crm"].settings_dict["NAME"].startswith("test_"):
            labels = reference.installable("default")
            if not catalog.existing_tables(reference.tables_of(labels), using="crm"):
                reference.install(labels, using="crm")
    with django_db_blocker.unblock():
        flush.only_what_holds_rows()
    yield
    with django_db_blocker.unblock():
        templates.drop()
        for alias, entry in connections.settings.items():
            if entry["TEST"]["MIRROR"]:  # which Django does not close, and could then not drop the database
                connections[alias].close()
