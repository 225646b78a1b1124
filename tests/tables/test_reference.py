"""The reference DDL: loading it into an empty database, and refusing any other."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from pytest_django.fixtures import Settings

from agent360_models.agent360.system.models import SyncWatermark
from agent360_models.exceptions import InstallRefusedError
from agent360_models.tables import reference

ALL = [
    "agent360_core",
    "agent360_catalog",
    "agent360_accounts",
    "agent360_campaigns",
    "agent360_invoicing",
    "agent360_support",
    "agent360_forecasting",
    "agent360_ai_assistant",
    "agent360_system",
]


@pytest.fixture
def empty(db: None) -> Iterator[None]:
    """A search path on which there is nothing; it goes with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA empty")
        cursor.execute("SET LOCAL search_path TO empty")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO public")


WATERMARKS = [
    ("user_roles", "UserRole"),
    ("users", "User"),
    ("record_types", "RecordType"),
    ("product_brands", "Product_Brand__c"),
    ("accounts", "Account"),
    ("products", "Product2"),
    ("account_plans", "Account_Plan__c"),
    ("frame_agreements", "Frame_Agreement__c"),
    ("targets", "Target__c"),
    ("campaigns", "Campaign"),
    ("invoices", "Invoice__c"),
    ("invoice_line_items", "Invoice_Line_Item__c"),
    ("tasks", "Task"),
    ("cases", "Case"),
    ("case_history", "CaseHistory"),
    ("case_comments", "CaseComment"),
    ("arf_rolling_forecasts", "ARF_Rolling_Forecast__c"),
]


def tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'empty'::regnamespace")
        return {name for (name,) in cursor.fetchall()}


def test_every_installed_app_of_somebody_elses_tables_is_installable(settings: Settings) -> None:
    """In dependency order; with an alias only those that live there."""
    settings.AGENT360_MODELS = {"ALIASES": {"agent360_system": "crm"}}

    assert reference.installable() == ALL
    assert reference.installable("crm") == ["agent360_system"]


def test_all_26_tables_are_made(empty: None) -> None:
    """Whatever the order in which the apps are named."""
    made = reference.install(ALL[::-1], using="default")

    assert len(made) == 26
    assert (
        tables()
        == set(made)
        == {model._meta.db_table for label in ALL for model in apps.get_app_config(label).get_models()}
    )


def test_apps_can_be_installed_one_after_the_other(empty: None) -> None:
    """What the family shares is made once."""
    reference.install(["agent360_catalog"], using="default")
    reference.install(["agent360_core"], using="default")

    assert tables() == {"product_brands", "products", "user_roles", "users", "record_types"}


def test_tables_are_empty_unless_the_seed_is_asked_for(empty: None) -> None:
    """The first rows of a table are data, and not part of what it is."""
    reference.install(ALL, using="default")

    assert not SyncWatermark.objects.exists()


def test_the_seed_is_the_objects_of_the_sync_in_their_order(empty: None) -> None:
    """None of them was synced yet, all are due."""
    reference.install(ALL, using="default", with_seed=True)

    rows = SyncWatermark.objects.order_by("sw_sync_order").values_list("sw_object_name", "sw_sf_object_api")
    assert list(rows) == WATERMARKS
    assert [row.sw_object_name for row in SyncWatermark.objects.due()] == [table for table, _ in WATERMARKS]


def test_the_seed_is_written_also_where_the_tables_are_read_only(empty: None, settings: Settings) -> None:
    """The project may not change what is there; here nothing is there yet."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}

    reference.install(ALL, using="default", with_seed=True)

    assert SyncWatermark.objects.count() == len(WATERMARKS)


def test_a_seed_that_fails_leaves_no_table(empty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables and rows come in one transaction."""
    monkeypatch.setattr(reference, "seed", lambda _module: "INSERT INTO users VALUES (1)")

    with pytest.raises(DatabaseError):
        reference.install(["agent360_core"], using="default", with_seed=True)

    assert tables() == set()


def test_a_database_with_one_of_the_tables_is_refused(empty: None) -> None:
    """And left as it was."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE products (id integer)")

    with pytest.raises(InstallRefusedError, match=r"has 1 of the tables already: products\. Nothing was changed"):
        reference.install(ALL, using="default")

    assert tables() == {"products"}


def test_a_view_of_that_name_counts_too(empty: None) -> None:
    """It would be in the way as much as a table."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIEW users AS SELECT 1 AS usr_sf_id")

    with pytest.raises(InstallRefusedError, match="users"):
        reference.install(["agent360_core"], using="default")


def test_an_app_without_the_tables_it_needs_is_refused(empty: None) -> None:
    """The message names the app that has them, and no half of it stays."""
    with pytest.raises(InstallRefusedError, match="Install agent360_core together with it"):
        reference.install(["agent360_accounts"], using="default")

    assert tables() == set()


def test_somebody_elses_trigger_function_is_not_replaced(empty: None) -> None:
    """Their tables may depend on it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION update_timestamp() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN NEW.updated_at = now(); RETURN NEW; END$$"
        )

    with pytest.raises(InstallRefusedError, match="update_timestamp"):
        reference.install(["agent360_core"], using="default")

    assert tables() == set()


@pytest.mark.django_db
def test_the_command_refuses_a_database_that_has_the_tables() -> None:
    """With exit status 1 and the names."""
    with pytest.raises(CommandError, match="26 of the tables already"):
        call_command("agent360", "install")


def test_the_command_installs_the_apps_that_are_named(empty: None, capsys: pytest.CaptureFixture[str]) -> None:
    """By label or by family."""
    call_command("agent360", "install", "agent360_core", "agent360_catalog")

    assert capsys.readouterr().out == "Created 5 tables of 2 apps on alias 'default'.\n"


def test_the_command_writes_the_seed(empty: None, capsys: pytest.CaptureFixture[str]) -> None:
    """And says of which apps."""
    call_command("agent360", "install", "agent360_core", "agent360_system", "--seed")

    assert capsys.readouterr().out == (
        "Created 7 tables of 2 apps on alias 'default'.\nWrote the first rows of agent360_system.\n"
    )
    assert SyncWatermark.objects.count() == len(WATERMARKS)


def test_the_command_says_nothing_of_rows_where_there_is_no_seed(
    empty: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Most apps have none."""
    call_command("agent360", "install", "agent360_core", "--seed")

    assert capsys.readouterr().out == "Created 3 tables of 1 apps on alias 'default'.\n"


def test_the_command_refuses_a_name_it_does_not_know() -> None:
    """Before it touches a database."""
    with pytest.raises(CommandError, match="'agent361' is neither a family nor an app"):
        call_command("agent360", "install", "agent361")


def test_an_app_without_files_has_no_ddl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is a single module, and one that was made by hand, as in a notebook."""
    (tmp_path / "app_in_one_module.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "app_by_hand", ModuleType("app_by_hand"))

    assert reference.ddl("app_in_one_module") == ""
    assert reference.ddl("app_by_hand") == ""
