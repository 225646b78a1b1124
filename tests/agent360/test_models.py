"""Every model of the family: against its table, and against the facts that the family's description fixes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, Field, ForeignKey, JSONField, Model, TextField
from pytest_django import DjangoAssertNumQueries

from agent360_models import drift
from agent360_models.agent360.core.models import UserRole
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from tests.support.agent360 import (
    MODELS,
    THEN,
    a_row,
    is_clock,
)
from tests.support.databases import query

# Beside every text and JSON column: what identifies a person, or repeats what somebody wrote.
SENSITIVE = {
    "usr_username",
    "usr_email",
    "usr_federation_id",
    "tsk_subject",
    "cs_subject",
    "act_title",
    "ull_ip_address",
    "ull_user_agent",
}

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


# Rows


@every_model
def test_a_row_needs_only_its_required_columns(db: None, model: type[Model]) -> None:
    """What may be empty is NULL in the table, and what has a default has it."""
    row = a_row(model)

    left_out = [field for field in model._meta.concrete_fields if field.null and not field.has_default()]
    names = [field.attname for field in left_out] or ["pk"]
    stored = model._default_manager.filter(pk=row.pk).values(*names).get()
    assert stored == (dict.fromkeys(names) if left_out else {"pk": row.pk})


@every_model
def test_its_name_asks_no_database_and_betrays_nobody(
    db: None, model: type[Model], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A log line or a list of the admin shows neither contact data nor what somebody wrote."""
    stored = a_row(model, everything=True)
    row = model._default_manager.get(pk=stored.pk)

    with django_assert_num_queries(0):
        text = str(row)

    assert text
    assert [f.name for f in sensitive_fields(model) if str(getattr(row, f.attname)) in text] == []


def sensitive_fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, TextField | JSONField) or field.name in SENSITIVE
    ]


def test_the_sensitive_columns_exist() -> None:
    """A column that is renamed is not forgotten above."""
    names = {field.name for model in MODELS for field in model._meta.concrete_fields}

    assert names >= SENSITIVE


# The models against the reference DDL


def test_defaults_agree(db: None) -> None:
    """Whoever inserts by SQL may leave out the columns that Django fills, and no other."""
    installed = query(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_default IS NOT NULL AND table_name = ANY (%s)",
        [[model._meta.db_table for model in MODELS]],
    )

    assert set(installed) == {
        (model._meta.db_table, field.column)
        for model in MODELS
        for field in model._meta.concrete_fields
        if field.has_default() or is_clock(field) or field.get_internal_type() == "AutoField"
    }


def test_every_updated_at_has_its_trigger(db: None) -> None:
    """And no other column has one."""
    triggers = query(
        "SELECT c.relname, encode(tgargs, 'escape') FROM pg_catalog.pg_trigger"
        " JOIN pg_catalog.pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal"
        " AND tgfoid = 'update_timestamp()'::regprocedure"
    )

    assert {(table, column.removesuffix("\\000")) for table, column in triggers} == {
        (model._meta.db_table, field.column)
        for model in MODELS
        for field in model._meta.concrete_fields
        if getattr(field, "auto_now", False)
    }


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (model, field.attname)
        for model in MODELS
        for field in model._meta.concrete_fields
        if getattr(field, "auto_now", False)
    ],
    ids=str,
)
def test_an_update_moves_updated_at(db: None, model: type[Model], column: str) -> None:
    """Also one by SQL, and even if it names another time."""
    row = a_row(model)

    model._default_manager.filter(pk=row.pk).update(**{column: THEN})

    assert model._default_manager.values_list(column, flat=True).get(pk=row.pk) == query("SELECT now()")[0][0]


