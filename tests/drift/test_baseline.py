"""The comparison with the reference DDL: what no model declares, to the letter."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from agent360_models import catalog, drift
from agent360_models.drift import _baseline
from agent360_models.exceptions import InstallRefusedError
from agent360_models.tables import reference
from tests.support.databases import scratch_database


@pytest.fixture
def live(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias of a database of its own that has the reference tables."""
    with django_db_blocker.unblock(), scratch_database() as alias:
        reference.install(reference.installable(), using=alias)
        yield alias


@pytest.fixture
def scratch(live: str) -> Iterator[str]:
    """Return the alias of an empty database."""
    with scratch_database() as alias:
        yield alias


def execute(sql: str, alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)


def test_the_reference_ddl_matches_itself(live: str, scratch: str) -> None:
    """And leaves the scratch database as empty as it was."""
    labels = reference.installable()

    report = drift.examine({live: labels}, reference_on=scratch)

    assert report.findings == []
    assert catalog.existing_tables(reference.tables_of(labels), using=scratch) == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("ALTER TABLE accounts ALTER acc_active SET DEFAULT 2", ("baseline.default", "acc_active", "1", "2")),
        ("ALTER TABLE accounts ALTER acc_active DROP DEFAULT", ("baseline.default", "acc_active", "1", "none")),
        (
            "ALTER TABLE accounts ADD CONSTRAINT flag CHECK (acc_active < 2)",
            ("baseline.check_extra", "acc_active", "", "flag: CHECK ((acc_active < 2))"),
        ),
        (
            "DROP TRIGGER accounts_updated_at ON accounts",
            ("baseline.trigger_missing", "", "accounts_updated_at", ""),
        ),
        (
            "CREATE INDEX slow ON accounts (acc_name)",
            ("baseline.index_extra", "acc_name", "", "slow: CREATE INDEX ON accounts USING btree (acc_name)"),
        ),
        (
            "CREATE INDEX slow ON accounts (acc_name, acc_active)",
            ("baseline.index_extra", "", "", "slow: CREATE INDEX ON accounts USING btree (acc_name, acc_active)"),
        ),
        ("ALTER INDEX accounts_acc_owner_id_idx RENAME TO other", None),
    ],
)
def test_a_change_that_no_model_sees_is_found(
    live: str, scratch: str, sql: str, expected: tuple[str, str, str, str] | None
) -> None:
    """Names of indexes are nobody's business."""
    execute(sql, live)

    found = _baseline.find(["agent360_accounts"], using=live, baseline=scratch)

    assert [(f.code, f.column, f.declared.partition(": ")[0], f.live) for f in found] == (
        [expected] if expected else []
    )


def test_the_body_of_a_trigger_is_compared(live: str, scratch: str) -> None:
    """A function of the same name that does nothing is not the same."""
    execute(
        "CREATE OR REPLACE FUNCTION update_timestamp() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
        live,
    )

    found = _baseline.find(["agent360_catalog"], using=live, baseline=scratch)

    assert [(f.code, f.model) for f in found] == [
        ("baseline.trigger_differs", "agent360_catalog.ProductBrand"),
        ("baseline.trigger_differs", "agent360_catalog.Product"),
    ]


def test_the_live_database_is_never_the_scratch_database(live: str) -> None:
    """It has the tables, and so it is refused."""
    with pytest.raises(InstallRefusedError, match="has 26 of the tables already"):
        _baseline.find(reference.installable(), using=live, baseline=live)


def test_the_command_starts_a_server_where_no_alias_is_named(live: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And stops it again."""
    call_command("agent360", "drift", "agent360", "--database", live, "--baseline")

    assert capsys.readouterr().out == "No drift: 26 tables, 371 columns match.\n"
    assert "embedded" not in connections
