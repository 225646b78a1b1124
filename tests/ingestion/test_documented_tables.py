"""The tables of seven apps, held against what is documented of them: names as the catalog has them after ``migrate``.

The lists are written out here, so that no change of a model changes what it is held against.
"""

from __future__ import annotations

import pytest

from tests.support.databases import query

pytestmark = pytest.mark.django_db

SYNC = ("sync_created_at", "sync_updated_at")

# Columns that are documented, in their order. A name with a capital letter is one in the database too.
COLUMNS = {
    "genius_lead": (
        "lead_id contact_id division_id agent_id status address1 city state zipcode firstname lastname email phone"
        " source created modified sync_created_at sync_updated_at"
    ),
    "genius_prospect": "prospect_id division_id address city state zip firstname lastname email phone status source",
    "genius_appointment": "appointment_id lead_id user_id appointment_date appointment_time status notes",
    "genius_user": "user_id email firstname lastname division_id is_active role",
    "salesrabbit_lead": (
        "id leadHash dispositionId prospectName prospectPhone prospectEmail prospectAddress latitude longitude"
        " createdBy createdAt lastModified appointmentType appointment customFields files created_at updated_at"
    ),
    "salesrabbit_user": "id email firstName lastName phone active teamId created_at updated_at",
    "arrivy_booking": (
        "id title customer_name customer_email customer_phone customer_address start_datetime end_datetime status"
        " entity_ids group_id extra_fields sync_created_at sync_updated_at"
    ),
    "arrivy_task": "id template_id title status booking_id entity_ids start_datetime end_datetime",
    "five9_contact": (
        "id first_name last_name email phone division status created_date sync_created_at sync_updated_at"
    ),
    "marketsharp_data": (
        "id lead_id customer_name address city state zip phone email status created_date"
        " sync_created_at sync_updated_at"
    ),
    "leadconduit_lead": (
        "id lead_id email phone first_name last_name address city state zip source campaign created_at accepted"
        " sync_created_at sync_updated_at"
    ),
    "salespro_credit_application": (
        "id customer_id estimate_id credit_app_vendor credit_app_status credit_limit created_at updated_at"
    ),
    "salespro_customer": (
        "customer_id estimate_id company_id customer_first_name customer_last_name crm_source crm_source_id"
        " created_at updated_at"
    ),
    "salespro_estimate": "estimate_id customer_id total_amount status created_at updated_at",
    "salespro_lead_result": "id lead_id result_type result_date notes created_at updated_at",
}
# Of these only the entity is documented.
INFERRED = {
    "genius_contact",
    "genius_division",
    "genius_division_group",
    "genius_marketing_source",
    "arrivy_entity",
    "arrivy_group",
    "arrivy_status",
    "arrivy_template",
}
KEYS = {
    "genius_lead": "lead_id",
    "genius_prospect": "prospect_id",
    "genius_appointment": "appointment_id",
    "genius_user": "user_id",
    "salespro_customer": "customer_id",
    "salespro_estimate": "estimate_id",
}  # and "id" of the others
JSON = {
    "salesrabbit_lead": {"appointment", "customFields", "files"},
    "arrivy_booking": {"entity_ids", "extra_fields"},
    "arrivy_task": {"entity_ids"},
}
INDEXES = {
    "idx_genius_lead_division": ("genius_lead", "division_id"),
    "idx_genius_lead_agent": ("genius_lead", "agent_id"),
    "idx_genius_lead_created": ("genius_lead", "created"),
    "idx_genius_lead_status": ("genius_lead", "status"),
}
REFERENCES = {
    ("genius_lead", "contact_id"),
    ("genius_lead", "division_id"),
    ("genius_lead", "agent_id"),
    ("genius_prospect", "division_id"),
    ("genius_appointment", "lead_id"),
    ("genius_appointment", "user_id"),
    ("genius_user", "division_id"),
    ("genius_division", "group_id"),
    ("arrivy_task", "booking_id"),
    ("arrivy_task", "template_id"),
    ("arrivy_booking", "group_id"),
    ("arrivy_entity", "group_id"),
    ("salespro_credit_application", "customer_id"),
    ("salespro_credit_application", "estimate_id"),
    ("salespro_customer", "estimate_id"),
    ("salespro_estimate", "customer_id"),
}
TABLES = [*COLUMNS, *sorted(INFERRED)]

every_documented_table = pytest.mark.parametrize("table", COLUMNS)


