"""The tables of HubSpot and CallRail hold what is documented of them: as the catalog has it after ``migrate``.

The lists are written out here, so that no change of a model changes what it is held against.
"""

from __future__ import annotations

import pytest

from tests.support.databases import query

pytestmark = pytest.mark.django_db

# Columns that are documented, in their order; those of the other tables are all inferred.
COLUMNS = {
    "hubspot_contact": (
        "id email firstname lastname phone address city state zip division createdate lastmodifieddate marketsharp_id"
        " archived campaign_name adgroupid search_terms lead_id lead_salesrabbit_lead_id lead_status lead_agent_id"
        " sync_created_at sync_updated_at"
    ),
    "hubspot_deal": (
        "id dealname amount dealstage closedate pipeline createdate hs_lastmodifieddate sync_created_at sync_updated_at"
    ),
    "hubspot_geniususer": (
        "id email division_name firstname lastname is_active hs_object_id sync_created_at sync_updated_at"
    ),
    "hubspot_division": "id name code manager_email hs_object_id",
    "hubspot_zipcode": "id zipcode city state division hs_object_id",
    "hubspot_appointment": "id subject start_time end_time attendees meeting_outcome createdate",
    "callrail_call": (
        "id customer_phone_number tracking_phone_number duration start_time answered company_id direction"
        " recording_url transcription tags value lead_status custom_fields sync_created_at sync_updated_at"
    ),
    "callrail_company": "id name status created_at time_zone",
    "callrail_tracker": "id name company_id tracking_number destination_number status source",
}
INFERRED = (
    "hubspot_company hubspot_lineitem hubspot_contacttodealassociation hubspot_contacttocompanyassociation"
    " callrail_account callrail_form_submission callrail_text_message callrail_user callrail_tag"
)
INDEXES = {
    "idx_hubspot_contact_email": ("hubspot_contact", "email"),
    "idx_hubspot_contact_phone": ("hubspot_contact", "phone"),
    "idx_hubspot_contact_lead_id": ("hubspot_contact", "lead_id"),
    "idx_hubspot_contact_division": ("hubspot_contact", "division"),
    "idx_hubspot_contact_createdate": ("hubspot_contact", "createdate"),
    "idx_callrail_call_start_time": ("callrail_call", "start_time"),
    "idx_callrail_call_company": ("callrail_call", "company_id"),
    "idx_callrail_call_customer_phone": ("callrail_call", "customer_phone_number"),
}


def columns(table: str) -> dict[str, str]:
    """Return the type of each column, in their order."""
    return dict(
        query(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
            [table],
        )
    )


@pytest.mark.parametrize("table", COLUMNS)
def test_a_table_has_the_columns_that_are_documented(table: str) -> None:
    """In that order."""
    documented = COLUMNS[table].split()

    assert [name for name in columns(table) if name in documented] == documented


@pytest.mark.parametrize("table", INFERRED.split())
def test_a_table_is_there_of_which_only_the_name_is_documented(table: str) -> None:
    """With its key, the source's record and our clocks."""
    assert {"id", "raw_data", "sync_created_at", "sync_updated_at"} <= set(columns(table))


def test_the_lead_of_a_contact_has_sixty_columns_and_more() -> None:
    """As the document says."""
    assert len([name for name in columns("hubspot_contact") if name.startswith("lead_")]) >= 60


@pytest.mark.parametrize(
    ("table", "names"),
    [("hubspot_appointment", {"attendees"}), ("callrail_call", {"tags", "custom_fields"})],
)
def test_documented_json_is_jsonb(table: str, names: set[str]) -> None:
    """And so is what the source sent beside."""
    assert {columns(table)[name] for name in {*names, "raw_data"}} == {"jsonb"}


@pytest.mark.parametrize("table", [*COLUMNS, "hubspot_company", "callrail_tag"])
def test_ids_of_hubspot_and_callrail_are_text(table: str) -> None:
    """As both send them, or may."""
    assert columns(table)["id"] == "character varying"


def test_the_documented_indexes_have_their_names() -> None:
    """Dashboards and database administrators know them."""
    found = query(
        "SELECT indexname, tablename, substring(indexdef FROM 'btree [(](.*)[)]$') FROM pg_indexes"
        " WHERE indexname = ANY(%s)",
        [list(INDEXES)],
    )

    assert {name: (table, column) for name, table, column in found} == INDEXES
