"""Rows that are flagged, brought back, and at last deleted."""

from functools import partial
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.forms import modelform_factory
from django.test import Client
from django.urls import path
from django.utils import timezone
from pytest_django.fixtures import Settings

from agent360_models.base import SoftDeleteManager, use_user
from tests.apps.bases.models import (
    DetailedEverything,
    Document,
    Everything,
    Folder,
    Hint,
    LiveEverything,
    Node,
    Reversed,
    Scan,
    Team,
)
from tests.support.threads import at_once, many_at_once

pytestmark = pytest.mark.django_db

site = admin.AdminSite()
site.register(Folder)
urlpatterns = [path("admin/", site.urls)]


def names(rows: Any) -> list[str]:
    return sorted(rows.values_list("name", flat=True))


@pytest.fixture
def document() -> Document:
    document = Document.objects.create(folder=Folder.objects.create(name="taxes"), name="2025")
    Scan.objects.create(document=document)
    return document


def test_delete_flags_the_row_and_says_who_and_when(document: Document) -> None:
    """As ``delete()`` does, it returns how many of which model."""
    before = timezone.now()

    with use_user("mara"):
        found = document.delete()

    assert found == (1, {"bases.Document": 1})
    assert isinstance(Document.objects, SoftDeleteManager)
    assert not Document.objects.exists()
    stored = Document.objects.deleted().get()
    assert (stored.is_deleted, stored.deleted_by) == (True, "mara")
    assert stored.deleted_at is not None
    assert before <= stored.deleted_at <= timezone.now()


def test_a_row_that_is_deleted_already_stays_as_it_is(document: Document) -> None:
    """Who deleted it first did."""
    with use_user("mara"):
        document.delete()

    with use_user("tom"):
        assert document.delete() == (0, {})
        assert Document.objects.with_deleted().delete()[0] == 0

    assert Document.objects.deleted().get().deleted_by == "mara"


def test_restore_brings_it_back(document: Document) -> None:
    """With nothing left of the deletion."""
    document.delete()

    Document.objects.deleted().get().restore()

    stored = Document.objects.get()
    assert (stored.is_deleted, stored.deleted_at, stored.deleted_by) == (False, None, "")


def test_hard_delete_removes_it_and_what_depends_on_it(document: Document) -> None:
    """As ``delete()`` of any other model does."""
    assert document.hard_delete() == (2, {"bases.Scan": 1, "bases.Document": 1})
    assert not Document.objects.with_deleted().exists()


def test_a_queryset_deletes_restores_and_removes(document: Document) -> None:
    """With the same numbers."""
    Document.objects.create(folder=document.folder, name="2026")

    with use_user("mara"):
        assert Document.objects.filter(name="2025").delete() == (1, {"bases.Document": 1})
    assert names(Document.objects.all()) == ["2026"]
    assert names(Document.objects.deleted().filter(deleted_by="mara")) == ["2025"]
    assert names(Document.objects.with_deleted()) == ["2025", "2026"]

    assert Document.objects.deleted().restore() == 1
    assert names(Document.objects.all()) == ["2025", "2026"]

    assert Document.objects.filter(name="2025").hard_delete() == (2, {"bases.Scan": 1, "bases.Document": 1})
    assert names(Document.objects.with_deleted()) == ["2026"]


def test_a_manager_alone_deletes_nothing() -> None:
    """As in Django: ``objects.delete()`` does not exist, nor do its companions."""
    assert [hasattr(Folder.objects, name) for name in ("delete", "hard_delete", "restore")] == [False] * 3


def test_foreign_keys_still_lead_to_a_deleted_row(document: Document) -> None:
    """Followed, selected along, or fetched again; backwards it is left out."""
    folder = document.folder
    Folder.objects.filter(pk=folder.pk).update(is_deleted=True)

    read = Document.objects.get()
    assert read.folder.is_deleted
    assert Document.objects.select_related("folder").get().folder.name == "taxes"
    assert Document.objects.prefetch_related("folder")[0].folder.name == "taxes"
    read.folder.refresh_from_db()
    document.delete()
    assert not folder.documents.exists()
    assert folder.documents.with_deleted().get() == document


