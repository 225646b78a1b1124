"""The extension that the exclusion constraint needs, and what drift says where the constraint is gone."""

from typing import Any

import pytest
from django.db import connections

from agent360_models import drift
from agent360_models.families import APPS
from agent360_models.tables import reference
from tests.support.databases import scratch_database


def test_a_role_that_may_create_schemas_may_create_the_extension(django_db_setup: None, django_db_blocker: Any) -> None:
    """As the owner of a database is, who is no superuser."""
    ddl = "\n".join(reference.ddl(APPS[label].module) for label in ("hibachi_identity", "hibachi_core"))

    with django_db_blocker.unblock(), scratch_database() as alias, connections[alias].cursor() as cursor:
        cursor.execute("CREATE ROLE landlord NOSUPERUSER")
        try:
            cursor.execute(f"ALTER DATABASE {alias} OWNER TO landlord; SET ROLE landlord")
            cursor.execute(ddl)
            cursor.execute("SELECT extowner::regrole::text FROM pg_extension WHERE extname = 'btree_gist'")
            owner = cursor.fetchone()
        finally:
            cursor.execute("RESET ROLE; DROP SCHEMA IF EXISTS core, identity CASCADE")
            cursor.execute("DROP EXTENSION btree_gist")
            cursor.execute(f"ALTER DATABASE {alias} OWNER TO CURRENT_USER; DROP OWNED BY landlord; DROP ROLE landlord")

    assert owner == ("landlord",)


@pytest.mark.django_db(databases=["default", "booking"])
def test_drift_tells_that_nothing_keeps_bookings_apart() -> None:
    with connections["booking"].cursor() as cursor:
        cursor.execute("ALTER TABLE core.bookings DROP CONSTRAINT ex_bookings_chef_time")

    found = drift.find(["hibachi_core"], using="booking")

    assert [(finding.code, finding.declared) for finding in found if finding.severity is not drift.Severity.INFO] == [
        ("check.missing", "ex_bookings_chef_time")
    ]
