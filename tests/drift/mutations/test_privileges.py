"""Privileges that are missing."""

from uuid import uuid4

import pytest
from django.db import connections
from pytest_django.fixtures import Settings

from agent360_models import drift
from agent360_models.tables import reference
from tests.drift.conftest import as_role, found
from tests.drift.mutations.changes import SILENT, Expected, Mutation, note, part, shop

GRANTS = (
    "GRANT USAGE ON SCHEMA public, drift TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA public, drift TO {role};"
    " GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, drift TO {role}; "
)
PRIVILEGES: list[Mutation] = [
    ("all", "", SILENT),
    ("schema", "REVOKE USAGE ON SCHEMA drift FROM {role}", part("privilege.schema")),
    ("select", "REVOKE SELECT ON drift_note FROM {role}", note("privilege.select")),
    (
        "select-of-one-column",
        "REVOKE SELECT ON drift_note FROM {role}; GRANT SELECT (id) ON drift_note TO {role}",
        note("privilege.select text"),
    ),
    (
        "select-of-all-columns",
        "REVOKE SELECT ON drift_note FROM {role}; GRANT SELECT (id, text) ON drift_note TO {role}",
        SILENT,
    ),
    ("insert", "REVOKE INSERT ON drift_note FROM {role}", note("privilege.write")),
    ("update", "REVOKE UPDATE ON drift_note FROM {role}", note("privilege.write")),
    ("delete", "REVOKE DELETE ON drift_note FROM {role}", note("privilege.write")),
    ("every-write", "REVOKE INSERT, UPDATE, DELETE ON drift_note FROM {role}", note("privilege.write")),
    ("sequence", "REVOKE ALL ON SEQUENCE drift_shop_id_seq FROM {role}", shop("privilege.sequence id")),
    (
        "sequence-by-update",
        "REVOKE ALL ON SEQUENCE drift_shop_id_seq FROM {role}; GRANT UPDATE ON SEQUENCE drift_shop_id_seq TO {role}",
        SILENT,
    ),
    (
        "sequence-not-owned",
        "CREATE SEQUENCE drift.numbers; ALTER TABLE drift_shop ALTER id SET DEFAULT nextval('drift.numbers')",
        shop("privilege.sequence id"),
    ),
    ("sequence-of-identity", "REVOKE ALL ON SEQUENCE drift.part_id_seq FROM {role}", SILENT),
]


@pytest.mark.parametrize(
    ("revokes", "expected"), [pytest.param(sql, expected, id=name) for name, sql, expected in PRIVILEGES]
)
def test_a_missing_privilege_is_seen(copy: str, revokes: str, expected: Expected) -> None:
    with as_role(copy, f"role_{uuid4().hex}", GRANTS + revokes) as alias:
        assert found(alias) == expected


def test_who_only_reads_needs_only_select(copy: str, settings: Settings) -> None:
    """And what only writes would meet is nobody's business then."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}
    with connections[copy].cursor() as cursor:
        cursor.execute(
            "ALTER TABLE sync_log ALTER sl_id DROP DEFAULT; ALTER TABLE accounts ALTER acc_credit_limit SET NOT NULL;"
            " ALTER TABLE users RENAME TO u; CREATE VIEW users AS SELECT DISTINCT * FROM u"
        )
    select = "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"
    with as_role(copy, f"role_{uuid4().hex}", select) as alias:
        findings = drift.find(reference.installable(), using=alias)

    assert [(finding.code, finding.table) for finding in findings] == [("table.view", "public.users")]
