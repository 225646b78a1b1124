"""Phone numbers: what is one, and that Python and the database say the same of every text."""

from __future__ import annotations

import pytest
from django.db.models import TextField, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent360_models.ingestion.hubspot.models import Contact
from agent360_models.ingestion.phones import NormalizedPhone, normalize_phone
from tests.support.endurance import trials

NUMBER = "+13036231131"


@pytest.mark.parametrize(
    "text",
    [
        "+13036231131",
        "13036231131",
        "3036231131",
        "(303) 623-1131",
        "303.623.1131",
        " +1 303\u00a0623\u20111131\n",
        "1-303-623-1131 ext. 12",
        "303-623-1131x12",
        "303 623 1131 #4",
        "tel:+1-303-623-1131;ext=5",
        "Mobile: (303) 623-1131, after six",
        "303-623-1131 / 303-623-1132",
        "001 303 623 1131",
    ],
)
def test_a_number_is_the_same_however_it_is_written(text: str) -> None:
    """The extension goes, and of two numbers the second."""
    assert normalize_phone(text) == NUMBER


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+44 20 7946 0958", "+442079460958"),
        ("011 44 20 7946 0958", "+442079460958"),
        ("0044 20 7946 0958", "+442079460958"),
        ("+4930123456", "+4930123456"),
    ],
)
def test_a_number_may_be_of_any_country(text: str, number: str) -> None:
    """Where it says which."""
    assert normalize_phone(text) == number


def test_a_number_without_its_country_is_of_the_one_that_is_given() -> None:
    """The zero that is dialed within a country is no part of it."""
    assert normalize_phone("020 7946 0958", default_country_code="44") == "+442079460958"
    assert normalize_phone("+1 303 623 1131", default_country_code="44") == NUMBER


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "n/a",
        "623-1131",
        "1-800-FLOWERS",
        "303-623-11311",
        "+0 303 623 1131",
        "+1",
        "+" + "1" * 16,
        "\uff13\uff10\uff13 623 1131",
    ],
)
def test_what_is_no_number_is_none(text: str | None) -> None:
    """A number without area code may be anybody's."""
    assert normalize_phone(text) is None


PIECES = st.sampled_from(
    [*"0123456789", "+", "00", "011", "1", "303", "6231131", " ", "-", "(", ")", ".", "x", "\n", "\u2013"]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.lists(PIECES).map("".join)


@pytest.mark.django_db
@settings(
    max_examples=trials(daily=40, endurance=400),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_the_database_says_what_python_says(texts: list[str]) -> None:
    """Of whatever somebody typed, but NUL, which PostgreSQL does not hold."""
    Contact.objects.get_or_create(id="1")
    columns = [NormalizedPhone(Value(text, output_field=TextField())) for text in texts]

    found = Contact.objects.values_list(*columns).get()

    assert list(found) == [normalize_phone(text) for text in texts]
