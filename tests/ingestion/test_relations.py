"""Foreign keys of what is ingested, as the database has them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import ForeignKey

from agent360_models.ingestion.querysets import IngestedQuerySet
from tests.ingestion.helpers import MODELS

RELATIONS: list[ForeignKey[Any, Any]] = [
    field
    for model in MODELS
    if isinstance(model._default_manager.none(), IngestedQuerySet)
    for field in model._meta.concrete_fields
    if isinstance(field, ForeignKey)
]

every_relation = pytest.mark.parametrize("field", RELATIONS, ids=str)
pytestmark = pytest.mark.django_db


@every_relation
def test_a_relation_has_one_index_and_no_constraint(field: ForeignKey[Any, Any]) -> None:
    """Rows come in any order; and a second index costs every write of a million calls."""
    table, column = field.model._meta.db_table, field.column
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT count(*) FROM pg_index WHERE indrelid = attrelid AND indkey[0] = attnum),
                   (SELECT count(*) FROM pg_constraint WHERE conrelid = attrelid AND contype = 'f')
            FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s
            """,
            [connection.ops.quote_name(table), column],
        )
        found = cursor.fetchone()

    assert found == (1, 0)
