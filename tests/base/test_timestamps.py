"""``created_at`` and ``updated_at``, however a row is written."""

from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone

from tests.apps.bases.models import Note, Pinned

pytestmark = pytest.mark.django_db


def aged(**values: Any) -> Note:
    """Return a note that was written yesterday."""
    note = Note.objects.create(name="milk", **values)
    yesterday = timezone.now() - timedelta(days=1)
    Note.objects.filter(pk=note.pk).update(created_at=yesterday, updated_at=yesterday)
    return Note.objects.get(pk=note.pk)


def test_a_new_row_has_both() -> None:
    """Set by Django, nothing to do."""
    before = timezone.now()

    note = Note.objects.create(name="milk")

    assert before <= note.created_at <= note.updated_at <= timezone.now()


@pytest.mark.parametrize("fields", [None, ["name"], ("name", "updated_at"), {"name"}], ids=str)
def test_a_save_moves_updated_at_alone(fields: Any) -> None:
    """Also one that names other fields only."""
    note = aged()
    created, updated = note.created_at, note.updated_at
    note.name = "bread"

    note.save(update_fields=fields)

    stored = Note.objects.get()
    assert (stored.name, stored.created_at) == ("bread", created)
    assert stored.updated_at > updated
    assert stored.updated_at == note.updated_at


def test_a_save_that_names_no_field_writes_nothing() -> None:
    """As in Django: an empty list is not None."""
    note = aged()

    note.save(update_fields=[])

    assert Note.objects.get().updated_at == note.created_at


def test_a_row_that_was_read_in_part_gets_the_time_too() -> None:
    """Django saves only the columns that were read."""
    updated = aged().updated_at
    note = Note.objects.only("name").get()
    note.name = "bread"

    note.save()

    assert Note.objects.get().updated_at > updated


def test_update_or_create_moves_it() -> None:
    """It saves with update_fields."""
    note = aged()

    Note.objects.update_or_create(name="milk", defaults={"is_active": False})

    assert Note.objects.get().updated_at > note.updated_at


def test_an_asynchronous_save_moves_it() -> None:
    """It is the same method in a thread."""
    note = aged()

    async_to_sync(note.asave)(update_fields=["name"])

    assert Note.objects.get().updated_at > note.created_at


def test_bulk_create_sets_both_and_update_and_bulk_update_neither() -> None:
    """As the docs say: these go by save()."""
    (note,) = Note.objects.bulk_create([Note(name="milk")])
    before = Note.objects.get()

    Note.objects.update(name="bread")
    note.name = "salt"
    Note.objects.bulk_update([note], ["name"])

    after = Note.objects.get()
    assert (after.name, after.created_at, after.updated_at) == ("salt", before.created_at, before.updated_at)
    assert before.created_at <= before.updated_at


def test_a_child_table_has_the_times_of_its_parent() -> None:
    """Multi-table inheritance: saving the child writes the parent's row."""
    pinned = Pinned.objects.create(name="milk", wall="kitchen")
    updated = Note.objects.get().updated_at
    pinned.wall = "hall"

    pinned.save(update_fields=["wall"])

    assert Note.objects.get().updated_at > updated
    with connection.cursor() as cursor:
        cursor.execute("SELECT wall FROM bases_pinned")
        assert cursor.fetchall() == [("hall",)]
