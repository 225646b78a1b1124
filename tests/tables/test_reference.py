"""The reference DDL: loading it into an empty database, and refusing any other."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

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
    with pytest.raises(InstallRefusedError, match="Install agent360_core with it"):
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


def test_the_command_refuses_a_name_it_does_not_know() -> None:
    """Before it touches a database."""
    with pytest.raises(CommandError, match="'agent361' is neither a family nor an app"):
        call_command("agent360", "install", "agent361")
