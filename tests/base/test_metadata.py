"""Documents beside the columns, changed key by key."""

from functools import partial
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction

from agent360_models.base import use_user
from agent360_models.exceptions import MetadataPathError
from tests.apps.bases.models import DetailedEverything, Device, Everything
from tests.support.endurance import trials
from tests.support.threads import many_at_once

pytestmark = pytest.mark.django_db


def stored() -> Any:
    return Device.objects.get().metadata


def test_a_new_row_has_an_empty_document() -> None:
    """Its own, not one that all share."""
    one, other = Device.objects.create(), Device()
    one.metadata["a"] = 1

    assert (stored(), other.metadata) == ({}, {})


@pytest.mark.parametrize(
    "value", ["text", 1, 1.5, True, None, [1, {"a": None}], {"b": {"c": "d"}}, {}, "it's {}%s", "null"], ids=repr
)
def test_a_value_comes_back_as_it_went(value: Any) -> None:
    """From the object, and from the database."""
    device = Device.objects.create()

    device.set_meta("key", value)

    assert device.get_meta("key", default="missing") == value
    assert stored() == {"key": value}


def test_a_dotted_path_makes_what_it_needs() -> None:
    """And leaves what is there; null counts as nothing."""
    device = Device.objects.create(metadata={"a": {"x": 1}, "empty": None})

    device.set_meta("a.b.c", 2)
    device.set_meta("empty.key", 3)
    device.set_meta("a.x", 4)

    assert stored() == {"a": {"x": 4, "b": {"c": 2}}, "empty": {"key": 3}}
    assert device.metadata == stored()


def test_keys_are_text_whatever_they_look_like() -> None:
    """Digits, quotes, percent signs."""
    device = Device.objects.create()

    for path in ("0.1", "it's", "100%s", '{"a"}', "a b", "ä"):
        device.set_meta(path, path)

    assert stored() == {"0": {"1": "0.1"}, **{key: key for key in ("it's", "100%s", '{"a"}', "a b", "ä")}}
    assert device.get_meta("0.1") == "0.1"


def test_what_is_missing_is_the_default() -> None:
    """Also where the way leads through something that is no object."""
    device = Device(metadata={"a": {"b": None}, "list": [1], "text": "x"})

    assert device.get_meta("a.b", default=1) is None
    for path in ("a.c", "c", "list.0", "text.length", "a.b.c"):
        assert device.get_meta(path) is None
        assert device.get_meta(path, default="fallback") == "fallback"


def test_what_is_in_the_way_is_not_replaced() -> None:
    """The error names the key, and no value."""
    device = Device.objects.create(metadata={"a": {"b": "secret"}})

    for path in ("a.b.c", "a.b.c.d"):
        with pytest.raises(MetadataPathError, match=rf"bases.Device {device.pk}: '{path}' cannot be set") as error:
            device.set_meta(path, "other secret")
        assert "secret" not in str(error.value)

    assert stored() == device.metadata == {"a": {"b": "secret"}}
    new = Device(metadata={"a": 1})
    with pytest.raises(MetadataPathError):
        new.set_meta("a.b", 1)
    Device.objects.update(metadata=[1])
    with pytest.raises(MetadataPathError):
        device.set_meta("a", 1)


@pytest.mark.parametrize("path", ["", ".", "a.", ".a", "a..b"])
def test_a_path_without_a_key_is_an_error(path: str) -> None:
    """For reading and writing."""
    with pytest.raises(ValueError, match="is not a path"):
        Device().get_meta(path)
    with pytest.raises(ValueError, match="is not a path"):
        Device().set_meta(path, 1)


def test_a_new_object_keeps_it_until_it_is_saved() -> None:
    """There is no row to change yet."""
    device = Device()

    device.set_meta("a.b", 1)

    assert device.get_meta("a.b") == 1
    device.save()
    assert stored() == {"a": {"b": 1}}


def test_nothing_else_of_the_object_is_saved() -> None:
    """But what others wrote into the document is read."""
    device = Device.objects.create(name="a")
    Device.objects.get().set_meta("theirs", 1)
    device.name = "b"

    device.set_meta("ours", 2)

    assert device.metadata == {"theirs": 1, "ours": 2}
    assert (device.name, Device.objects.get().name) == ("b", "a")


def test_a_row_that_is_gone_is_an_error() -> None:
    """Not a silence."""
    device = Device.objects.create()
    Device.objects.all().delete()

    with pytest.raises(Device.DoesNotExist), transaction.atomic():
        device.set_meta("a", 1)


def test_rows_are_found_by_what_is_in_it() -> None:
    """With the lookups of Django's JSONField."""
    for plan in ("free", "paid"):
        Device.objects.create(name=plan, metadata={"billing": {"plan": plan}})

    assert Device.objects.get(metadata__billing__plan="paid").name == "paid"
    assert Device.objects.get(metadata__contains={"billing": {"plan": "free"}}).name == "free"


@pytest.mark.django_db(transaction=True)
def test_many_writers_lose_nothing() -> None:
    """Each sets a key of its own, half of them under one parent that nobody made before."""
    key, count = Device.objects.create(metadata={"before": True}).pk, trials(50, 200)

    def write(number: int) -> None:
        Device.objects.get(pk=key).set_meta(f"shared.{number}" if number % 2 else f"key{number}", number)

    many_at_once(*[partial(write, number) for number in range(count)])

    assert stored() == {
        "before": True,
        "shared": {str(number): number for number in range(1, count, 2)},
        **{f"key{number}": number for number in range(0, count, 2)},
    }


def test_who_and_when_go_with_it() -> None:
    """As with a save; in a child table too."""
    with use_user("mara"):
        row = DetailedEverything.objects.create(name="a", tenant_id="north", department="d", cost_center="c")
    updated = row.updated_at

    with use_user("tom"):
        row.set_meta("a.b", 1)

    (stored,) = Everything.objects.all()
    assert (stored.metadata, stored.created_by, stored.modified_by) == ({"a": {"b": 1}}, "mara", "tom")
    assert stored.updated_at == row.updated_at > updated


def test_asynchronous_code_sets_a_key() -> None:
    """By sync_to_async."""

    async def run() -> None:
        device = await Device.objects.acreate()
        await sync_to_async(device.set_meta)("a", 1)

    async_to_sync(run)()

    assert stored() == {"a": 1}