def test_related_rows_are_left_alone(document: Document) -> None:
    """Without a policy nothing else changes."""
    document.delete()

    assert Scan.objects.get().document == document


def test_a_policy_deletes_and_restores_related_rows_together(document: Document) -> None:
    """What was deleted before on its own stays deleted."""
    folder = document.folder
    old = Document.objects.create(folder=folder, name="2024")
    old.delete()

    with use_user("mara"):
        assert folder.delete() == (2, {"bases.Document": 1, "bases.Folder": 1})
    assert names(Document.objects.deleted().filter(deleted_by="mara")) == ["2025"]

    folder.restore()
    assert names(Document.objects.all()) == ["2025"]
    assert names(Document.objects.deleted()) == ["2024"]


def test_a_queryset_follows_the_policy_too(document: Document) -> None:
    """Each row's documents come back with it, and nobody else's."""
    other = Document.objects.create(folder=Folder.objects.create(name="plans"), name="house")
    other.delete()

    assert Folder.objects.all().delete() == (3, {"bases.Document": 1, "bases.Folder": 2})
    assert Folder.objects.deleted().restore() == 2

    assert names(Document.objects.all()) == ["2025"]


def test_removing_a_parent_removes_deleted_children_too(document: Document) -> None:
    """A cascade has to be whole."""
    document.delete()

    document.folder.hard_delete()

    assert not Document.objects.with_deleted().exists()


def test_a_stale_object_undoes_no_deletion(document: Document) -> None:
    """Somebody who read the row before saves it after."""
    stale = Document.objects.get()
    document.delete()
    stale.name = "changed"

    stale.save()

    stored = Document.objects.deleted().get()
    assert (stored.name, stored.is_deleted) == ("changed", True)


def test_assigning_the_flag_and_saving_deletes_too(document: Document) -> None:
    """It is a column like others."""
    document.is_deleted = True
    document.save()

    assert not Document.objects.exists()


def test_a_unique_constraint_may_leave_deleted_rows_out() -> None:
    """A name is free again, and a restored row must not take it from another."""
    first = Folder.objects.create(name="taxes")
    first.delete()
    Folder.objects.create(name="taxes")

    with pytest.raises(IntegrityError), transaction.atomic():
        Folder.objects.create(name="taxes")
    with pytest.raises(IntegrityError), transaction.atomic():
        first.restore()
    assert first.is_deleted
    assert Folder.objects.deleted().get() == first


def test_a_form_validates_that_constraint() -> None:
    """Although no form shows the flag: an error of the form, not of the database."""
    form = modelform_factory(Folder, fields=["name"])
    Folder.objects.create(name="taxes")
    Folder.objects.create(name="plans").delete()

    assert not form({"name": "taxes"}).is_valid()
    assert form({"name": "plans"}).is_valid()


def test_the_admin_deletes_softly(settings: Settings, client: Client) -> None:
    """A single row, and the action over many."""
    settings.ROOT_URLCONF = __name__
    client.force_login(User.objects.create_superuser("mara"))
    one, other = Folder.objects.create(name="a"), Folder.objects.create(name="b")

    client.post(f"/admin/bases/folder/{one.pk}/delete/", {"post": "yes"})
    client.post(
        "/admin/bases/folder/", {"action": "delete_selected", "_selected_action": [str(other.pk)], "post": "yes"}
    )

    assert names(Folder.objects.deleted()) == ["a", "b"]
    assert client.get(f"/admin/bases/folder/{one.pk}/change/").status_code == 302


def test_asynchronous_code_deletes_softly(document: Document) -> None:
    """``adelete`` is the same method in a thread."""

    async def delete() -> Any:
        await document.adelete()
        return await Folder.objects.all().adelete()

    assert async_to_sync(delete)() == (1, {"bases.Folder": 1})
    assert Folder.objects.deleted().exists()


def test_another_alias(document: Document) -> None:
    """Every method takes it; here it is the one that the row is on."""
    document.delete(using="default")
    document.restore(using="default")
    assert document.hard_delete(using="default")[0] == 2


