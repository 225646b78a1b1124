"""``AnyTypeField``: values of any type are their text, and come back as they were."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Count, F, Max, Value
from django.test.utils import isolate_apps

from agent360_models.bulk import upsert
from agent360_models.fields import AnyTypeField

SAMPLES = [
    ("interval", "1 mon 2 days 03:04:05.678"),
    ("money", "$1,234.56"),
    ("point", "(1.5,-2)"),
    ("json", '{"b": 1,  "a" : [1.0, null], "b": 2}'),
    ("inet", "192.168.1.5/24"),
    ("bit(5)", "10101"),
    ("int4multirange", "{[1,3),[5,7)}"),
    ("timetz", "12:00:00.5+05:30"),
    ("toy.pair", '(1,"a ""b"", c")'),
    ("toy.pair[]", '{"(1,x)","(2,)"}'),
    ("box[]", "{(1,1),(0,0);(2,2),(1,1)}"),
    ("interval[]", '{"1 mon"}'),
]


@pytest.fixture(params=SAMPLES, ids=lambda sample: sample[0])
def sample(request: pytest.FixtureRequest, db: None) -> Iterator[tuple[Any, str]]:
    """A model over a table with one column of a type, and a value of it."""
    sql_type, value = request.param
    with connection.cursor() as cursor:
        cursor.execute("CREATE TYPE toy.pair AS (number integer, name text)")
        cursor.execute(f"CREATE TABLE sample (id integer PRIMARY KEY, value {sql_type})")
    with isolate_apps("tests.apps.toy"):

        class Sample(models.Model):
            id = models.IntegerField(primary_key=True)
            value = AnyTypeField(sql_type, null=True)

            class Meta:
                app_label = "toy"
                db_table = "sample"

        yield Sample, value


def test_a_value_goes_in_and_comes_back(sample: tuple[Any, str]) -> None:
    """By each way that Django writes."""
    model, value = sample
    model.objects.create(id=1, value=value)
    model.objects.bulk_create([model(id=2, value=value), model(id=3)])
    model.objects.filter(id=3).update(value=value)
    rows = list(model.objects.order_by("id"))
    for row in rows:
        row.save()
    model.objects.bulk_update(rows, ["value"])
    model.objects.filter(id=1).update(value=F("value"))
    model.objects.filter(id=2).update(value=Value(value))

    assert list(model.objects.order_by("id").values_list("value", flat=True)) == [value] * 3
    assert model.objects.get(id=1).value == value
    assert model.objects.filter(value__isnull=True).count() == 0


def test_an_upsert_of_what_was_read_changes_nothing(sample: tuple[Any, str]) -> None:
    model, value = sample
    model.objects.create(id=1, value=value)
    model.objects.create(id=2)
    rows = list(model.objects.values("id", "value"))

    assert upsert(model, rows, key="id", using="default").unchanged == 2
    assert upsert(model, [{"id": 3, "value": value}], key="id", using="default").inserted == 1
    assert model.objects.get(id=3).value == value


@pytest.mark.parametrize("sample", [("inet", "10.0.0.1")], indirect=True)
def test_values_are_compared_as_the_type_compares_them(sample: tuple[Any, str]) -> None:
    """In filters, subqueries, groups and aggregates."""
    model, value = sample
    model.objects.create(id=1, value="9.0.0.1")
    model.objects.create(id=2, value=value)

    assert model.objects.get(value=value).id == 2
    assert model.objects.get(value__in=[value]).id == 2
    assert model.objects.get(value__gt="9.255.0.0").id == 2
    assert model.objects.get(value__in=model.objects.filter(id=2).values("value")).id == 2
    assert model.objects.get(value__contains="10.0").id == 2
    for ordered in (model.objects.order_by("-value").values_list("value", flat=True), model.objects.order_by("-value")):
        assert [getattr(each, "value", each) for each in ordered] == ["10.0.0.1", "9.0.0.1"]
    assert {"value": "10.0.0.1", "n": 1} in model.objects.values("value").annotate(n=Count("id"))
    assert model.objects.aggregate(most=Max("value"))["most"] == "10.0.0.1"


@pytest.mark.parametrize("sample", [("interval", "1 mon")], indirect=True)
def test_what_psycopg_would_shorten_is_refused(sample: tuple[Any, str]) -> None:
    """Rows of models are sorted as the type says."""
    model, value = sample
    model.objects.create(id=1, value=value)
    model.objects.create(id=2, value="2 days")

    assert [row.value for row in model.objects.order_by("value")] == ["2 days", value]
    with pytest.raises(TypeError, match="sort model instances"):
        list(model.objects.order_by("value").values_list("value"))


def test_a_form_keeps_blanks_and_null() -> None:
    field = AnyTypeField("citext", null=True, blank=True).formfield()

    assert field.clean(" a ") == " a "
    assert field.clean("") is None


def test_a_migration_names_the_type() -> None:
    _name, path, args, options = AnyTypeField("public.ltree", null=True).deconstruct()

    assert (path, args, options) == ("agent360_models.fields.AnyTypeField", ["public.ltree"], {"null": True})
