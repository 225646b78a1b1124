# ruff: noqa: SLF001  # what is private is Django's
"""Test databases on the server of ``TEST_SERVER``: a database not made by a test run is neither dropped nor filled.

Django drops any database with the name of a test database. So each database made by a test run is marked by a comment,
and one without the mark is refused.
"""

from typing import Any

import django.db.backends.postgresql.base  # noqa: F401  # the next cannot be imported before it
from django.db.backends.postgresql import creation as _postgresql
from psycopg.sql import SQL, Identifier, Literal

from agent360_models import catalog
from agent360_models.exceptions import ForeignDatabaseError

_MARK = "made by a test run of agent360-models"

_Creation: Any = _postgresql.DatabaseCreation  # stubs lack its methods
_create_test_db = _Creation._create_test_db
_clone_test_db = _Creation._clone_test_db


def patch_django() -> None:
    """Make Django refuse databases that no test run made, until ``unpatch_django``."""
    _Creation._create_test_db = _create_marked
    _Creation._clone_test_db = _clone_marked


def unpatch_django() -> None:
    """Restore the methods of Django's class."""
    _Creation._create_test_db = _create_test_db
    _Creation._clone_test_db = _clone_test_db


def _create_marked(self: Any, *args: Any, **options: Any) -> str:
    name: str = self._get_test_db_name()
    _refuse_foreign(self, name)
    _create_test_db(self, *args, **options)
    _mark(self, name)
    return name


def _clone_marked(self: Any, suffix: str, *args: Any, **options: Any) -> None:
    name = self.get_test_db_clone_settings(suffix)["NAME"]
    _refuse_foreign(self, name)
    _clone_test_db(self, suffix, *args, **options)
    _mark(self, name)


def _refuse_foreign(creation: Any, name: str) -> None:
    with creation._nodb_cursor() as cursor:
        comment = catalog.comment_of_database(name, cursor)
    if comment not in {None, _MARK}:
        raise ForeignDatabaseError(
            f"The server of DATABASE_URL has a database {name!r} that no test run made. It was not touched."
            f" Drop it yourself, or give alias {creation.connection.alias!r} another name in DATABASES, TEST, NAME."
        )


def _mark(creation: Any, name: str) -> None:
    with creation._nodb_cursor() as cursor:
        statement = SQL("COMMENT ON DATABASE {} IS {}").format(Identifier(name), Literal(_MARK))
        cursor.execute(statement.as_string(None))
