"""Rows that are flagged, brought back, and at last deleted."""

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
from tests.apps.bases.models import Document, Folder, Scan

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
