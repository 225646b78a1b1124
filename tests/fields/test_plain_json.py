"""Columns of type json behave as those of jsonb do."""

import json
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Count, F
from django.forms import modelform_factory

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PlainJSONField

pytestmark = pytest.mark.django_db

GIVEN: list[Any] = [{"a": {"b": [1, None]}}, [], "text", "1", 7, True, {"a": 2}]


class Note(models.Model):
    """A table of this test."""

    key = models.IntegerField(primary_key=True)
    content = PlainJSONField()

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        app_label = "tests"


@pytest.fixture(autouse=True)
def table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE tests_note (key integer PRIMARY KEY, content json NOT NULL)")
    for key, value in enumerate(GIVEN):
        Note.objects.create(key=key, content=value)


def stored() -> list[Any]:
    return list(Note.objects.order_by("key").values_list("content", flat=True))


def test_documents_are_written_in_every_way() -> None:
    """Row by row, in bulk, by upsert, and by an expression."""
    rows = list(Note.objects.order_by("key"))
    assert [row.content for row in rows] == stored() == GIVEN
    for row in rows:
        row.full_clean(exclude=["content"] if row.content == [] else [])
        row.save()
    assert stored() == GIVEN

    for row, value in zip(rows, reversed(GIVEN), strict=True):
        row.content = value
    Note.objects.bulk_update(rows, ["content"])
    assert stored() == GIVEN[::-1]
    report = Note.objects.upsert([{"key": key, "content": value} for key, value in enumerate(GIVEN)])
    assert (stored(), report.updated) == (GIVEN, len(GIVEN) - 1)  # the middle one is the same
    Note.objects.update(content=F("content"))
    assert stored() == GIVEN
    Note.objects.all().delete()
    Note.objects.bulk_create(rows)
    assert stored() == GIVEN[::-1]


def test_documents_are_looked_into_compared_sorted_and_grouped() -> None:
    Note.objects.create(key=99, content={"a": 2})

    assert list(Note.objects.filter(content__a=2).values_list("key", flat=True).order_by("key")) == [6, 99]
    assert Note.objects.get(content__a__b__0=1).key == 0
    assert Note.objects.get(content={"a": {"b": [1, None]}}).key == 0
    assert Note.objects.filter(content__has_key="a").count() == 3
    assert Note.objects.filter(content__contains={"a": 2}).count() == 2
    assert Note.objects.values("content").distinct().count() == len(GIVEN)
    grouped = Note.objects.values("content").annotate(rows=Count("key")).order_by("-rows")
    assert grouped[0] == {"content": {"a": 2}, "rows": 2}
    assert [row.key for row in Note.objects.filter(pk__in=Note.objects.filter(content__a=2)).order_by("content", "key")]
    assert list(Note.objects.filter(key=0).values_list("content__a__b", flat=True)) == [[1, None]]


def test_a_form_shows_and_takes_a_document() -> None:
    note = Note.objects.get(key=0)
    form = modelform_factory(Note, fields=["content"])({"content": json.dumps(note.content)}, instance=note)

    assert form.is_valid()
    assert form.changed_data == []
