"""``manage.py test`` with the tables of unmanaged apps: ``TEST_RUNNER = "agent360_models.testing.runner.Runner"``."""

from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.core.management.base import CommandError
from django.test.runner import DiscoverRunner, ParallelTestSuite
from django.test.utils import override_settings

from agent360_models.exceptions import ReferenceTablesError
from agent360_models.testing import _made, _tables, databases

__all__ = ["Runner", "RunnerMixin"]

if TYPE_CHECKING:
    _Runner = DiscoverRunner
else:
    _Runner = object


def _set_up_worker() -> None:
    """Prepare a worker process that was not forked: the project starts anew there, with its real databases."""
    django.setup()
    databases.prepare()


class _Suite(ParallelTestSuite):
    process_setup = _set_up_worker


class RunnerMixin(_Runner):
    """A mixin for projects with their own runner: ``class Runner(RunnerMixin, TheirRunner)``."""

    parallel_test_suite = _Suite

    def setup_databases(self, **kwargs: Any) -> Any:
        """Create the test databases, with the tables of unmanaged apps.

        Raises ``CommandError`` if a reused database has them from another version of the reference DDL.
        """
        databases.prepare()
        try:
            return super().setup_databases(**kwargs)
        except ReferenceTablesError as error:
            raise CommandError(str(error)) from error

    def teardown_databases(self, old_config: Any, **kwargs: Any) -> None:
        """Destroy the test databases, and undo the changes to Django."""
        super().teardown_databases(old_config, **kwargs)
        _tables.unpatch_django()
        _made.unpatch_django()

    def run_checks(self, databases: set[str]) -> None:
        """Run the checks except W003: the role that creates test databases may write everything in them."""
        with override_settings(SILENCED_SYSTEM_CHECKS=[*settings.SILENCED_SYSTEM_CHECKS, "agent360_models.W003"]):
            super().run_checks(databases)


class Runner(RunnerMixin, DiscoverRunner):
    """Django's runner, with the tables of unmanaged apps in each test database."""