def columns(table: str) -> dict[str, tuple[str, bool]]:
    """Return the type and nullability of each column, in their order."""
    found = query(
        "SELECT column_name, data_type, is_nullable = 'YES' FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
        [table],
    )
    return {name: (kind, is_nullable) for name, kind, is_nullable in found}


def indexes() -> dict[str, tuple[str, str]]:
    """Return table and columns of each index that serves no key, by its name."""
    found = query(
        "SELECT c.relname, t.relname, string_agg(a.attname, ' ' ORDER BY k.place)"
        " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
        " CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY k (number, place)"
        " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number"
        " WHERE t.relname = ANY(%s) AND NOT i.indisprimary GROUP BY 1, 2",
        [TABLES],
    )
    # Django gives a key of text a second index, for LIKE.
    return {name: (table, names) for name, table, names in found if not name.endswith("_like")}


def constraints(kind: str) -> set[tuple[str, str]]:
    """Return the tables and definitions of all constraints of one kind."""
    return set(
        query(
            "SELECT t.relname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid"
            " WHERE t.relname = ANY(%s) AND c.contype = %s",
            [TABLES, kind],
        )
    )


@every_documented_table
def test_a_table_has_the_columns_that_are_documented(table: str) -> None:
    """In that order, and no other but the source's record and our clocks."""
    documented = COLUMNS[table].split()
    # SalesPro's customers and estimates refer to each other, so one of the columns is added when both tables are there.
    late = {"salespro_customer": "estimate_id"}.get(table)

    found = list(columns(table))

    assert [name for name in found if name in documented and name != late] == [n for n in documented if n != late]
    assert late is None or late in found
    assert set(found) - set(documented) <= {"raw_data", *SYNC}


def test_no_table_is_missing() -> None:
    """Twenty-three tables in seven apps, eight of them known by name only."""
    assert [table for table in TABLES if not columns(table)] == []
    assert len(TABLES) == 23


def test_the_keys_are_those_of_the_sources() -> None:
    """A record that comes again is the same row."""
    inferred = {"genius_contact": "contact_id"}

    assert constraints("p") == {(table, f"PRIMARY KEY ({(KEYS | inferred).get(table, 'id')})") for table in TABLES}


def test_the_rest_may_be_null() -> None:
    """But for the clocks, which are ours."""
    clocks = {*SYNC}
    required = {
        (table, name)
        for table in TABLES
        for name, (_type, is_nullable) in columns(table).items()
        if not is_nullable and name not in clocks
    }

    sync_times = {("salesrabbit_lead", "created_at"), ("salesrabbit_lead", "updated_at")}
    sync_times |= {("salesrabbit_user", "created_at"), ("salesrabbit_user", "updated_at")}
    assert {table for table, _name in required - sync_times} == set(TABLES)
    assert len(required - sync_times) == len(TABLES)


def test_documented_json_is_jsonb() -> None:
    """And so is the source's own record, wherever it is kept."""
    found = {
        table: {name for name, (kind, _) in columns(table).items() if kind == "jsonb"} - {"raw_data"}
        for table in COLUMNS
    }

    assert {table: names for table, names in found.items() if names} == JSON
    assert {columns(table)["raw_data"][0] for table in TABLES} == {"jsonb"}


@pytest.mark.parametrize(
    ("table", "column"), [("salesrabbit_lead", "id"), ("arrivy_booking", "id"), ("arrivy_task", "booking_id")]
)
def test_numbered_ids_have_64_bits(table: str, column: str) -> None:
    """SalesRabbit's pass 32 bits, and Arrivy's have sixteen digits."""
    assert columns(table)[column][0] == "bigint"


def test_the_documented_indexes_have_their_names() -> None:
    """Dashboards and database administrators know them."""
    found = indexes()

    assert {name: found.get(name) for name in INDEXES} == INDEXES


def test_each_column_has_one_index_at_most() -> None:
    """Named by us: neither Django nor a foreign key adds one of its own."""
    found = indexes()

    assert len(set(found.values())) == len(found)
    assert [name for name, (table, _) in found.items() if not name.startswith(f"idx_{table}_")] == []
    assert REFERENCES - set(found.values()) == set()


def test_no_constraint_refuses_a_row() -> None:
    """Rows arrive in any order, and some that others refer to never come."""
    assert constraints("f") | constraints("u") | constraints("c") == set()
