"""The pytest plugin: gives test databases the tables of unmanaged apps.

pytest loads it in every environment that has this library. So it imports nothing until Django is set up with one of
our apps, and it overrides no fixture.
"""

import sys
from collections.abc import Generator

import pytest

__all__ = ["pytest_addoption", "pytest_sessionstart"]

_OPTION = "agent360_models"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that switches the plugin off."""
    parser.addini(_OPTION, "create tables of unmanaged apps in test databases (default: true)", "bool", default=True)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Prepare for test databases, in the main process before xdist starts its workers, and in each worker."""
    if session.config.getini(_OPTION) and _is_used():
        from agent360_models.testing import _made, _tables, databases

        databases.prepare()
        session.config.add_cleanup(_tables.unpatch_django)
        session.config.add_cleanup(_made.unpatch_django)
        session.config.pluginmanager.register(_StopWhenStale())


def _is_used() -> bool:
    registry = sys.modules.get("django.apps")
    if registry is None or not registry.apps.ready:
        return False
    from agent360_models import families

    return registry.apps.is_installed(families.ROOT) or bool(families.installed())


class _StopWhenStale:
    """Reports one error where a stale reused database would fail every test."""

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, request: pytest.FixtureRequest) -> Generator[None, object, object]:
        from agent360_models.exceptions import ReferenceTablesError

        try:
            return (yield)
        except ReferenceTablesError as error:
            if hasattr(request.config, "workerinput"):  # xdist mistakes an exiting worker for a crashed one
                pytest.fail(str(error), pytrace=False)
            pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
