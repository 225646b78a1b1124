"""Each column of a native ENUM type or of an array of one, in every family that has some, through every write."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import connections, router, transaction
from django.db.models import Case, F, Model, Value, When
from django.forms import modelform_factory

from agent360_models import conf
from agent360_models.exceptions import MissingLabelError
from agent360_models.fields import PgEnumField
from agent360_models.fields._live_labels import forget
from agent360_models.readonly.models import ReadOnlyModel
from agent360_models.testing.factories import factory_of
from tests.support.families import LABELS

COLUMNS: list[Any] = [
    field
    for label in LABELS
    for model in apps.get_app_config(label).get_models()
    if not issubclass(model, ReadOnlyModel)
    for field in model._meta.concrete_fields
]
FIELDS = [field for field in COLUMNS if isinstance(field, PgEnumField)]
ARRAYS = [field for field in COLUMNS if isinstance(field, ArrayField) and isinstance(field.base_field, PgEnumField)]

every_enum = pytest.mark.parametrize("field", FIELDS, ids=str)
every_column = pytest.mark.parametrize("field", [*FIELDS, *ARRAYS], ids=str)
every_array = pytest.mark.parametrize("field", ARRAYS, ids=str)
pytestmark = pytest.mark.django_db(databases=sorted({"default", *map(conf.alias_for, LABELS)}))


def execute(model: type[Model], statement: str) -> list[Any]:
    """Send a statement to the table's database; return the first column of what it answers."""
    with connections[router.db_for_write(model)].cursor() as cursor:
        cursor.execute(statement)
        return [first for first, *_ in cursor.fetchall()] if cursor.description else []


def quoted(model: type[Model]) -> str:
    return connections[router.db_for_write(model)].ops.quote_name(model._meta.db_table)


def stored(field: Any) -> list[str]:
    """Return what PostgreSQL has, by key."""
    key = field.model._meta.pk.column
    return execute(field.model, f'SELECT "{field.column}"::text FROM {quoted(field.model)} ORDER BY "{key}"')


def without_rules(model: type[Model]) -> None:
    """Let each column have each value, whatever the rest of the row and other rows say; the transaction undoes it."""
    of_table = f"= '{quoted(model)}'::regclass"
    for name in execute(
        model, f"SELECT conname FROM pg_constraint WHERE conrelid {of_table} AND contype IN ('c', 'x', 'u')"
    ):
        execute(model, f'ALTER TABLE {quoted(model)} DROP CONSTRAINT "{name}"')
    for name in execute(
        model,
        f"SELECT indexrelid::regclass FROM pg_index WHERE indrelid {of_table} AND indisunique AND NOT indisprimary",
    ):
        execute(model, f"DROP INDEX {name}")


@every_enum
def test_the_database_has_the_labels_of_the_model(field: Any) -> None:
    """In the same order, which is what ``ORDER BY`` follows."""
    type_sql = field.db_type(connections[router.db_for_read(field.model)])

    assert execute(field.model, f"SELECT unnest(enum_range(NULL::{type_sql}))::text") == field.enum.values


@every_enum
def test_every_label_is_written_in_every_way_and_read(field: Any) -> None:
    """Row by row, by ``bulk_update``, ``Case``, ``upsert`` and ``bulk_create``."""
    without_rules(field.model)
    factory, rows = factory_of(field.model), field.model._default_manager.order_by("pk")
    name, labels = field.name, list(field.enum)
    turned = [*labels[1:], labels[0]]

    created = sorted((factory.create() for _ in labels), key=lambda row: row.pk)
    for row, label in zip(created, labels, strict=True):
        setattr(row, name, label)
        row.save()
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

    upserted = rows.upsert([{"pk": row.pk, name: label} for row, label in zip(changed, turned, strict=True)])
    assert upserted.updated == (len(labels) if len(labels) > 1 else 0)
    assert stored(field) == [str(label) for label in turned]

    rows.all().delete()
    for row, label in zip(changed, labels, strict=True):
        setattr(row, name, label)
    rows.bulk_create(changed)
    assert stored(field) == [str(label) for label in labels]


def rename_first(field: Any, row: Model) -> str:
    """Let the owner of the database call the first label "new there"; return what it was."""
    element = getattr(field, "base_field", field)
    label: str = element.enum.values[0]
    type_sql = element.db_type(connections[row._state.db or "default"])
    execute(field.model, f"ALTER TYPE {type_sql} RENAME VALUE '{label}' TO 'new there'")
    forget()
    return label