# The row decides, and not the object


def hint(name: str) -> Hint:
    return Hint.objects.create(name=name, about=Team.objects.create(name="red"))


ROWS: list[Any] = [
    partial(Folder.objects.create),
    partial(Node.objects.create),
    hint,
    *(partial(model.objects.create) for model in (Everything, Reversed, LiveEverything, DetailedEverything)),
]
EVERY_ROW = pytest.mark.parametrize("make", ROWS, ids=["Folder", "Node", "Hint", "All", "Reversed", "Proxy", "Child"])


def made(make: Any) -> Any:
    more = {"cost_center": "1"} if make is ROWS[-1] else {}
    return make(name="a", **more)


def deletion(row: Any) -> tuple[Any, ...]:
    """Return what the database says of a row's deletion."""
    stored = type(row)._base_manager.get(pk=row.pk)
    return stored.is_deleted, stored.deleted_at, stored.deleted_by


@EVERY_ROW
def test_an_older_object_deletes_a_deleted_row_no_second_time(make: Any) -> None:
    """Nothing of the first deletion changes, and the object learns of it."""
    row = made(make)
    stale = type(row).objects.get()
    with use_user("mara"):
        row.delete()
    first = deletion(row)

    with use_user("tom"):
        assert stale.delete() == (0, {})
        assert type(row).objects.with_deleted().filter(pk=row.pk).delete() == (0, {})

    assert deletion(row) == first == (stale.is_deleted, stale.deleted_at, stale.deleted_by)
    assert first[2] == "mara"


@EVERY_ROW
def test_an_older_object_deletes_a_row_that_was_restored(make: Any) -> None:
    """It says that the row is deleted, and the row says that it is not."""
    row = made(make)
    row.delete()
    stale = type(row).objects.deleted().get()
    type(row).objects.deleted().restore()

    found, _ = stale.delete()

    assert found == 1
    assert deletion(row)[0]


@EVERY_ROW
def test_an_older_object_restores_a_row_that_was_deleted(make: Any) -> None:
    """Though the object never knew of the deletion; a second time changes nothing."""
    row = made(make)
    stale = type(row).objects.get()
    row.delete()

    stale.restore()
    assert deletion(row) == (False, None, "")
    row.restore()
    assert deletion(row) == (False, None, "") == (row.is_deleted, row.deleted_at, row.deleted_by)
    assert type(row).objects.deleted().restore() == 0


@EVERY_ROW
def test_a_row_that_is_gone(make: Any) -> None:
    """Deleting finds nothing, as in Django; restoring is an error, since the row is not there afterwards."""
    row = made(make)
    stale = type(row).objects.get()
    row.hard_delete()

    assert stale.delete() == (0, {})
    assert not stale.is_deleted
    with pytest.raises(type(row).DoesNotExist), transaction.atomic():
        stale.restore()
    assert stale.hard_delete()[0] == 0


def test_a_row_without_a_key_cannot_be_deleted() -> None:
    """Django's own error."""
    with pytest.raises(ValueError, match="can't be deleted"):
        Folder(name="a").delete()


@pytest.mark.parametrize("again", ["stale", "queryset", "both"])
def test_deleting_twice_and_restoring_brings_back_what_went_together(document: Document, again: str) -> None:
    """And nothing else: what was deleted before or after on its own stays deleted."""
    folder = document.folder
    Document.objects.create(folder=folder, name="before").delete()
    stale, other = Folder.objects.get(), Folder.objects.get()
    folder.delete()
    if again in {"stale", "both"}:
        stale.delete()
    if again in {"queryset", "both"}:
        Folder.objects.with_deleted().delete()

    Folder.objects.deleted().get().restore()
    assert names(Document.objects.all()) == ["2025"]

    Document.objects.get().delete()
    other.restore()
    folder.restore()
    assert names(Document.objects.all()) == []


def test_a_child_is_restored_alone(document: Document) -> None:
    """Its folder stays deleted, and does not bring it back a second time."""
    folder = document.folder
    folder.delete()
    document.restore()
    assert (Document.objects.count(), Folder.objects.count()) == (1, 0)

    document.delete()
    folder.restore()

    assert (Document.objects.count(), Folder.objects.count()) == (0, 1)


