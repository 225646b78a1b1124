"""Which databases are given tables, and which tables a flush empties; modes of whole runs are in test_downstream."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.postgresql.introspection import DatabaseIntrospection
from django.db.backends.postgresql.operations import DatabaseOperations

from agent360_models import catalog
from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.tables import reference
from agent360_models.testing import _tables, databases, postgres
from agent360_models.testing.assertions import assert_no_drift
from agent360_models.testing.runner import _set_up_worker
from tests.support.databases import query, scratch_database


def tables_on(alias: str) -> list[str]:
    return catalog.existing_tables(reference.tables_of(reference.installable()), using=alias)


@pytest.mark.django_db
def test_the_test_database_has_every_table() -> None:
    """Each of them, with what only the reference DDL has."""
    assert tables_on("default") == reference.tables_of(reference.installable())
    assert query("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'trg%%' AND NOT tgisinternal", using="default")


def test_a_real_database_is_left_alone(django_db_blocker: pytest.FixtureRequest) -> None:
    """``migrate`` in a test, on a database that no test run has made."""
    with django_db_blocker.unblock(), scratch_database() as alias:  # type: ignore[attr-defined]
        call_command("migrate", "contenttypes", database=alias, verbosity=0)

        assert tables_on(alias) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_committed_row_is_gone(turn: int) -> None:
    """In an unmanaged table; the second turn would see the row of the first."""
    assert Account.objects.count() == 0
    AccountFactory.create()


@pytest.mark.django_db(transaction=True)
def test_a_flush_passes_views_by() -> None:
    """A model may be over a view, which nobody can empty."""
    with connections["default"].cursor() as cursor:
        cursor.execute("ALTER TABLE ai_schema_config RENAME TO hidden")
        cursor.execute("CREATE VIEW ai_schema_config AS SELECT * FROM hidden")
    try:
        AccountFactory.create()
        call_command("flush", interactive=False, verbosity=0)
        assert not Account.objects.exists()
    finally:
        with connections["default"].cursor() as cursor:
            cursor.execute("DROP VIEW ai_schema_config")
            cursor.execute("ALTER TABLE hidden RENAME TO ai_schema_config")


OPTIONS = ["conninfo", "dbname", "host", "hostaddr", "passfile", "pool", "port", "service", "user"]


@pytest.mark.parametrize("option", OPTIONS)
def test_no_option_of_an_alias_leads_past_the_server_of_the_run(option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Test databases would be created on the server that it names, and dropped there."""
    entry = connections.settings["default"]
    place: Any = {"conninfo": "192.0.2.1"} if option == "pool" else "192.0.2.1"
    monkeypatch.setitem(entry, "OPTIONS", {**entry["OPTIONS"], option: place, "options": "-c work_mem=5MB"})

    databases._use_server(postgres.database_url())

    assert "192.0.2.1" not in str(entry["OPTIONS"])
    assert "192.0.2.1" not in map(str, connections.create_connection("default").get_connection_params().values())
    assert entry["OPTIONS"]["options"] == "-c work_mem=5MB"


def test_the_environment_leads_to_no_other_server(monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any) -> None:
    """libpq would take PGHOSTADDR, where DATABASE_URL has no hostaddr, instead of the host of the URL."""
    entry = connections.settings["default"]
    monkeypatch.setitem(entry, "OPTIONS", {**entry["OPTIONS"]})
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.2")

    databases._use_server(postgres.database_url())

    connection = connections.create_connection("default")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT inet_server_addr()")
        assert cursor.fetchone() == (None,)  # a Unix socket
    connection.close()


@pytest.mark.parametrize("pool", [False, True])
@pytest.mark.parametrize("prepare", [databases.prepare, _set_up_worker], ids=["run", "spawned worker"])
def test_no_connection_from_before_the_run_stays_open(
    monkeypatch: pytest.MonkeyPatch,
    django_db_blocker: Any,
    *,
    pool: bool,
    prepare: Callable[[], None],
) -> None:
    """A pool opened while the project started would lead the whole run, and its flushes, to the real database."""
    with django_db_blocker.unblock(), scratch_database() as real, scratch_database() as other:
        connection: Any = connections[real]
        connection.close()
        options = {**connection.settings_dict["OPTIONS"], "pool": pool and {"min_size": 1, "max_size": 1}}
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
        query("SELECT 1", using=real)

        prepare()
        monkeypatch.setitem(connection.settings_dict, "NAME", connections[other].settings_dict["NAME"])

        assert query("SELECT current_database()", using=real) == [(connections[other].settings_dict["NAME"],)]
        connection.close()
        connection.close_pool()


def test_prepare_twice_is_prepare_once() -> None:
    """The plugin has called it already: a project's own conftest may do so too."""
    databases.prepare()

    assert connections["crm_replica"].settings_dict["TEST"]["MIRROR"] == "crm"


def test_django_gets_its_methods_back() -> None:
    """A flush after a run, in the same process, spares the tables of somebody else."""
    names: list[tuple[type, str]] = [(DatabaseIntrospection, "table_names"), (DatabaseOperations, "sql_flush")]
    names += [(DatabaseOperations, "execute_sql_flush")]
    patched = [getattr(owner, name).__module__ for owner, name in names]
    _tables.unpatch_django()
    try:
        restored = [getattr(owner, name).__module__.partition(".")[0] for owner, name in names]
    finally:
        _tables.patch_django()

    assert patched == [_tables.__name__] * 3
    assert restored == ["django"] * 3


@pytest.mark.django_db
def test_drift_is_an_assertion_with_a_line_for_each_finding() -> None:
    """So that the report of a failed test says all."""
    with connections["default"].cursor() as cursor:
        cursor.execute("ALTER TABLE accounts DROP COLUMN acc_credit_limit, ALTER acc_name TYPE varchar(80)")

    with pytest.raises(AssertionError) as caught:
        assert_no_drift("default", "agent360_accounts")

    title, *lines = str(caught.value).splitlines()
    assert title == "The models differ from their tables on alias 'default':"
    assert [line.split(": ")[1] for line in lines] == ["type.length_shorter", "column.missing"]


@pytest.mark.django_db
def test_a_look_at_nothing_fails() -> None:
    """It would pass for ever."""
    with pytest.raises(AssertionError, match="Nothing was checked: no app has tables on alias 'default'"):
        assert_no_drift("default", "staticfiles")


@pytest.mark.django_db
def test_no_drift_in_what_this_run_was_given() -> None:
    """Every family, held against its reference DDL."""
    assert_no_drift("default", *reference.installable())


def test_the_plugin_imports_nothing_where_there_is_no_django() -> None:
    """It is loaded in every pytest run of an environment."""
    code = (
        "import pytest, sys; import agent360_models.testing.plugin;"
        "print(*[name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg', 'factory')])"
    )

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout == "\n"