@every_column
def test_a_row_keeps_a_label_that_the_code_does_not_know(field: Any) -> None:
    """It is read, found, valid, in a form too, and saved as it is; another such label is none of these."""
    without_rules(field.model)
    model, name, is_array = field.model, field.name, field in ARRAYS
    enum = getattr(field, "base_field", field).enum
    wrap = (lambda label: [label]) if is_array else (lambda label: label)
    row = factory_of(model).create(**{name: wrap(next(iter(enum)))})
    rename_first(field, row)
    rows = model._default_manager.all()
    others = {other.name for other in model._meta.fields} - {name}

    row = rows.get(**{f"{name}__contains" if is_array else name: wrap("new there")})
    assert getattr(row, name) == wrap("new there")
    row.clean_fields(exclude=others)
    row.save()
    assert stored(field) == (['{"new there"}'] if is_array else ["new there"])

    setattr(row, name, wrap("nonsense"))
    if field.editable:  # Django judges no others
        with pytest.raises(ValidationError, match="nonsense"):
            row.clean_fields(exclude=others)
        form_class = modelform_factory(model, fields=[name])
        kept, changed = (form_class({name: text}, instance=rows.get()) for text in ("new there", "nonsense"))
        assert name not in kept.errors
        assert name in changed.errors


@every_column
def test_a_label_that_the_database_lacks_is_found_nowhere_and_not_written(field: Any) -> None:
    """A filter by it is no error, and a write says who does what."""
    without_rules(field.model)
    is_array = field in ARRAYS
    wrap = (lambda label: [label]) if is_array else (lambda label: label)
    element = getattr(field, "base_field", field)
    row = factory_of(field.model).create(**{field.name: wrap(next(iter(element.enum)))})
    label = rename_first(field, row)
    rows = field.model._default_manager.all()
    equal, among = {field.name: wrap(label)}, {f"{field.name}__in": [wrap(label), wrap("new there")]}

    assert (rows.filter(**equal).count(), rows.exclude(**equal).count(), rows.filter(**among).count()) == (0, 1, 1)
    alias = rows.db
    with pytest.raises(MissingLabelError, match=r"ALTER TYPE .* ADD VALUE"), transaction.atomic(using=alias):
        rows.update(**equal)
    setattr(row, field.name, wrap(label))
    with pytest.raises(MissingLabelError, match=r"ALTER TYPE .* ADD VALUE"), transaction.atomic(using=alias):
        row.save()
    if field.editable:  # Django judges no others
        form = modelform_factory(field.model, fields=[field.name])({field.name: label}, instance=rows.get())
        assert "ADD VALUE" in str(form.errors[field.name])
    assert rows.count() == 1


@every_array
def test_every_array_of_labels_is_written_in_every_way_and_read(field: Any) -> None:
    """Row by row, by ``bulk_update``, ``upsert`` and ``bulk_create``; filters ask what is in it."""
    without_rules(field.model)
    factory, rows = factory_of(field.model), field.model._default_manager.order_by("pk")
    name, labels = field.name, list(field.base_field.enum)
    lists = [labels, labels[::-1], labels[:1], []]
    turned = [*lists[1:], lists[0]]

    created = sorted((factory.create() for _ in lists), key=lambda row: row.pk)
    for row, value in zip(created, lists, strict=True):
        setattr(row, name, value)
        row.save()
    assert stored(field) == texts(lists)
    assert list(rows.values_list(name, flat=True)) == lists
    assert [rows.filter(**{name: value}).count() for value in lists] == [1] * len(lists)
    assert rows.filter(**{f"{name}__contains": labels[:1]}).count() == len(lists) - 1
    assert rows.filter(**{f"{name}__overlap": labels[-1:]}).count() == (2 if len(labels) > 1 else 3)

    changed = list(rows)
    for row, value in zip(changed, turned, strict=True):
        setattr(row, name, value)
    rows.bulk_update(changed, [name])
    assert stored(field) == texts(turned)

    upserted = rows.upsert([{"pk": row.pk, name: value} for row, value in zip(changed, lists, strict=True)])
    assert upserted.updated == len([old for old, new in zip(turned, lists, strict=True) if old != new])
    assert stored(field) == texts(lists)

    rows.all().delete()
    rows.bulk_create(changed)
    assert stored(field) == texts(turned)


def texts(lists: list[list[Any]]) -> list[str]:
    """Return what PostgreSQL shows of arrays."""
    return [f"{{{','.join(label.value for label in value)}}}" for value in lists]
