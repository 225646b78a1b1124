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
from tests.support.databases import query, scratch_database


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
            "DROP TRIGGER trg_accounts_updated_at ON accounts",
            ("baseline.trigger_missing", "", "trg_accounts_updated_at", ""),
        ),
        (
            "CREATE INDEX slow ON accounts (acc_credit_limit)",
            (
                "baseline.index_extra",
                "acc_credit_limit",
                "",
                "slow: CREATE INDEX ON accounts USING btree (acc_credit_limit)",
            ),
        ),
        (
            "CREATE INDEX slow ON accounts (acc_name, acc_active)",
            ("baseline.index_extra", "", "", "slow: CREATE INDEX ON accounts USING btree (acc_name, acc_active)"),
        ),
        ("ALTER INDEX idx_accounts_owner RENAME TO other", None),
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


def test_a_restored_dump_is_the_same(live: str, scratch: str) -> None:
    """PostgreSQL writes a list of values in another way once its own text of it was read again."""
    text_of_check = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'chk_sl_status'"
    ((check,),) = query(text_of_check, using=live)
    ((index,),) = query("SELECT pg_get_indexdef('idx_sl_status'::regclass)", using=live)

    execute(f"ALTER TABLE sync_log DROP CONSTRAINT chk_sl_status, ADD CONSTRAINT chk_sl_status {check}", live)
    execute(f"DROP INDEX idx_sl_status; {index}", live)

    assert query(text_of_check, using=live) != [(check,)]
    assert _baseline.find(["agent360_system"], using=live, baseline=scratch) == []


@pytest.mark.parametrize(
    ("change", "default", "expected"),
    [
        ("TYPE timestamptz", "now()", []),
        ("TYPE timestamptz", "(now() AT TIME ZONE 'UTC')", ["(now() AT TIME ZONE 'UTC'::text)"]),
        ("SET NOT NULL", "now()", ["now()"]),
    ],
)
def test_the_present_moment_is_spelled_by_the_kind_of_the_column(
    live: str, scratch: str, change: str, default: str, expected: list[str]
) -> None:
    """What would be right in the other kind is the local time of the session in this one."""
    execute(
        "ALTER TABLE product_brands ALTER pb_created_at DROP DEFAULT;"
        f" ALTER TABLE product_brands ALTER pb_created_at {change};"
        f" ALTER TABLE product_brands ALTER pb_created_at SET DEFAULT {default}",
        live,
    )

    found = _baseline.find(["agent360_catalog"], using=live, baseline=scratch)

    assert [(f.code, f.column) for f in found] == [("baseline.default", "pb_created_at")] * len(expected)
    assert [f.live for f in found] == expected


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
