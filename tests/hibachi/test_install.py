"""The schemas and ENUM types of the family are made once, and taken as they are where they fit."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from agent360_models import catalog, drift
from agent360_models.exceptions import InstallRefusedError
from agent360_models.tables import reference
from tests.support.databases import scratch_database


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias of an empty database."""
    with django_db_blocker.unblock(), scratch_database() as alias:
        yield alias


def run(alias: str, sql: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)


def test_an_app_is_installed_after_another_one(empty: str) -> None:
    """Also where somebody has added a label since, and where a schema is there already."""
    run(empty, "CREATE SCHEMA core")
    reference.install(["hibachi_identity"], using=empty)
    run(empty, "ALTER TYPE public.booking_status ADD VALUE 'moved'")

    reference.install(["hibachi_core"], using=empty)

    found = drift.find(["hibachi_identity", "hibachi_core"], using=empty)
    assert {(f.code, f.live) for f in found if f.code != "table.row_security"} == {("enum.label_unknown", "moved")}


def test_a_type_of_somebody_else_is_told_and_nothing_is_changed(empty: str) -> None:
    run(empty, "CREATE TYPE public.booking_status AS ENUM ('new', 'confirmed')")

    with pytest.raises(InstallRefusedError, match=r"public\.booking_status lacks cancelled, completed, "):
        reference.install(["hibachi_identity"], using=empty)

    assert catalog.existing_tables(reference.tables_of(["hibachi_identity"]), using=empty) == []
