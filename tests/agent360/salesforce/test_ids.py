import pytest
from django.core.exceptions import ValidationError

from agent360_models.agent360.salesforce.ids import (
    KEY_PREFIXES,
    checksum,
    is_salesforce_id,
    object_name,
    to_18,
    validate_salesforce_id,
)

NO_IDS = [
    "",
    "001A0000006Vm9",  # 14 characters
    "001A0000006Vm9rI",
    "001A0000006Vm9rIAA",  # wrong checksum
    "001A0000006Vm9rIac",
    "001a0000006vm9rIAC",  # case was folded
    "001A0000006Vm9rIACx",
    "001A0000006Vm9 ",
    " 001A0000006Vm9rIAC",
    "001A0000006Vm9rIAC\n",
    "001A0000006Vm9é",
    "\uff10\uff10\uff11A0000006Vm9r",  # full-width digits are alphanumeric for Python
    "StB7ADpIfsOKUVMS9KkJWw==",
    "@AccountRef1",
]


@pytest.mark.parametrize(
    ("id15", "suffix"),
    [
        ("001A0000006Vm9r", "IAC"),
        ("5003000000D8cuI", "AAR"),
        ("000000000000000", "AAA"),
        ("AAAAAAAAAAAAAAA", "555"),
        ("Aaaaaaaaaaaaaaa", "BAA"),
        ("aaaaaaaaaaaaaaA", "AAQ"),
    ],
)
def test_checksum_tells_the_case_of_fifteen_characters(id15: str, suffix: str) -> None:
    """Each of the three characters stands for the upper-case letters among five."""
    assert checksum(id15) == suffix


@pytest.mark.parametrize("value", ["", "001A0000006Vm9", "001A0000006Vm9rIAC", "001A0000006Vm9é"])
def test_checksum_takes_fifteen_characters_only(value: str) -> None:
    """Anything but 15 ASCII letters and digits is refused."""
    with pytest.raises(ValueError, match=r"^not a Salesforce id$"):
        checksum(value)


def test_to_18_joins_both_spellings() -> None:
    """The short spelling grows, the long one stays."""
    assert [to_18("001A0000006Vm9r"), to_18("001A0000006Vm9rIAC")] == ["001A0000006Vm9rIAC"] * 2


def test_to_18_never_folds_case() -> None:
    """Ids that differ in case only are two ids."""
    assert (to_18("00Q000000000Xam"), to_18("00Q000000000XAm")) == (
        "00Q000000000XamEAE",
        "00Q000000000XAmEAM",
    )


@pytest.mark.parametrize("value", NO_IDS)
def test_what_is_no_id_is_refused_without_being_repeated(value: str) -> None:
    """The error's text is the same for every value."""
    with pytest.raises(ValueError, match=r"^not a Salesforce id$"):
        to_18(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("001A0000006Vm9r", True), ("001A0000006Vm9rIAC", True), (None, False), (1, False), (b"0" * 15, False)]
    + [(value, False) for value in NO_IDS],
)
def test_is_salesforce_id(value: object, expected: bool) -> None:
    """Any object may be asked about."""
    assert is_salesforce_id(value) is expected


@pytest.mark.parametrize("value", ["001A0000006Vm9r", "001A0000006Vm9rIAC"])
def test_validator_accepts_both_spellings(value: str) -> None:
    """An id passes."""
    validate_salesforce_id(value)


@pytest.mark.parametrize("value", NO_IDS)
def test_validator_refuses_with_a_code(value: str) -> None:
    """A form shows the remedy; code that handles the error has a stable code."""
    with pytest.raises(ValidationError) as caught:
        validate_salesforce_id(value)

    assert caught.value.code == "salesforce_id"
    assert caught.value.messages == ["Enter a Salesforce id: 15 letters and digits, or 18 with the right checksum."]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("001A0000006Vm9rIAC", "Account"),
        ("5003000000D8cuI", "Case"),
        ("00k000000000000", "OpportunityLineItem"),
        ("00K000000000000", "OpportunityContactRole"),
        ("00Q000000000Xam", "Lead"),
        ("017000000000000", None),
        ("a00000000000000", None),
        ("001A0000006Vm9rIAA", None),
        ("001", None),
        ("", None),
        (None, None),
    ],
)
def test_object_name_is_told_by_the_prefix(value: str | None, expected: str | None) -> None:
    """Case counts in a prefix too; what is no id, shared or an org's own has no name here."""
    assert object_name(value) == expected


def test_prefixes_have_three_characters() -> None:
    """And none stands for two objects."""
    assert {len(prefix) for prefix in KEY_PREFIXES} == {3}
    assert len(set(KEY_PREFIXES.values())) == len(KEY_PREFIXES)