@every_model
def test_the_clock_of_the_database_is_utc_in_every_session(db: None, model: type[Model]) -> None:
    """A default or a trigger that took the session's local time would be nine hours off here."""
    a_row(model)
    table = model._meta.db_table
    defaults = query(
        "SELECT pg_get_expr(adbin, adrelid) FROM pg_catalog.pg_attrdef JOIN pg_catalog.pg_attribute a"
        " ON attrelid = adrelid AND attnum = adnum WHERE adrelid = %s::regclass AND atttypid = 'timestamp'::regtype",
        [table],
    )
    clocks = [field.column for field in model._meta.concrete_fields if getattr(field, "auto_now", False)]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Tokyo'")
        try:
            for name in clocks:
                cursor.execute(f"UPDATE {table} SET {name} = {name}")
            expressions = [*(default for (default,) in defaults), *(f"(SELECT {name} FROM {table})" for name in clocks)]
            times = query(f"SELECT unnest(ARRAY[now() AT TIME ZONE 'UTC', {', '.join(expressions)}])")
        finally:
            cursor.execute("SET LOCAL TIME ZONE 'UTC'")

    assert len(set(times)) == 1
    assert len(times) == 1 + len(clocks) + sum(map(is_clock, model._meta.concrete_fields))


def test_the_trigger_is_right_on_either_kind_of_column(db: None) -> None:
    """Who chose ``timestamptz`` has the same function."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL TIME ZONE 'Asia/Tokyo'; CREATE TEMP TABLE seen (at timestamptz); INSERT INTO seen VALUES (NULL);"
            "CREATE TRIGGER seen BEFORE UPDATE ON seen FOR EACH ROW EXECUTE FUNCTION update_timestamp('at');"
            "UPDATE seen SET at = NULL"
        )
        assert query("SELECT at = now() FROM seen") == [(True,)]
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")


def test_deleting_by_sql_does_what_the_models_say(db: None) -> None:
    """The database itself empties a reference that is SET NULL."""
    role = a_row(UserRole)
    user = a_row(ArfRollingForecast).arf_owner
    type(user).objects.update(usr_user_role=role)

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM user_roles")

    user.refresh_from_db()
    assert user.usr_user_role_id is None


# What the database checks

CHECKS = [
    (model, constraint)
    for model in MODELS
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint)
]


CHECKED = {
    "chk_arf_status": "arf_status",
    "chk_acm_role": "acm_role",
    "chk_sl_status": "sl_status",
    "chk_sw_frequency": "sw_sync_frequency",
    "chk_sc_conflict_type": "sc_conflict_type",
    "chk_sc_resolution": "sc_resolution",
}


def test_six_columns_are_checked() -> None:
    """By the names that an error of the database tells."""
    assert {constraint.name for _, constraint in CHECKS} == CHECKED.keys()


@pytest.mark.parametrize(("model", "constraint"), CHECKS, ids=[str(constraint.name) for _, constraint in CHECKS])
def test_what_is_checked_is_the_choices(db: None, model: type[Model], constraint: CheckConstraint) -> None:
    """Database and form take each of them, and neither takes another value; the form says why."""
    row = a_row(model)
    stored = model._default_manager.filter(pk=row.pk)
    field: Any = model._meta.get_field(CHECKED[str(constraint.name)])

    for value in [*(value for value, _ in field.flatchoices), *([None] if field.null else [])]:
        setattr(row, field.attname, value)
        constraint.validate(model, row)
        assert stored.update(**{field.attname: value}) == 1

    setattr(row, field.attname, "other")
    with pytest.raises(ValidationError, match=r"^\['A [^_]*.*\.'\]$"):
        constraint.validate(model, row)
    with pytest.raises(IntegrityError, match=str(constraint.name)), transaction.atomic():
        stored.update(**{field.attname: "other"})


@pytest.mark.parametrize(("model", "constraint"), CHECKS, ids=[str(constraint.name) for _, constraint in CHECKS])
def test_drift_sees_a_check_that_is_gone(db: None, model: type[Model], constraint: CheckConstraint) -> None:
    """It is a promise of the model."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT {constraint.name}")

    found = drift.find([model._meta.app_label], using="default")

    assert [(f.code, f.model, f.declared) for f in found if f.code.startswith("check.")] == [
        ("check.missing", model._meta.label, constraint.name)
    ]


# The facts of the family's description

