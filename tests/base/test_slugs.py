"""Slugs that are made of a name, and never twice."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms import modelform_factory
from django.test.utils import CaptureQueriesContext

from agent360_models.base import use_tenant
from tests.apps.bases.models import Article, Everything, Product
from tests.support.endurance import trials
from tests.support.threads import many_at_once

pytestmark = pytest.mark.django_db


def slugs(model: Any = Article) -> list[str]:
    return list(model.objects.order_by("pk").values_list("slug", flat=True))


def test_a_slug_is_made_of_the_name_once() -> None:
    """A new name leaves it: addresses stay."""
    article = Article.objects.create(name="Crème brûlée, at last")
    article.name = "Another"

    article.save()

    assert slugs() == ["creme-brulee-at-last"]


def test_where_it_is_taken_the_row_gets_the_next_number() -> None:
    """After the highest, so that the address of a deleted row leads to no other."""
    for _ in range(4):
        Article.objects.create(name="Milk")
    Article.objects.filter(slug__in=["milk-2", "milk-3"]).delete()
    Article.objects.create(name="Milk")
    Article.objects.create(name="Milk-20")
    Article.objects.create(name="Milk")

    assert slugs() == ["milk", "milk-4", "milk-5", "milk-20", "milk-21"]


def test_numbers_belong_to_one_stem() -> None:
    """Neither longer names nor names with special characters disturb them."""
    for name in ("a", "a b 7", "a", "a-b-x-9", "a b", "a b", "a"):
        Article.objects.create(name=name)

    assert slugs() == ["a", "a-b-7", "a-2", "a-b-x-9", "a-b", "a-b-8", "a-3"]


def test_a_long_name_leaves_room_for_the_number() -> None:
    """The column has an end."""
    for _ in range(2):
        Article.objects.create(name="x" * 300)

    assert slugs() == ["x" * 255, "x" * 246 + "-2"]


def test_a_name_without_letters_gets_a_slug_too() -> None:
    """Called after its model."""
    for _ in range(2):
        Article.objects.create(name="???")

    assert slugs() == ["article", "article-2"]


def test_a_slug_that_the_row_came_with_is_not_changed() -> None:
    """Where it is taken, the error is the database's."""
    Article.objects.create(name="Milk", slug="bread")

    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.create(name="Milk", slug="bread")

    assert slugs() == ["bread"]


def test_another_constraint_is_another_error() -> None:
    """Only a taken slug is tried again; the object is left without the slug that it did not get."""
    Article.objects.create(name="Milk", code="1")
    article = Article(name="Bread", code="1")

    with pytest.raises(IntegrityError, match="code"), transaction.atomic():
        article.save()

    assert article.slug == ""
    article.code = "2"
    article.save()
    assert slugs() == ["milk", "bread"]


def test_slugs_may_be_unique_within_a_tenant() -> None:
    """Of another field, of other letters, under a constraint of the project."""
    for tenant in ("north", "south", "north"):
        with use_tenant(tenant):
            Product.objects.create(title="Käse 早餐")

    assert sorted(Product.objects.values_list("tenant_id", "slug")) == [
        ("north", "käse-早餐"),
        ("north", "käse-早餐-2"),
        ("south", "käse-早餐"),
    ]


def test_update_fields_decides_whether_the_slug_is_written() -> None:
    """A save of another field makes none."""
    article = Article.objects.create(name="Milk", slug="x")
    Article.objects.update(slug="")
    article.refresh_from_db()

    article.save(update_fields=["name"])
    assert slugs() == [""]

    article.save(update_fields=["slug"])
    assert slugs() == ["milk"]


def test_a_form_may_leave_it_empty() -> None:
    """As people do in the admin."""
    form = modelform_factory(Article, fields=["name", "slug"])({"name": "Milk", "slug": ""})

    assert form.is_valid(), form.errors
    assert form.save().slug == "milk"


def test_bulk_create_makes_none() -> None:
    """As the docs say: rows come with their slugs, and two without are refused."""
    Article.objects.bulk_create([Article(name="Milk", slug="milk")])

    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.bulk_create([Article(name="Bread"), Article(name="Bread")])


@pytest.mark.django_db(transaction=True)
def test_it_costs_one_insert_where_nobody_is_in_the_way() -> None:
    """In a savepoint, and without a look beforehand."""
    with CaptureQueriesContext(connection) as queries:
        Article.objects.create(name="Milk")

    sent = [query["sql"].split()[0] for query in queries]
    assert sent == ["BEGIN", "SAVEPOINT", "INSERT", "RELEASE", "COMMIT"]


@pytest.mark.django_db(transaction=True)
def test_many_rows_of_one_name_get_as_many_slugs() -> None:
    """From as many threads, without a gap."""
    rows = trials(daily=20, endurance=200)

    outcomes = many_at_once(*[lambda: Article.objects.create(name="Milk").slug] * rows)

    expected = ["milk", *(f"milk-{number}" for number in range(2, rows + 1))]
    assert sorted(map(str, outcomes)) == sorted(expected)
    assert sorted(slugs()) == sorted(expected)


@pytest.mark.django_db(transaction=True)
def test_a_row_of_all_nine_gets_its_own_too() -> None:
    """With a lock on its list held by the same save."""

    def create() -> str:
        with use_tenant("north"):
            return Everything.objects.create(name="Milk").slug

    outcomes = many_at_once(*[create] * 40)

    assert sorted(map(str, outcomes)) == sorted(["milk", *(f"milk-{number}" for number in range(2, 41))])
    assert connection.in_atomic_block is False
