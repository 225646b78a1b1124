"""How much of an app is described."""

import pytest

from agent360_models.dictionary import coverage
from agent360_models.dictionary.read import read
from agent360_models.dictionary.structure import App, Column, Dictionary, Table
from agent360_models.dictionary.words import adds


def table(**meanings: str) -> Table:
    """Return a table with these columns, labelled as Django would."""
    columns = [
        Column(name, name, "text", null=False, key=False, label=name.replace("_", " ").capitalize(), meaning=meaning)
        for name, meaning in meanings.items()
    ]
    return Table("toy.Toy", "", "toy", "Toy", "", managed=True, columns=tuple(columns), points_at=(), pointed_at_by=())


def dictionary(*tables: Table) -> Dictionary:
    return Dictionary((App("toy", "Toys", "", "", tables),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The credit limit of the account.", False),
        ("Stores which credit limits the account has.", False),
        ("In the currency of the account.", True),
        ("Über alles.", True),
        ("", False),
    ],
)
def test_a_text_of_the_words_of_its_column_counts_as_none(text: str, expected: bool) -> None:
    assert adds(text, "acc_credit_limit", "Credit limit", "Account") is expected


def test_a_label_that_is_the_name_with_its_prefix_counts_as_none() -> None:
    prefixed = coverage.measure(dictionary(table(toy_price="In euros.", toy_name="The name of the toy.")))
    plain = coverage.measure(dictionary(table(price="In euros.", name="")))

    assert [(found.labels, found.meanings, found.share) for found in (prefixed[0], plain[0])] == [
        (0, 1, 50.0),
        (2, 1, 50.0),
    ]


def test_what_django_adds_by_itself_does_not_count() -> None:
    (found, total) = coverage.measure(read(["auth"]))

    assert (found.tables, found.columns) == (3, 4 + 2 + 10 - 2)
    assert total.columns == found.columns


def test_agent360_has_a_label_everywhere_and_a_text_almost_everywhere() -> None:
    found = coverage.measure(read(["agent360_accounts"]))[-1]

    assert (found.labels, found.meanings) == (found.columns, found.columns)


def test_a_table_without_columns_to_describe_is_covered() -> None:
    assert coverage.measure(dictionary())[-1].share == 100


def test_a_share_is_rounded_down() -> None:
    found = coverage.Coverage("toy", 1, 1, columns=10_000, labels=0, meanings=9_999)

    assert "9999 (99.9 %)" in coverage.render([found])