def test_a_tree_is_deleted_and_restored_whole() -> None:
    """Also one that leads back to itself."""
    root = Node.objects.create(name="root")
    branch = Node.objects.create(name="branch", parent=root)
    Node.objects.create(name="leaf", parent=branch)
    Node.objects.create(name="fallen", parent=branch).delete()
    Node.objects.filter(pk=root.pk).update(parent=branch)

    assert root.delete() == (3, {"bases.Node": 3})
    root.restore()
    assert names(Node.objects.all()) == ["branch", "leaf", "root"]

    assert Node.objects.filter(name="branch").delete() == (3, {"bases.Node": 3})
    assert Node.objects.deleted().filter(name="branch").restore() == 1
    assert names(Node.objects.all()) == ["branch", "leaf", "root"]


def test_bulk_created_objects_undo_no_deletion() -> None:
    """They know what the database has, as others do."""
    (folder,) = Folder.objects.bulk_create([Folder(name="taxes")])
    Folder.objects.all().delete()
    folder.name = "changed"

    folder.save()

    assert Folder.objects.deleted().get().name == "changed"


@pytest.mark.django_db(transaction=True)
@EVERY_ROW
def test_of_many_who_delete_at_once_one_does(make: Any) -> None:
    """By objects and by querysets; the others find nothing to do, and nobody waits for each other."""
    row = made(make)
    model = type(row)
    rows = [model.objects.get() for _ in range(4)]

    calls = [*(each.delete for each in rows), *[lambda: model.objects.filter(pk=row.pk).delete()] * 4]
    outcomes: list[Any] = many_at_once(*calls)

    assert sorted(found for found, _ in outcomes) == [0] * 7 + [1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_queryset", [False, True])
def test_a_folder_deleted_by_many_at_once_comes_back_whole(by_queryset: bool) -> None:
    """With the documents that went with it, and without those that somebody deleted on their own meanwhile."""
    for number in range(4):
        folder = Folder.objects.create(name=f"{number}")
        documents = [Document.objects.create(folder=folder, name=name) for name in "abcd"]
        stale = [Folder.objects.get(pk=folder.pk) for _ in range(4)]
        rows = Folder.objects.filter(pk=folder.pk)

        delete = [rows.delete] * 4 if by_queryset else [each.delete for each in stale]
        outcomes = at_once(*delete, documents[0].delete)
        assert not [each for each in outcomes if isinstance(each, Exception)]
        deletions = Document.objects.deleted().filter(folder=folder).values_list("deleted_at", flat=True)
        folder.refresh_from_db()
        together = list(deletions).count(folder.deleted_at)

        restore = [Folder.objects.deleted().filter(pk=folder.pk).restore] * 2 + [each.restore for each in stale[:2]]
        outcomes = at_once(*restore)
        assert not [each for each in outcomes if isinstance(each, Exception)]
        assert Document.objects.filter(folder=folder).count() == together
        assert together in {3, 4}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [Everything, Reversed])
def test_deletions_restores_and_moves_at_once_keep_the_lists_dense(model: Any) -> None:
    """Each locks the lists before the rows, so that nobody waits for each other."""
    keys = [model.objects.create(name=f"{number}").pk for number in range(8)]
    for round_ in range(3):
        calls: list[Any] = []
        for place, key in enumerate(keys):
            row = model.objects.with_deleted().get(pk=key)
            calls.append([row.delete, row.restore, row.move_up, partial(row.move_to, 0)][(place + round_) % 4])
        calls.append(lambda: model.objects.filter(pk__in=keys[:4]).delete())
        calls.append(lambda: model.objects.deleted().filter(pk__in=keys[2:]).restore())
        outcomes = at_once(*calls)
        assert not [each for each in outcomes if isinstance(each, Exception)]

    for rows in (model.objects.all(), model.objects.deleted()):
        assert list(rows.order_by("position").values_list("position", flat=True)) == list(range(rows.count()))
    assert model.objects.with_deleted().count() == 8
