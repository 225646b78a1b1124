"""Each native enum through every kind of write."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.db.models import Case, F, Value, When

from agent360_models.db.fields import PgEnumField
from agent360_models.testing.factories import factory_of

FIELDS = [
    field
    for model in apps.get_app_config("migochat").get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, PgEnumField)
]

every_enum = pytest.mark.parametrize("field", FIELDS, ids=str)
pytestmark = pytest.mark.django_db(databases=["default", "chat"])


def stored(field: Any) -> list[str]:
    """Return what PostgreSQL has, by key."""
    with connections["chat"].cursor() as cursor:
        cursor.execute(f'SELECT "{field.column}"::text FROM "{field.model._meta.db_table}" ORDER BY id')
        return [label for (label,) in cursor.fetchall()]


@every_enum
def test_the_database_has_the_labels_of_the_model_which_are_names_in_upper_case(field: Any) -> None:
    with connections["chat"].cursor() as cursor:
        cursor.execute(f"SELECT unnest(enum_range(NULL::{field.type_name}))::text")
        labels = [label for (label,) in cursor.fetchall()]

    assert labels == field.enum.values == field.enum.names


@every_enum
def test_every_label_is_written_in_every_way_and_read(field: Any) -> None:
    factory, rows = factory_of(field.model), field.model._default_manager.order_by("pk")
    name, labels = field.name, list(field.enum)
    turned = [*labels[1:], labels[0]]

    for label in labels:  # each row on its own
        factory.create(**{name: label})
    assert stored(field) == [str(label) for label in labels]
    assert list(rows.values_list(name, flat=True)) == labels
    assert [rows.filter(**{name: label}).count() for label in labels] == [1] * len(labels)

    changed = list(rows)
    for row, label in zip(changed, turned, strict=True):
        setattr(row, name, label)
    rows.bulk_update(changed, [name])
    assert stored(field) == [str(label) for label in turned]

    whens = [When(**{name: label}, then=Value(other)) for label, other in zip(turned, labels, strict=True)]
    rows.update(**{name: Case(*whens, default=F(name))})
    assert stored(field) == [str(label) for label in labels]

    assert rows.upsert([{"id": row.pk, name: row_label} for row, row_label in zip(changed, turned, strict=True)])
    assert stored(field) == [str(label) for label in turned]

    copies = [factory.build(**{name: label}, **parents(changed[0])) for label in labels]
    rows.all().delete()
    rows.bulk_create(copies)
    assert stored(field) == [str(label) for label in labels]


def parents(row: Any) -> dict[str, Any]:
    """Return the stored parents of a row, for rows that are built and not created."""
    return {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if field.is_relation}


def test_a_label_that_the_code_does_not_know_is_read() -> None:
    from agent360_models.migochat.factories import UserFactory
    from agent360_models.migochat.models import User

    user = UserFactory.create()
    with connections["chat"].cursor() as cursor:
        cursor.execute("ALTER TYPE customerlabel RENAME VALUE 'COLD' TO 'FROZEN'")
        cursor.execute("UPDATE users SET customer_label = 'FROZEN'")

    assert User.objects.get(pk=user.pk).customer_label == "FROZEN"