TABLES = {
    "agent360_core.UserRole": ("user_roles", 7),
    "agent360_core.User": ("users", 18),
    "agent360_core.RecordType": ("record_types", 11),
    "agent360_catalog.ProductBrand": ("product_brands", 10),
    "agent360_catalog.Product": ("products", 15),
    "agent360_accounts.Account": ("accounts", 13),
    "agent360_accounts.AccountPlan": ("account_plans", 13),
    "agent360_accounts.FrameAgreement": ("frame_agreements", 21),
    "agent360_accounts.Target": ("targets", 13),
    "agent360_campaigns.Campaign": ("campaigns", 23),
    "agent360_invoicing.Invoice": ("invoices", 19),
    "agent360_invoicing.InvoiceLineItem": ("invoice_line_items", 16),
    "agent360_support.Task": ("tasks", 17),
    "agent360_support.Case": ("cases", 14),
    "agent360_support.CaseHistory": ("case_history", 10),
    "agent360_support.CaseComment": ("case_comments", 21),
    "agent360_forecasting.ArfRollingForecast": ("arf_rolling_forecasts", 38),
    "agent360_ai_assistant.AiChatThread": ("ai_chat_threads", 10),
    "agent360_ai_assistant.AiChatMessage": ("ai_chat_messages", 13),
    "agent360_ai_assistant.AiBusinessRule": ("ai_business_rules", 9),
    "agent360_ai_assistant.AiQueryExample": ("ai_query_examples", 8),
    "agent360_ai_assistant.AiSchemaConfig": ("ai_schema_config", 6),
    "agent360_system.SyncLog": ("sync_log", 19),
    "agent360_system.SyncWatermark": ("sync_watermarks", 9),
    "agent360_system.SyncConflict": ("sync_conflicts", 11),
    "agent360_system.UserLoginLog": ("user_login_log", 7),
}
RELATED_NAMES = {
    "rt_last_modified_by": "modified_record_types",
    "acc_owner": "owned_accounts",
    "fa_last_modified_by": "modified_frame_agreements",
    "cmp_parent": "child_campaigns",
    "cmp_owner": "owned_campaigns",
    "ch_created_by": "created_case_history",
    "cc_sf_created_by": "sf_created_case_comments",
    "cc_agent_modified_by": "agent_modified_case_comments",
    "cc_agent_created_by": "agent_created_case_comments",
    "arf_sales_rep": "sales_rep_forecasts",
    "arf_owner": "owned_forecasts",
    "arf_sf_created_by": "sf_created_forecasts",
    "arf_last_modified_by": "modified_forecasts",
    "arf_agent_modified_by": "agent_modified_forecasts",
    "arf_agent_created_by": "agent_created_forecasts",
}
CHOICES: dict[str, list[Any]] = {
    "arf_status": ["Draft", "Pending_Approval", "Approved", "Fixes_Needed", "Frozen"],
    "arf_sync_status": [0, 1, 2, 3],
    "cc_sync_status": [0, 1, 2, 3],
    "acm_role": ["user", "assistant", "system"],
    "sl_status": ["running", "success", "partial", "failed", "skipped"],
    "sw_sync_frequency": ["hourly", "daily", "weekly"],
    "sc_conflict_type": ["local_pending", "sf_deleted", "version_mismatch"],
    "sc_resolution": ["local_wins", "sf_wins", "manual"],
}
DEFAULTS: dict[str, Any] = {
    **{
        f"{prefix}_active": 1
        for prefix in [
            "ur",
            "usr",
            "rt",
            "pb",
            "prd",
            "acc",
            "ap",
            "fa",
            "tgt",
            "cmp",
            "inv",
            "ili",
            "tsk",
            "cs",
            "ch",
            "cc",
            "arf",
        ]
    },
    "cc_sync_status": 1,
    "cc_version": 1,
    "cc_retry_count": 0,
    "arf_sync_status": 1,
    "arf_version": 1,
    "arf_retry_count": 0,
    "act_message_count": 0,
    "act_sf_synced": False,
    "acm_sf_synced": False,
    "abr_is_active": True,
    "abr_sort_order": 0,
    "aqe_is_active": True,
    "asc_version": 1,
    "sl_status": "running",
    "sl_records_queried": 0,
    "sl_records_inserted": 0,
    "sl_records_updated": 0,
    "sl_records_deleted": 0,
    "sl_records_skipped": 0,
    "sl_records_failed": 0,
    "sw_sync_frequency": "hourly",
    "sw_sync_enabled": True,
    "sw_sync_order": 0,
}


def fields_by_name() -> dict[str, Field[Any, Any]]:
    return {field.name: field for model in MODELS for field in model._meta.concrete_fields}


