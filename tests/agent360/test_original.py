"""The library on the database that the models describe: made from the facts of the original, as they are now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import checks
from django.db import connections, transaction
from django.db.models import Model
from pytest_django.fixtures import Settings

from agent360_models import drift
from agent360_models.agent360.salesforce.mapping import salesforce_objects
from agent360_models.families import labels
from agent360_models.tables import reference
from tests.support.agent360 import MODELS, SHOP, assert_lives, columns_of, kind_of_times
from tests.support.databases import query, scratch_database
from tests.support.originals import ddl_of, facts_of, needs_originals

pytestmark = needs_originals

NAIVE, AWARE = "timestamp without time zone", "timestamp with time zone"

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


@pytest.fixture(scope="module", params=[NAIVE, AWARE], ids=["timestamp", "timestamptz"])
def original(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias of a database like the original, with either kind of column."""
    ddl = ddl_of(facts_of("agent360")).replace(NAIVE, request.param)
    with django_db_blocker.unblock(), scratch_database(ddl + SHOP) as alias:
        yield alias


@pytest.fixture
def theirs(original: str) -> Iterator[str]:
    """Return the alias; what a test writes is rolled back."""
    around_the_test = transaction.atomic(using=original)
    around_the_test._from_testcase = True  # type: ignore[attr-defined]  # as Django's TestCase says of its own
    with around_the_test:
        yield original
        transaction.set_rollback(True, using=original)


@pytest.fixture(scope="module")
def ours(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias of a database with our reference DDL."""
    with django_db_blocker.unblock(), scratch_database() as alias:
        reference.install(labels("agent360"), using=alias)
        yield alias


# The drift check


def test_the_models_match_it(original: str) -> None:
    """But for one foreign key, which the family's description has and the original has not."""
    findings = drift.find(labels("agent360"), using=original)

    assert [(f.code, f.severity, f.model, f.column) for f in findings] == [
        (
            "foreign_key.absent",
            drift.Severity.INFO,
            "agent360_forecasting.ArfRollingForecast",
            "arf_last_modified_by_id",
        )
    ]


def test_the_system_check_is_silent(original: str, settings: Settings) -> None:
    """``check --database`` has no word on it."""
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "ALIASES": {"agent360": original}}

    assert checks.run_checks(tags=["database"], databases=[original]) == []


def test_the_reference_ddl_is_the_original(original: str, django_db_blocker: Any) -> None:
    """To the letter, but for what is named here.

    - Our defaults are UTC in every session. Theirs are ``now()``: in a column without a zone, UTC only in a session
      whose zone that is. In a column with a zone ``now()`` is the same moment, and no difference.
    - The facts have the names of the triggers, and not their functions.
    - Queries of ours need five indexes that the original lacks.
    """
    with scratch_database() as scratch:
        found = drift.examine({original: labels("agent360")}, reference_on=scratch).findings
    baseline = [finding for finding in found if finding.code.startswith("baseline.")]

    defaults = [(f.declared, f.live) for f in baseline if f.code == "baseline.default"]
    missing = {f.declared.partition(":")[0] for f in baseline if f.code == "baseline.index_missing"}
    triggers = {f.declared.partition(":")[0] for f in baseline if f.code == "baseline.trigger_differs"}
    assert Counter(f.code for f in baseline) == {
        **({"baseline.default": 47} if kind_of_times(original) == NAIVE else {}),
        "baseline.index_missing": 5,
        "baseline.trigger_differs": 22,
    }
    assert set(defaults) <= {("(now() AT TIME ZONE 'UTC'::text)", "now()")}
    assert missing == {"idx_sl_object", "idx_sl_success", "idx_sl_started", "idx_sc_record", "idx_sc_open"}
    assert triggers == {name for _, name in facts_of("agent360")["extra"]["triggers"]}


def names_of(alias: str) -> set[tuple[str, str]]:
    """Return table and name of every constraint, index and trigger."""
    return set(
        query(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND contype <> 'n'"
            " UNION SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index"
            " JOIN pg_class c ON c.oid = indexrelid AND c.relnamespace = 'public'::regnamespace"
            " UNION SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal",
            using=alias,
        )
    )


def test_names_of_constraints_indexes_and_triggers_are_the_originals(original: str, ours: str) -> None:
    """An error of the database names the same constraint there and here."""
    theirs, here = names_of(original), names_of(ours)

    assert {table for table, _ in theirs - here} == {"shop_order"}  # a table of these tests
    assert here - theirs == {
        ("arf_rolling_forecasts", "fk_arf_last_modified_by"),
        ("sync_log", "idx_sl_object"),
        ("sync_log", "idx_sl_success"),
        ("sync_log", "idx_sl_started"),
        ("sync_conflicts", "idx_sc_record"),
        ("sync_conflicts", "idx_sc_open"),
    }


def test_columns_are_the_originals(original: str, ours: str) -> None:
    """In name, order, type and nullability; times are ``timestamp`` in ours."""
    theirs = {
        table: [(name, kind.replace(AWARE, NAIVE), is_null) for name, kind, is_null in columns]
        for table, columns in columns_of(original).items()
    }

    assert columns_of(ours) == theirs


# Rows


@every_model
def test_a_row_is_created_read_changed_and_deleted(theirs: str, model: type[Model]) -> None:
    """On either kind of column."""
    assert_lives(model, using=theirs)


# The rows to begin with


def test_the_seed_is_the_originals(ours: str) -> None:
    """Seventeen objects, each of them a table that an export fills from the object that the seed names."""
    with transaction.atomic(using=ours), connections[ours].cursor() as cursor:
        cursor.execute(reference.seed("agent360_models.agent360.system"))
        rows = query(
            "SELECT sw_object_name, sw_sf_object_api, sw_sync_order FROM sync_watermarks ORDER BY sw_sync_order",
            using=ours,
        )
        transaction.set_rollback(True, using=ours)

    assert rows == [tuple(row) for row in facts_of("agent360")["extra"]["watermarks"]]
    assert {(table, api) for table, api, _ in rows} == {
        (known.model_class._meta.db_table, known.name) for known in salesforce_objects()
    }
