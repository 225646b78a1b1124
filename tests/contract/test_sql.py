"""SQL in a contract: as PostgreSQL reads it, with every value as a literal, and without the name of the table."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, IntegerRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Collate, Lower, Now
from django.test.utils import isolate_apps

from agent360_models.contract._models import of_models
from agent360_models.contract.structure import Model
from agent360_models.expressions import SQL
from agent360_models.fields import PgEnumField


class Mood(models.TextChoices):
    """Labels, one of which has a quote."""

    GOOD = "it's good", "Good"
    BAD = "bad", "Bad"


def contract_of(fields: dict[str, Any], **meta: Any) -> Model:
    """Return the contract of a model with these fields."""
    with isolate_apps("tests.apps.shop"):
        options = type("Meta", (), {"app_label": "shop", **meta})
        model: Any = type("Thing", (models.Model,), {"__module__": __name__, "Meta": options, **fields})
        return of_models([model], version="").models["shop.Thing"]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (models.TextField(db_default="50% of 'x'"), "'50% of ''x'''"),
        (models.TextField(db_default=""), "''"),
        (models.IntegerField(db_default=-1), "-1"),
        (models.FloatField(db_default=1.5), "1.5"),
        (models.BooleanField(db_default=True), "true"),
        (models.DecimalField(max_digits=5, decimal_places=2, db_default=Decimal("1.50")), "'1.50'"),
        (models.DateField(db_default=dt.date(2026, 1, 1)), "'2026-01-01'"),
        (models.DateTimeField(db_default=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)), "'2026-01-01 00:00:00+00:00'"),
        (models.DateTimeField(db_default="2026-01-01"), "'2026-01-01'"),
        (models.DateTimeField(db_default=Now()), "STATEMENT_TIMESTAMP()"),
        (models.DurationField(db_default=dt.timedelta(hours=30)), "'P1DT06H00M00S'"),
        (models.UUIDField(db_default=UUID(int=5)), "'00000000-0000-0000-0000-000000000005'"),
        (models.BinaryField(db_default=b"\x01"), r"'\x01'"),
        (models.JSONField(db_default={"b": 1, "a": [None, "é"]}), """'{"a": [null, "é"], "b": 1}'"""),
        (PgEnumField(enum=Mood, type_name="mood", db_default=Mood.GOOD), "'it''s good'"),
        (ArrayField(models.TextField(), db_default=["a", "b"]), "ARRAY['a', 'b']"),
        (models.IntegerField(null=True, db_default=None), ""),
        (models.IntegerField(default=5), ""),
    ],
)
def test_a_default_is_a_literal(field: Any, expected: str) -> None:
    """Of every kind that Python has."""
    assert contract_of({"value": field}).columns["value"].default == expected


FIELDS: dict[str, Any] = {
    "text": models.TextField(),
    "number": models.IntegerField(db_column="nr"),
    "mood": PgEnumField(enum=Mood, type_name="mood"),
    "span": IntegerRangeField(),
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (models.Q(number__gt=1) & ~models.Q(text="50%"), """("nr" > 1 AND NOT ("text" = '50%'))"""),
        (models.Q(mood__in=[Mood.GOOD, Mood.BAD]), """("mood")::"mood" IN ('it''s good', 'bad')"""),
        (models.Q(number__gt=models.F("number") + 1), '"nr" > ("nr" + 1)'),
        (models.Q(number__isnull=True) | models.Q(number__range=(1, 5)), '("nr" IS NULL OR "nr" BETWEEN 1 AND 5)'),
        (SQL("lower({text}) <> '%'"), """lower("text") <> '%'"""),
    ],
)
def test_a_check_names_columns_alone(condition: Any, expected: str) -> None:
    """So that a table may have another name."""
    found = contract_of(FIELDS, constraints=[models.CheckConstraint(condition=condition, name="c")])

    assert found.checks == {"c": expected}


def test_constraints_and_indexes_over_expressions() -> None:
    """With all that they say."""
    found = contract_of(
        FIELDS,
        constraints=[
            models.UniqueConstraint(Lower("text").desc(), Collate("text", "C"), name="u", condition=models.Q(number=1)),
            ExclusionConstraint(name="e", expressions=[("span", "&&"), ("number", "=")], condition=models.Q(number=1)),
        ],
        indexes=[
            models.Index(OpClass(Lower("text"), "text_pattern_ops"), name="lower"),
            models.Index(fields=["-number"], include=["text"], condition=models.Q(number__gt=0), name="down"),
            GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="words"),
        ],
    )

    assert [one.as_dict() for one in found.uniques] == [
        {"columns": ['"text" COLLATE "C"', 'LOWER("text") DESC'], "condition": '"nr" = 1', "name": "u"}
    ]
    assert found.exclusions == {"e": 'gist ("span" WITH &&, "nr" WITH =) WHERE "nr" = 1'}
    assert [one.as_dict() for one in found.indexes] == [
        {"columns": ['LOWER("text") text_pattern_ops'], "name": "lower"},
        {"columns": ["nr DESC"], "condition": '"nr" > 0', "include": ["text"], "name": "down"},
        {"columns": ["text gin_trgm_ops"], "method": "gin", "name": "words"},
    ]
