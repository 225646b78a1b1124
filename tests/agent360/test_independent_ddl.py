"""The library on a database that somebody else built: other constraint names, no defaults, either kind of column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from agent360_models import bulk
from agent360_models.agent360.core.models import User
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.salesforce.mapping import SalesforceObject, salesforce_objects
from agent360_models.agent360.system.models import SyncLog
from agent360_models.loading.report import Report
from tests.support import endurance
from tests.support.agent360 import (
    MODELS,
    SHOP,
    a_row,
    assert_lives,
    columns_of,
    constraints_of,
    declared_columns,
    declared_constraints,
    kind_of_times,
    values_of,
)
from tests.support.databases import query, scratch_database

# Written from the family's description, not from schema.sql: types by PostgreSQL's other names, keys beside their
# columns, names of one's own for constraints, no defaults, no indexes and no triggers. Times are made TIMESTAMPTZ too.
DDL = """
CREATE TABLE user_roles (
    ur_sf_id VARCHAR(18) CONSTRAINT key_of_user_roles PRIMARY KEY, ur_name VARCHAR(80) NOT NULL,
    ur_last_modified_date TIMESTAMP NOT NULL, ur_system_modstamp TIMESTAMP NOT NULL,
    ur_active SMALLINT NOT NULL, ur_created_at TIMESTAMP NOT NULL, ur_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE users (
    usr_sf_id VARCHAR(18) CONSTRAINT key_of_users PRIMARY KEY, usr_username VARCHAR(80) NOT NULL,
    usr_email VARCHAR(255) NOT NULL, usr_first_name VARCHAR(255), usr_last_name VARCHAR(255) NOT NULL,
    usr_name VARCHAR(255) NOT NULL, usr_is_active BOOLEAN NOT NULL, usr_profile_id VARCHAR(18),
    usr_user_role_id VARCHAR(18) CONSTRAINT r1 REFERENCES user_roles ON DELETE SET NULL,
    usr_federation_id VARCHAR(255), usr_time_zone VARCHAR(100) NOT NULL,
    usr_language VARCHAR(100) NOT NULL, usr_sf_created_date TIMESTAMP NOT NULL,
    usr_last_modified_date TIMESTAMP NOT NULL, usr_last_modified_by_id VARCHAR(18) NOT NULL,
    usr_active SMALLINT NOT NULL, usr_created_at TIMESTAMP NOT NULL, usr_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE record_types (
    rt_sf_id VARCHAR(18) CONSTRAINT key_of_record_types PRIMARY KEY, rt_name VARCHAR(80) NOT NULL,
    rt_developer_name VARCHAR(80) NOT NULL, rt_sobject_type VARCHAR(40) NOT NULL,
    rt_is_active BOOLEAN NOT NULL, rt_sf_created_date TIMESTAMP NOT NULL,
    rt_last_modified_date TIMESTAMP NOT NULL,
    rt_last_modified_by_id VARCHAR(18) CONSTRAINT r2 REFERENCES users ON DELETE SET NULL,
    rt_active SMALLINT NOT NULL, rt_created_at TIMESTAMP NOT NULL, rt_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE product_brands (
    pb_sf_id VARCHAR(18) CONSTRAINT key_of_product_brands PRIMARY KEY, pb_name VARCHAR(255) NOT NULL,
    pb_brand_code VARCHAR(50), pb_description TEXT, pb_is_active BOOLEAN,
    pb_sf_created_date TIMESTAMP NOT NULL, pb_last_modified_date TIMESTAMP NOT NULL,
    pb_active SMALLINT NOT NULL, pb_created_at TIMESTAMP NOT NULL, pb_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE products (
    prd_sf_id VARCHAR(18) CONSTRAINT key_of_products PRIMARY KEY, prd_name VARCHAR(255) NOT NULL,
    prd_family VARCHAR(100), prd_classification VARCHAR(100), prd_central_product_code VARCHAR(20),
    prd_product_code VARCHAR(255),
    prd_product_brand_id VARCHAR(18) CONSTRAINT r3 REFERENCES product_brands ON DELETE SET NULL,
    prd_brand VARCHAR(100), prd_is_active BOOLEAN, prd_sf_created_date TIMESTAMP NOT NULL,
    prd_last_modified_date TIMESTAMP NOT NULL, prd_last_modified_by_id VARCHAR(18) NOT NULL,
    prd_active SMALLINT NOT NULL, prd_created_at TIMESTAMP NOT NULL, prd_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE accounts (
    acc_sf_id VARCHAR(18) CONSTRAINT key_of_accounts PRIMARY KEY, acc_name VARCHAR(255) NOT NULL,
    acc_owner_id VARCHAR(18) NOT NULL CONSTRAINT r4 REFERENCES users ON DELETE RESTRICT,
    acc_credit_limit NUMERIC(18,2), acc_invoice_open_amount NUMERIC(18,2),
    acc_order_open_amount NUMERIC(18,2), acc_account_number VARCHAR(255),
    acc_currency_iso_code VARCHAR(10), acc_last_modified_date TIMESTAMP NOT NULL,
    acc_last_modified_by_id VARCHAR(18) NOT NULL, acc_active SMALLINT NOT NULL,
    acc_created_at TIMESTAMP NOT NULL, acc_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE account_plans (
    ap_sf_id VARCHAR(18) CONSTRAINT key_of_account_plans PRIMARY KEY, ap_name VARCHAR(80) NOT NULL,
    ap_account_id VARCHAR(18) NOT NULL CONSTRAINT r5 REFERENCES accounts ON DELETE CASCADE,
    ap_plan_name VARCHAR(255), ap_status VARCHAR(100) NOT NULL, ap_start_date DATE, ap_end_date DATE,
    ap_sf_created_date TIMESTAMP NOT NULL, ap_last_modified_date TIMESTAMP NOT NULL,
    ap_last_modified_by_id VARCHAR(18) NOT NULL, ap_active SMALLINT NOT NULL,
    ap_created_at TIMESTAMP NOT NULL, ap_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE frame_agreements (
    fa_sf_id VARCHAR(18) CONSTRAINT key_of_frame_agreements PRIMARY KEY,
    fa_account_id VARCHAR(18) NOT NULL CONSTRAINT r6 REFERENCES accounts ON DELETE CASCADE,
    fa_agreement_type VARCHAR(100) NOT NULL, fa_start_date DATE NOT NULL, fa_end_date DATE NOT NULL,
    fa_start_year INT, fa_status VARCHAR(100) NOT NULL, fa_is_active BOOLEAN,
    fa_total_sales_ty NUMERIC(18,2), fa_total_sales_ly NUMERIC(18,2), fa_total_sales_q1 NUMERIC(18,0),
    fa_total_sales_q2 NUMERIC(18,0), fa_total_sales_q3 NUMERIC(18,0), fa_total_sales_q4 NUMERIC(18,0),
    fa_rebate_achieved NUMERIC(6,4), fa_total_rebate_achieved NUMERIC(18,2),
    fa_last_modified_date TIMESTAMP NOT NULL,
    fa_last_modified_by_id VARCHAR(18) NOT NULL CONSTRAINT r7 REFERENCES users ON DELETE RESTRICT,
    fa_active SMALLINT NOT NULL, fa_created_at TIMESTAMP NOT NULL, fa_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE targets (
    tgt_sf_id VARCHAR(18) CONSTRAINT key_of_targets PRIMARY KEY,
    tgt_account_id VARCHAR(18) NOT NULL CONSTRAINT r8 REFERENCES accounts ON DELETE CASCADE,
    tgt_frame_agreement_id VARCHAR(18) NOT NULL CONSTRAINT r9 REFERENCES frame_agreements ON DELETE CASCADE,
    tgt_quarter VARCHAR(100) NOT NULL, tgt_net_turnover_target NUMERIC(18,2) NOT NULL,
    tgt_rebate_rate NUMERIC(6,4) NOT NULL, tgt_rebate_if_achieved NUMERIC(18,2) NOT NULL,
    tgt_total_rebate NUMERIC(18,2), tgt_last_modified_date TIMESTAMP NOT NULL,
    tgt_last_modified_by_id VARCHAR(18) NOT NULL, tgt_active SMALLINT NOT NULL,
    tgt_created_at TIMESTAMP NOT NULL, tgt_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE campaigns (
    cmp_sf_id VARCHAR(18) CONSTRAINT key_of_campaigns PRIMARY KEY, cmp_name VARCHAR(80) NOT NULL,
    cmp_record_type_id VARCHAR(18) CONSTRAINT r10 REFERENCES record_types ON DELETE SET NULL,
    cmp_type VARCHAR(100),
    cmp_parent_id VARCHAR(18) CONSTRAINT r11 REFERENCES campaigns ON DELETE SET NULL,
    cmp_status VARCHAR(100) NOT NULL, cmp_start_date DATE, cmp_end_date DATE,
    cmp_actual_cost NUMERIC(18,2), cmp_budgeted_cost NUMERIC(18,2), cmp_currency_iso_code VARCHAR(10),
    cmp_owner_id VARCHAR(18) NOT NULL CONSTRAINT r12 REFERENCES users ON DELETE RESTRICT,
    cmp_account_id VARCHAR(18) CONSTRAINT r13 REFERENCES accounts ON DELETE SET NULL,
    cmp_initial_quantity NUMERIC(18,2), cmp_used_quantity NUMERIC(18,2),
    cmp_available_budget NUMERIC(18,2), cmp_is_active BOOLEAN, cmp_sf_created_date TIMESTAMP NOT NULL,
    cmp_last_modified_date TIMESTAMP NOT NULL, cmp_last_modified_by_id VARCHAR(18) NOT NULL,
    cmp_active SMALLINT NOT NULL, cmp_created_at TIMESTAMP NOT NULL, cmp_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE invoices (
    inv_sf_id VARCHAR(18) CONSTRAINT key_of_invoices PRIMARY KEY, inv_name VARCHAR(255) NOT NULL,
    inv_account_id VARCHAR(18) NOT NULL CONSTRAINT r14 REFERENCES accounts ON DELETE CASCADE,
    inv_frame_agreement_id VARCHAR(18) CONSTRAINT r15 REFERENCES frame_agreements ON DELETE SET NULL,
    inv_invoice_date DATE NOT NULL, inv_invoice_year VARCHAR(10), inv_invoice_type VARCHAR(100) NOT NULL,
    inv_status VARCHAR(100) NOT NULL, inv_net_price NUMERIC(18,2) NOT NULL, inv_total_vat NUMERIC(18,2),
    inv_total_invoice_value NUMERIC(18,2), inv_valid BOOLEAN, inv_currency_iso_code VARCHAR(10),
    inv_sf_created_date TIMESTAMP NOT NULL, inv_last_modified_date TIMESTAMP NOT NULL,
    inv_last_modified_by_id VARCHAR(18) NOT NULL, inv_active SMALLINT NOT NULL,
    inv_created_at TIMESTAMP NOT NULL, inv_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE invoice_line_items (
    ili_sf_id VARCHAR(18) CONSTRAINT key_of_invoice_line_items PRIMARY KEY,
    ili_invoice_id VARCHAR(18) NOT NULL CONSTRAINT r16 REFERENCES invoices ON DELETE CASCADE,
    ili_product_id VARCHAR(18) NOT NULL CONSTRAINT r17 REFERENCES products ON DELETE RESTRICT,
    ili_quantity NUMERIC(18,2) NOT NULL, ili_unit_price NUMERIC(18,2) NOT NULL,
    ili_net_price NUMERIC(18,2) NOT NULL, ili_vat NUMERIC(18,2),
    ili_unique_line_code VARCHAR(255) NOT NULL CONSTRAINT one_ili_unique_line_code UNIQUE,
    ili_status VARCHAR(100) NOT NULL, ili_valid BOOLEAN NOT NULL, ili_sf_created_date TIMESTAMP NOT NULL,
    ili_last_modified_date TIMESTAMP NOT NULL, ili_last_modified_by_id VARCHAR(18) NOT NULL,
    ili_active SMALLINT NOT NULL, ili_created_at TIMESTAMP NOT NULL, ili_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE tasks (
    tsk_sf_id VARCHAR(18) CONSTRAINT key_of_tasks PRIMARY KEY, tsk_what_id VARCHAR(18),
    tsk_what_type VARCHAR(40), tsk_what_name VARCHAR(255), tsk_activity_date DATE,
    tsk_status VARCHAR(100) NOT NULL, tsk_priority VARCHAR(100), tsk_subject VARCHAR(255) NOT NULL,
    tsk_owner_id VARCHAR(18) NOT NULL CONSTRAINT r18 REFERENCES users ON DELETE RESTRICT,
    tsk_description TEXT, tsk_sf_created_date TIMESTAMP NOT NULL, tsk_completed_date TIMESTAMP,
    tsk_last_modified_date TIMESTAMP NOT NULL, tsk_last_modified_by_id VARCHAR(18) NOT NULL,
    tsk_active SMALLINT NOT NULL, tsk_created_at TIMESTAMP NOT NULL, tsk_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE cases (
    cs_sf_id VARCHAR(18) CONSTRAINT key_of_cases PRIMARY KEY, cs_case_number VARCHAR(80) NOT NULL,
    cs_subject VARCHAR(255), cs_description TEXT, cs_status VARCHAR(100),
    cs_account_id VARCHAR(18) CONSTRAINT r19 REFERENCES accounts ON DELETE SET NULL,
    cs_owner_id VARCHAR(18) CONSTRAINT r20 REFERENCES users ON DELETE SET NULL, cs_priority VARCHAR(100),
    cs_sf_created_date TIMESTAMP NOT NULL, cs_last_modified_date TIMESTAMP NOT NULL,
    cs_last_modified_by_id VARCHAR(18) NOT NULL, cs_active SMALLINT NOT NULL,
    cs_created_at TIMESTAMP NOT NULL, cs_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE case_history (
    ch_sf_id VARCHAR(18) CONSTRAINT key_of_case_history PRIMARY KEY,
    ch_case_id VARCHAR(18) NOT NULL CONSTRAINT r21 REFERENCES cases ON DELETE CASCADE,
    ch_field VARCHAR(255) NOT NULL, ch_old_value TEXT, ch_new_value TEXT,
    ch_created_date TIMESTAMP NOT NULL,
    ch_created_by_id VARCHAR(18) NOT NULL CONSTRAINT r22 REFERENCES users ON DELETE RESTRICT,
    ch_active SMALLINT NOT NULL, ch_created_at TIMESTAMP NOT NULL, ch_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE case_comments (
    cc_id SERIAL CONSTRAINT key_of_case_comments PRIMARY KEY,
    cc_sf_id VARCHAR(18) CONSTRAINT one_cc_sf_id UNIQUE,
    cc_case_id VARCHAR(18) NOT NULL CONSTRAINT r23 REFERENCES cases ON DELETE CASCADE,
    cc_comment_body TEXT, cc_is_published BOOLEAN, cc_sf_created_date TIMESTAMP,
    cc_sf_created_by_id VARCHAR(18) CONSTRAINT r24 REFERENCES users ON DELETE SET NULL,
    cc_last_modified_date TIMESTAMP, cc_last_modified_by_id VARCHAR(18),
    cc_agent_modified_by VARCHAR(18) CONSTRAINT r25 REFERENCES users ON DELETE SET NULL,
    cc_agent_modified_date TIMESTAMP,
    cc_agent_created_by VARCHAR(18) CONSTRAINT r26 REFERENCES users ON DELETE SET NULL,
    cc_agent_created_date TIMESTAMP, cc_agent360_source BOOLEAN, cc_sync_status SMALLINT NOT NULL,
    cc_version INT NOT NULL, cc_retry_count INT NOT NULL, cc_last_sync_error TEXT,
    cc_active SMALLINT NOT NULL, cc_created_at TIMESTAMP NOT NULL, cc_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE arf_rolling_forecasts (
    arf_id SERIAL CONSTRAINT key_of_arf_rolling_forecasts PRIMARY KEY,
    arf_sf_id VARCHAR(18) CONSTRAINT one_arf_sf_id UNIQUE, arf_name VARCHAR(80) NOT NULL,
    arf_account_id VARCHAR(18) NOT NULL CONSTRAINT r27 REFERENCES accounts ON DELETE CASCADE,
    arf_sales_rep_id VARCHAR(18) NOT NULL CONSTRAINT r28 REFERENCES users ON DELETE RESTRICT,
    arf_product_id VARCHAR(18) NOT NULL CONSTRAINT r29 REFERENCES products ON DELETE RESTRICT,
    arf_forecast_date DATE NOT NULL,
    arf_status VARCHAR(100) NOT NULL
        CONSTRAINT c2 CHECK (arf_status = ANY ('{Draft,Pending_Approval,Approved,Fixes_Needed,Frozen}')),
    arf_currency_iso_code VARCHAR(10),
    arf_owner_id VARCHAR(18) NOT NULL CONSTRAINT r30 REFERENCES users ON DELETE RESTRICT,
    arf_draft_quantity NUMERIC(16,2), arf_draft_unit_price NUMERIC(16,2), arf_draft_value NUMERIC(16,2),
    arf_pending_quantity NUMERIC(16,2), arf_pending_unit_price NUMERIC(16,2),
    arf_pending_value NUMERIC(16,2), arf_approved_quantity NUMERIC(16,2),
    arf_approved_unit_price NUMERIC(16,2), arf_approved_value NUMERIC(16,2), arf_rejection_reason TEXT,
    arf_product_formula VARCHAR(255), arf_account_or_user_formula VARCHAR(255),
    arf_product_family VARCHAR(100), arf_product_brand VARCHAR(100),
    arf_sf_created_by_id VARCHAR(18) CONSTRAINT r31 REFERENCES users ON DELETE SET NULL,
    arf_last_modified_by_id VARCHAR(18) CONSTRAINT r32 REFERENCES users ON DELETE SET NULL,
    arf_agent_modified_by VARCHAR(18) CONSTRAINT r33 REFERENCES users ON DELETE SET NULL,
    arf_agent_modified_date TIMESTAMP,
    arf_agent_created_by VARCHAR(18) CONSTRAINT r34 REFERENCES users ON DELETE SET NULL,
    arf_agent_created_date TIMESTAMP, arf_agent360_source BOOLEAN, arf_sync_status SMALLINT NOT NULL,
    arf_version INT NOT NULL, arf_retry_count INT NOT NULL, arf_last_sync_error TEXT,
    arf_active SMALLINT NOT NULL, arf_created_at TIMESTAMP NOT NULL, arf_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE ai_chat_threads (
    act_id SERIAL CONSTRAINT key_of_ai_chat_threads PRIMARY KEY,
    act_user_sf_id VARCHAR(18) NOT NULL CONSTRAINT r35 REFERENCES users ON DELETE CASCADE,
    act_account_sf_id VARCHAR(18) NOT NULL CONSTRAINT r36 REFERENCES accounts ON DELETE CASCADE,
    act_title VARCHAR(255), act_message_count INT NOT NULL, act_last_message_at TIMESTAMP,
    act_sf_synced BOOLEAN NOT NULL, act_sf_synced_at TIMESTAMP, act_created_at TIMESTAMP NOT NULL,
    act_updated_at TIMESTAMP NOT NULL,
    CONSTRAINT one_ai_chat_threads UNIQUE (act_user_sf_id, act_account_sf_id)
);
CREATE TABLE ai_chat_messages (
    acm_id SERIAL CONSTRAINT key_of_ai_chat_messages PRIMARY KEY,
    acm_thread_id INT NOT NULL CONSTRAINT r37 REFERENCES ai_chat_threads ON DELETE CASCADE,
    acm_role VARCHAR(20) NOT NULL CONSTRAINT c1 CHECK (acm_role = ANY ('{user,assistant,system}')),
    acm_content TEXT NOT NULL, acm_generated_sql TEXT,
    acm_sql_result_summary TEXT, acm_model_used VARCHAR(100), acm_tokens_in INT, acm_tokens_out INT,
    acm_latency_ms INT, acm_error TEXT, acm_sf_synced BOOLEAN NOT NULL, acm_created_at TIMESTAMP NOT NULL
);
CREATE TABLE ai_business_rules (
    abr_id SERIAL CONSTRAINT key_of_ai_business_rules PRIMARY KEY,
    abr_rule_key VARCHAR(100) NOT NULL CONSTRAINT one_abr_rule_key UNIQUE,
    abr_category VARCHAR(50) NOT NULL, abr_rule_text TEXT NOT NULL, abr_is_active BOOLEAN NOT NULL,
    abr_sort_order INT NOT NULL, abr_created_at TIMESTAMP NOT NULL, abr_updated_at TIMESTAMP NOT NULL,
    abr_updated_by VARCHAR(18) CONSTRAINT r38 REFERENCES users ON DELETE SET NULL
);
CREATE TABLE ai_query_examples (
    aqe_id SERIAL CONSTRAINT key_of_ai_query_examples PRIMARY KEY, aqe_question TEXT NOT NULL,
    aqe_sql TEXT NOT NULL, aqe_explanation TEXT, aqe_category VARCHAR(50), aqe_is_active BOOLEAN NOT NULL,
    aqe_created_at TIMESTAMP NOT NULL, aqe_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE ai_schema_config (
    asc_id SERIAL CONSTRAINT key_of_ai_schema_config PRIMARY KEY,
    asc_config_key VARCHAR(100) NOT NULL CONSTRAINT one_asc_config_key UNIQUE,
    asc_config_value TEXT NOT NULL, asc_version INT NOT NULL, asc_generated_at TIMESTAMP NOT NULL,
    asc_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE sync_log (
    sl_id SERIAL CONSTRAINT key_of_sync_log PRIMARY KEY, sl_run_id UUID NOT NULL,
    sl_job_name VARCHAR(50) NOT NULL, sl_direction VARCHAR(20) NOT NULL,
    sl_object_name VARCHAR(50) NOT NULL, sl_sf_object_api VARCHAR(50), sl_started_at TIMESTAMP NOT NULL,
    sl_completed_at TIMESTAMP,
    sl_status VARCHAR(20) NOT NULL CONSTRAINT c3 CHECK (sl_status = ANY ('{running,success,partial,failed,skipped}')),
    sl_records_queried INT,
    sl_records_inserted INT, sl_records_updated INT, sl_records_deleted INT, sl_records_skipped INT,
    sl_records_failed INT, sl_hwm_before TIMESTAMP, sl_hwm_after TIMESTAMP, sl_error_message TEXT,
    sl_error_details JSONB
);
CREATE TABLE sync_watermarks (
    sw_id SERIAL CONSTRAINT key_of_sync_watermarks PRIMARY KEY,
    sw_object_name VARCHAR(50) NOT NULL CONSTRAINT one_sw_object_name UNIQUE,
    sw_sf_object_api VARCHAR(50) NOT NULL, sw_last_sync_ts TIMESTAMP, sw_last_delete_check TIMESTAMP,
    sw_sync_frequency VARCHAR(20) NOT NULL CONSTRAINT c4 CHECK (sw_sync_frequency = ANY ('{hourly,daily,weekly}')),
    sw_sync_enabled BOOLEAN NOT NULL, sw_sync_order INT NOT NULL,
    sw_updated_at TIMESTAMP NOT NULL
);
CREATE TABLE sync_conflicts (
    sc_id SERIAL CONSTRAINT key_of_sync_conflicts PRIMARY KEY, sc_object_name VARCHAR(50) NOT NULL,
    sc_record_sf_id VARCHAR(18) NOT NULL, sc_record_local_id INT,
    sc_conflict_type VARCHAR(30) NOT NULL
        CONSTRAINT c5 CHECK (sc_conflict_type = ANY ('{local_pending,sf_deleted,version_mismatch}')),
    sc_local_value JSONB, sc_sf_value JSONB,
    sc_resolution VARCHAR(20) CONSTRAINT c6 CHECK (sc_resolution = ANY ('{local_wins,sf_wins,manual}')),
    sc_resolved_at TIMESTAMP, sc_resolved_by VARCHAR(18) CONSTRAINT r39 REFERENCES users ON DELETE SET NULL,
    sc_created_at TIMESTAMP NOT NULL
);
CREATE TABLE user_login_log (
    ull_id SERIAL CONSTRAINT key_of_user_login_log PRIMARY KEY,
    ull_user_sf_id VARCHAR(18) NOT NULL CONSTRAINT r40 REFERENCES users ON DELETE CASCADE,
    ull_login_at TIMESTAMP NOT NULL, ull_ip_address VARCHAR(45), ull_user_agent VARCHAR(500),
    ull_session_duration_sec INT, ull_logout_at TIMESTAMP
);
"""

some_models = pytest.mark.parametrize("model", endurance.some(MODELS), ids=lambda model: model.__name__)


@pytest.fixture(scope="module", params=[pytest.param("TIMESTAMP", marks=endurance.only), "TIMESTAMPTZ"])
def _database(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), scratch_database(DDL.replace("TIMESTAMP", request.param) + SHOP) as alias:
        yield alias


@pytest.fixture
def theirs(_database: str) -> Iterator[str]:
    """Return the alias of a database with empty tables; what a test writes is rolled back."""
    around_the_test = transaction.atomic(using=_database)
    around_the_test._from_testcase = True  # type: ignore[attr-defined]  # as Django's TestCase says of its own
    with around_the_test:
        yield _database
        transaction.set_rollback(True, using=_database)


def described(columns: dict[str, list[tuple[str, str, bool]]], constraints: set[tuple[Any, ...]]) -> set[str]:
    """Return a line for each column and each key of the tables."""
    kinds = {"p": "primary key", "u": "unique", "f": "foreign key"}
    return {
        f"{table}.{name} is number {number}: {kind}{' NULL' if nullable else ' NOT NULL'}"
        for table, found in columns.items()
        for number, (name, kind, nullable) in enumerate(found, start=1)
    } | {
        f"{table} ({names}) is a {kinds[kind]}" + (f" to {target} ({others}), ON DELETE {rule!r}" if target else "")
        for table, kind, names, target, others, rule in constraints
    }


def test_the_models_agree_with_it(theirs: str) -> None:
    """Names, order, types, nullability, keys and what happens on delete."""
    ddl = described(columns_of(theirs), constraints_of(theirs))
    models = described(declared_columns(theirs, times=kind_of_times(theirs)), declared_constraints())

    assert len(models) > 371  # a line for each column, and for keys
    assert sorted(models - ddl) == [], "what the models say and the family's description, as the DDL above, does not"
    assert sorted(ddl - models) == [], "what the family's description, as the DDL above, says and the models do not"


def test_it_has_no_defaults_but_those_of_serial_keys(theirs: str) -> None:
    """Nothing below works by the grace of the database."""
    defaults = query(
        "SELECT column_default FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_default IS NOT NULL AND table_name <> 'shop_order'",
        using=theirs,
    )

    assert len(defaults) == 11
    assert [default for (default,) in defaults if not default.startswith("nextval(")] == []


@some_models
def test_a_row_is_created_read_changed_and_deleted(theirs: str, model: type[Model]) -> None:
    """The models fill every column themselves."""
    assert_lives(model, using=theirs)


@some_models
def test_a_row_needs_only_its_required_columns(theirs: str, model: type[Model]) -> None:
    """Defaults and times come from the models."""
    row = a_row(model, using=theirs)

    assert model._default_manager.using(theirs).get() == row


@some_models
def test_upsert_inserts_leaves_alone_and_updates(theirs: str, model: type[Model]) -> None:
    """Also with rows that name only the required columns."""
    key = {model._meta.pk.attname: a_row(model, 3, using=theirs).pk}
    model._default_manager.using(theirs).all().delete()
    first, second = ({**values_of(model, n, using=theirs, everything=True), **key} for n in (1, 2))
    required = {**values_of(model, 1, using=theirs), **key}

    assert bulk.upsert(model, [required], using=theirs) == bulk.UpsertResult(inserted=1)
    assert bulk.upsert(model, [required], using=theirs) == bulk.UpsertResult(unchanged=1)
    assert bulk.upsert(model, [second], using=theirs) == bulk.UpsertResult(updated=1)
    assert model._default_manager.using(theirs).values(*first).get() == second


def test_what_the_database_refuses_is_refused(theirs: str) -> None:
    """Its foreign keys hold at once, not at the end of the transaction."""
    user = values_of(User, using=theirs)

    with pytest.raises(IntegrityError), transaction.atomic(using=theirs):
        bulk.upsert(User, [{**user, "usr_user_role_id": "00E000000000001AAA"}], using=theirs)


# Loading exports


@pytest.fixture
def exports(theirs: str, tmp_path: Path) -> Path:
    """Write one file for each Salesforce object, with two records each; the tables are empty."""
    with transaction.atomic(using=theirs):
        files = {known.name: [cells(known, n, theirs) for n in (1, 2)] for known in salesforce_objects()}
        transaction.set_rollback(True, using=theirs)
    for name, records in files.items():
        with (tmp_path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, records[0])
            writer.writeheader()
            writer.writerows(records)
    return tmp_path


def cells(known: SalesforceObject, number: int, using: str) -> dict[str, str]:
    """Return a record as Salesforce exports it, by the API names of its fields."""
    model = known.model_class
    values = values_of(model, number, using=using, everything=True)
    by_column = {field.column: values.get(field.attname) for field in model._meta.concrete_fields}
    return {name: cell(by_column[column]) for name, column in known.fields.items()}


def cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def changes(reports: list[Report]) -> list[tuple[str, int, int, int]]:
    return [(r.table, r.inserted, r.updated, r.unchanged) for r in reports]


def test_exports_of_every_object_are_loaded(theirs: str, exports: Path) -> None:
    """Every row goes in, a second run changes nothing, and both are recorded."""
    known = salesforce_objects()

    first = list(load([exports], using=theirs))
    second = list(load([exports], using=theirs))

    assert [(report.refused, dict(report.reasons)) for report in first] == [("", {})] * len(known)
    assert sorted(changes(first)) == sorted((o.model_class._meta.db_table, 2, 0, 0) for o in known)
    assert sorted(changes(second)) == sorted((o.model_class._meta.db_table, 0, 0, 2) for o in known)
    assert set(SyncLog.objects.using(theirs).values_list("sl_status", flat=True)) == {"success"}
    assert SyncLog.objects.using(theirs).count() == 2 * len(known)


def test_what_is_deleted_in_salesforce_is_flagged(theirs: str, exports: Path) -> None:
    """And gone parents do not take their children with them."""
    list(load([exports], using=theirs))
    source = exports / "UserRole.csv"
    header, *records = source.read_text(encoding="utf-8").splitlines()
    source.write_text("\n".join([f"{header},IsDeleted", *(f"{record},true" for record in records)]))

    (report,) = load([source], using=theirs)

    assert (report.read, report.deleted, report.updated) == (2, 2, 0)


def test_a_missing_parent_is_a_reject_or_a_stub(theirs: str, exports: Path) -> None:
    """A stub fills every required column itself."""
    source = exports / "Account.csv"

    (rejected,) = load([source], using=theirs)
    (stubbed,) = load([source], using=theirs, missing_parents="stub")

    assert (rejected.inserted, rejected.rejected) == (0, 2)
    assert (stubbed.inserted, stubbed.rejected, dict(stubbed.stubs)) == (2, 0, {"users": 2})
