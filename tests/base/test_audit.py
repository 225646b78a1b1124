"""Who made and changed a row."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser, User

from agent360_models.base import get_current_user, use_user
from tests.apps.bases.models import Page

pytestmark = pytest.mark.django_db


def writers(**lookup: Any) -> tuple[str, str]:
    page = Page.objects.get(**lookup)
    return page.created_by, page.modified_by


def test_a_row_knows_its_creator_and_its_last_editor() -> None:
    """Also where a save names other fields only, or the row was read in part."""
    with use_user("mara"):
        Page.objects.create(name="a")
    assert writers() == ("mara", "mara")

    with use_user("tom"):
        Page.objects.get().save(update_fields=["name"])
    assert writers() == ("mara", "tom")

    with use_user("ida"):
        Page.objects.only("name").get().save()
    assert writers() == ("mara", "ida")


def test_without_a_user_a_row_keeps_what_it_says() -> None:
    """A script that names none forges none."""
    page = Page.objects.create(name="a", created_by="import", modified_by="import")
    page.name = "b"
    page.save()

    assert writers() == ("import", "import")


def test_a_creator_who_is_named_stays() -> None:
    """An import writes for others; who edits is not for the row to say."""
    with use_user("tom"):
        Page.objects.create(name="a", created_by="mara", modified_by="mara")

    assert writers() == ("mara", "tom")


def test_every_way_of_making_rows_names_the_creator() -> None:
    """Bulk, get_or_create, update_or_create, asynchronous."""

    async def create() -> None:
        await Page.objects.acreate(name="d")

    with use_user("mara"):
        Page.objects.bulk_create([Page(name="a")])
        Page.objects.get_or_create(name="b")
        Page.objects.update_or_create(name="c")
        async_to_sync(create)()
    with use_user("tom"):
        Page.objects.update_or_create(name="c", defaults={"name": "e"})

    assert {name: writers(name=name) for name in "abde"} == {
        "a": ("mara", "mara"),
        "b": ("mara", "mara"),
        "d": ("mara", "mara"),
        "e": ("mara", "tom"),
    }


def test_update_and_bulk_update_name_nobody() -> None:
    """As the docs say: these go by save()."""
    with use_user("mara"):
        page = Page.objects.create(name="a")
    with use_user("tom"):
        Page.objects.update(name="b")
        Page.objects.bulk_update([page], ["name"])

    assert writers() == ("mara", "mara")


def test_a_user_may_be_a_name_a_user_or_a_function() -> None:
    """Nobody is asked before a row is written."""
    asked = []

    def ask() -> User:
        asked.append(True)
        return User(username="mara")

    with use_user(ask):
        assert asked == []
        assert get_current_user() == "mara"
    with use_user(User(username="tom")):
        assert get_current_user() == "tom"
    with use_user(AnonymousUser()):
        assert get_current_user() == ""
    with use_user(None):
        assert get_current_user() == ""
    assert get_current_user() == ""


def test_a_model_may_know_its_user_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """The method that a project overrides."""
    monkeypatch.setattr(Page, "get_current_user", classmethod(lambda _: "robot"))

    Page.objects.create(name="a")

    assert writers() == ("robot", "robot")
