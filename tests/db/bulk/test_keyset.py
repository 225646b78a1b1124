"""``iterate_by_key``: large reads, page after page."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agent360_models.agent360.core.models import UserRole
from agent360_models.db.bulk import iterate_by_key, upsert
from tests.agent360.helpers import THEN, sf_id
from tests.bulky.models import Item, Kind, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def items() -> None:
    upsert(Item, [{"key": n, "text": str(n)} for n in range(10)])


@pytest.mark.usefixtures("items")
@pytest.mark.parametrize("size", [1, 3, 5, 10, 11])
def test_each_row_comes_once_in_the_order_of_the_keys(size: int) -> None:
    """However the pages fall, and whatever order the queryset had."""
    found = [item.key for item in iterate_by_key(Item.objects.order_by("-text"), batch_size=size)]

    assert found == list(range(10))


@pytest.mark.usefixtures("items")
def test_a_page_is_one_query_that_begins_behind_the_last_key() -> None:
    """No OFFSET, which would read all pages before it."""
    with CaptureQueriesContext(connection) as captured:
        list(Item.objects.filter(text__lt="8").iterate_by_key(batch_size=4))

    assert len(captured) == 3
    assert "OFFSET" not in "".join(query["sql"] for query in captured)


@pytest.mark.usefixtures("items")
def test_rows_that_come_and_go_meanwhile_disturb_no_other() -> None:
    """One that is deleted before its page does not come, one that is inserted behind does."""
    found = []
    for item in iterate_by_key(Item.objects.all(), batch_size=2):
        found.append(item.key)
        if item.key == 3:
            Item.objects.filter(key__in=[1, 2, 6]).delete()
            Item.objects.bulk_create([Item(key=-5), Item(key=20)])

    assert found == [0, 1, 2, 3, 4, 5, 7, 8, 9, 20]


@pytest.mark.usefixtures("items")
@pytest.mark.parametrize(
    ("queryset", "first"),
    [
        (Item.objects.values("text", "key"), {"text": "0", "key": 0}),
        (Item.objects.values("text", "pk"), {"text": "0", "pk": 0}),
        (Item.objects.values_list("text", "key"), ("0", 0)),
        (Item.objects.values_list("text", "key", named=True), ("0", 0)),
        (Item.objects.values_list("key", flat=True), 0),
    ],
)
def test_values_instead_of_instances(queryset: Any, first: Any) -> None:
    """The key has to be among them."""
    found = list(iterate_by_key(queryset, batch_size=3))

    assert (len(found), found[0]) == (10, first)


def test_another_unique_key() -> None:
    """Text is ordered as the database orders it."""
    upsert(Kind, [{"code": code} for code in ("b", "A", "a", "Z")], key="code")

    found = [kind.code for kind in iterate_by_key(Kind.objects.all(), key="code", batch_size=1)]

    assert found == list(Kind.objects.order_by("code").values_list("code", flat=True))


@pytest.mark.parametrize(
    ("queryset", "key", "text"),
    [
        (Member.objects.all(), "name", "has to be unique"),
        (Member.objects.all(), "code", "never NULL"),
        (Item.objects.values("text"), "pk", "do not hold the key"),
        (Item.objects.all()[:5], "pk", "slice"),
    ],
)
def test_misuse_is_told_before_the_first_row(queryset: Any, key: str, text: str) -> None:
    """Not when somebody begins to read."""
    with pytest.raises(TypeError, match=text):
        iterate_by_key(queryset, key=key)


def test_managers_have_it() -> None:
    """With prefetching page by page."""
    rows = [
        {"ur_sf_id": sf_id("00E", n), "ur_name": "x", "ur_last_modified_date": THEN, "ur_system_modstamp": THEN}
        for n in range(5)
    ]
    UserRole.objects.upsert(rows)

    with CaptureQueriesContext(connection) as captured:
        found = list(UserRole.objects.prefetch_related("users").iterate_by_key(batch_size=2))

    assert (len(found), len(captured)) == (5, 6)
