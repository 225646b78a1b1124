"""The labels of a native ENUM on every path into the database and out of it."""

import json
from typing import Any

from django.core import serializers
from django.db.models import Case, Value, When
from django.forms import modelform_factory

from agent360_models.testing.factories import factory_of


def assert_every_label_goes_every_way(field: Any, labels: list[str], *, using: str, is_unique: bool = False) -> None:
    """Write each label row by row, in bulk, by a query, by upsert, as a fixture, and through a form; read it again.

    Labels of a unique column stay where they are: PostgreSQL refuses to swap them in one statement.
    """
    model, name = field.model, field.name
    rows = model.objects.order_by("pk")

    def stored() -> list[Any]:
        return list(rows.values_list(f"{name}__text", flat=True))

    made = sorted((factory_of(model).create(**{name: label}) for label in labels), key=lambda row: row.pk)
    first = [str(getattr(row, name)) for row in made]
    turned = first if is_unique else [*first[1:], first[0]]
    assert sorted(first) == sorted(labels)
    assert stored() == first == list(rows.values_list(name, flat=True))
    assert [rows.filter(**{name: label}).count() for label in labels] == [1] * len(labels)
    for row in rows:
        row.full_clean()
        if field.editable:
            form = modelform_factory(model, fields=[name])({name: getattr(row, name).value}, instance=row)
            assert form.is_valid(), form.errors
            assert form.changed_data == []

    for row, label in zip(made, turned, strict=True):
        setattr(row, name, label)
    rows.bulk_update(made, [name])
    assert stored() == turned

    whens = [When(pk=row.pk, then=Value(label)) for row, label in zip(made, first, strict=True)]
    rows.update(**{name: Case(*whens)})
    assert stored() == first

    rows.upsert([{"pk": row.pk, name: label} for row, label in zip(made, turned, strict=True)])
    assert stored() == turned

    fixture = serializers.serialize("json", rows)
    rows.all().delete()
    for found in serializers.deserialize("json", fixture, using=using):
        found.save()
    assert stored() == turned == [row["fields"][name] for row in json.loads(fixture)]

    rows.all().delete()
    for row, label in zip(made, first, strict=True):
        setattr(row, name, label)
    rows.bulk_create(made)
    assert stored() == first
