"""The file of a contract: one column a line, the same bytes, and errors that say what is wrong with it."""

import json
from pathlib import Path

import pytest

from agent360_models.contract import Contract, diff, load, read
from agent360_models.exceptions import ContractError

STORED = Path(__file__).parents[2] / "src" / "agent360_models" / "contract.json"


def test_a_column_is_a_line_with_what_is_not_as_usual() -> None:
    """So a diff of two files names the columns that have changed."""
    lines = read(["toy"], version="1.2.3").dumps().splitlines()

    assert lines[:4] == ["{", '"contract": 1,', '"version": "1.2.3",', '"models": {']
    start = lines.index('"toy.Toy": {')
    assert lines[start : start + 16] == [
        '"toy.Toy": {',
        ' "table": "toy",',
        ' "schema": "toy",',
        ' "managed": true,',
        ' "primary_key": ["id"],',
        ' "columns": {',
        '  "id": {"type": "bigint", "null": false, "identity": true},',
        (
            '  "maker_id": {"type": "bigint", "null": false, "attribute": "maker", "target": "toy.Maker.id",'
            ' "constrained": true, "on_delete": "CASCADE", "related": "toys", "query": "toys"},'
        ),
        '  "name": {"type": "varchar(50)", "null": false},',
        '  "price": {"type": "numeric(8, 2)", "null": false}',
        " },",
        ' "relations": {},',
        ' "uniques": [],',
        ' "checks": {},',
        ' "exclusions": {},',
        ' "indexes": [',
    ]


def test_no_database_is_asked() -> None:
    """This test has none; the models have enum defaults, checks over labels, and generated columns."""
    found = read(["toy", "drifting", "bases"], version="")

    assert found.models["toy.Piece"].columns["start"].default == "'planned'"
    assert found.models["toy.Piece"].columns["mixes"].labels == ("red", "green", "sky, blue", "gold")


def test_what_is_read_is_what_was_written() -> None:
    """With the whole of our own."""
    text = STORED.read_text(encoding="utf-8")

    found = load(str(STORED))

    assert found.dumps() == text
    assert diff(found, found) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nothing", "it is not a contract; `agent360 contract dump` writes one."),
        ("[]", "it is not a contract; `agent360 contract dump` writes one."),
        ('{"version": "1.0"}', "it is not a contract; `agent360 contract dump` writes one."),
        (
            '{"contract": 2, "models": []}',
            "it has the format 2, but this agent360-models reads only 1: update it.",
        ),
        ('{"contract": 1, "version": "1.0", "models": {"a.B": {}}}', "it is a damaged contract: KeyError at 'table'."),
        ('{"contract": 1, "version": "1.0", "models": []}', "it is a damaged contract: AttributeError at"),
        ('{"contract": "1", "version": "1.0", "models": {}}', "it is not a contract;"),
    ],
)
def test_a_file_that_is_none_is_refused(text: str, message: str) -> None:
    """In one sentence."""
    with pytest.raises(ContractError) as raised:
        Contract.loads(text, source="it")

    assert str(raised.value).startswith(message)


def test_a_value_of_another_kind_is_refused() -> None:
    """And not found out later, by a comparison."""
    given = json.loads(read(["toy"], version="1.0").dumps())
    given["models"]["toy.Toy"]["columns"]["name"]["null"] = "no"

    with pytest.raises(ContractError, match="damaged"):
        Contract.loads(json.dumps(given), source="it")


def test_keys_of_a_later_version_of_the_format_are_passed_by() -> None:
    """Its number changes when a key goes or changes its meaning."""
    given = json.loads(read(["toy"], version="1.0").dumps())
    given["models"]["toy.Toy"]["columns"]["name"]["storage"] = "extended"

    assert Contract.loads(json.dumps(given), source="it") == Contract.loads(
        read(["toy"], version="1.0").dumps(), source="it"
    )


def test_two_releases_of_an_app_of_others() -> None:
    """Every change that is found is one of their migrations: 0003 to 0009 of account, 0004 to 0006 of socialaccount."""
    old, new = (load(str(path)) for path in sorted(Path(__file__).with_name("allauth").glob("*.json")))

    found = [f"{change.code} {change.place}" for change in diff(old, new) if change.breaks]

    assert found == [
        "unique.gone account.EmailAddress.email",
        "unique.new account.EmailAddress.email",
        "unique.new account.EmailAddress",
        "unique.new account.EmailAddress.unique_primary_email",
        "type.changed socialaccount.SocialAccount.extra_data",
        "column.required socialaccount.SocialApp.provider_id",
        "column.required socialaccount.SocialApp.settings",
        "null.allowed socialaccount.SocialToken.app_id",
        "foreign_key.on_delete socialaccount.SocialToken.app_id",
    ]
