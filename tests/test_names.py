"""``qualified()``: tables in a PostgreSQL schema, tried on a toy app with migrations of its own."""

import pytest
from django.db import connection
from django.db.models import Sum

from agent360_models.names import qualified, split
from tests.apps.toy.models import Maker, Toy


def test_both_parts_are_quoted() -> None:
    """So that Django passes the name through unchanged."""
    assert qualified("toy", "Maker") == '"toy"."Maker"'


@pytest.mark.parametrize("parts", [("", "t"), ("s", ""), ('s"', "t"), ("s", "t" * 64), ("é" * 32, "t")])
def test_what_cannot_be_a_name_is_refused(parts: tuple[str, str]) -> None:
    """Empty, with a double quote, or over 63 bytes."""
    with pytest.raises(ValueError, match="cannot be a PostgreSQL name"):
        qualified(*parts)


@pytest.mark.parametrize(
    ("db_table", "parts"),
    [
        ("accounts", (None, "accounts")),
        ('"toy"."maker"', ("toy", "maker")),
        ('toy"."maker_tags', ("toy", "maker_tags")),  # as Django names many-to-many tables
    ],
)
def test_split_takes_a_name_apart(db_table: str, parts: tuple[str | None, str]) -> None:
    """Whether it is qualified or not."""
    assert split(db_table) == parts


@pytest.mark.django_db
def test_rows_are_written_joined_and_counted_in_their_schema() -> None:
    """The ORM works as on any table, bulk writes included."""
    maker = Maker.objects.create(name="Steiff")
    Toy.objects.bulk_create([Toy(maker=maker, name="Bear", price=60), Toy(maker=maker, name="Rabbit", price=40)])
    Toy.objects.bulk_update([Toy(pk=maker.toys.get(name="Bear").pk, price=70)], ["price"])

    found = Maker.objects.filter(toys__name="Bear").annotate(total=Sum("toys__price")).get()

    assert (found.name, found.total) == ("Steiff", 70)
    assert Toy.objects.select_related("maker").get(name="Rabbit").maker == maker
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM toy.toy")
        assert cursor.fetchone() == (2,)