def foreign_keys() -> list[ForeignKey[Any, Any]]:
    return [field for field in fields_by_name().values() if isinstance(field, ForeignKey)]


def test_the_tables_and_how_many_columns_each_has() -> None:
    """26 tables with 371 columns, all somebody else's."""
    found = {m._meta.label: (m._meta.db_table, len(m._meta.concrete_fields)) for m in MODELS}

    assert found == TABLES
    assert (len(TABLES), sum(columns for _, columns in TABLES.values())) == (26, 371)
    assert [model for model in MODELS if model._meta.managed] == []


def test_the_related_names_that_are_given() -> None:
    """Code that reads ``user.owned_accounts`` relies on them."""
    found = {key.name: key.remote_field.related_name for key in foreign_keys()}

    assert RELATED_NAMES.items() <= found.items()


def test_every_foreign_key_has_a_related_name_of_its_own() -> None:
    """A name that Django makes up, such as ``task_set``, would clash with downstream models."""
    found = [(key.related_model, key.remote_field.related_name) for key in foreign_keys()]

    assert [pair for pair in found if not pair[1] or pair[1].endswith("+")] == []
    assert len(set(found)) == len(found) == 40


def test_foreign_keys_lead_to_primary_keys_and_constrain_nothing() -> None:
    """The constraints are in the database already."""
    assert [key.name for key in foreign_keys() if not key.target_field.primary_key] == []
    assert [key.name for key in foreign_keys() if key.deconstruct()[3].get("db_constraint") is not False] == []


def test_orderings() -> None:
    """The newest first where rows are a log; no order, and so no sort, elsewhere."""
    assert {m._meta.label: m._meta.ordering for m in MODELS if m._meta.ordering} == {
        "agent360_system.SyncLog": ["-sl_started_at"],
        "agent360_system.UserLoginLog": ["-ull_login_at"],
    }


def test_what_is_unique_beside_primary_keys() -> None:
    """One thread for each user and account; keys by which rows are known elsewhere."""
    together = {m._meta.label: m._meta.unique_together for m in MODELS if m._meta.unique_together}
    alone = {field.name for field in fields_by_name().values() if field.unique and not field.primary_key}

    assert together == {"agent360_ai_assistant.AiChatThread": (("act_user", "act_account"),)}
    assert alone == {
        "cc_sf_id",
        "arf_sf_id",
        "ili_unique_line_code",
        "abr_rule_key",
        "asc_config_key",
        "sw_object_name",
    }


def test_choices() -> None:
    """The values as the database has them."""
    found = {f.name: [value for value, _ in f.flatchoices] for f in fields_by_name().values() if f.choices}

    assert found == CHOICES


def test_defaults() -> None:
    """Every ``*_active`` is 1; a run gets an id of its own."""
    found = {field.name: field.get_default() for field in fields_by_name().values() if field.has_default()}

    run_id = found.pop("sl_run_id")

    assert found == DEFAULTS
    assert run_id != fields_by_name()["sl_run_id"].get_default()


def test_the_polymorphic_reference_of_a_task_is_a_plain_column() -> None:
    """It may lead to an account, a case or a campaign."""
    assert not fields_by_name()["tsk_what_id"].is_relation


@pytest.mark.parametrize(
    ("name", "attname", "column"),
    [
        ("usr_user_role", "usr_user_role_id", "usr_user_role_id"),
        ("rt_last_modified_by", "rt_last_modified_by_id", "rt_last_modified_by_id"),
        ("act_user", "act_user_id", "act_user_sf_id"),
        ("act_account", "act_account_id", "act_account_sf_id"),
        ("ull_user", "ull_user_id", "ull_user_sf_id"),
        ("cc_agent_created_by", "cc_agent_created_by_id", "cc_agent_created_by"),
        ("arf_agent_modified_by", "arf_agent_modified_by_id", "arf_agent_modified_by"),
        ("abr_updated_by", "abr_updated_by_id", "abr_updated_by"),
        ("sc_resolved_by", "sc_resolved_by_id", "sc_resolved_by"),
    ],
)
def test_attributes_whose_column_has_another_name(name: str, attname: str, column: str) -> None:
    """The raw id is ``..._id`` even where the column is not."""
    field = fields_by_name()[name]

    assert (field.attname, field.column) == (attname, column)
