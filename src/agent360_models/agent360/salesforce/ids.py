"""Salesforce record ids: two spellings of one id, and the kind of record an id belongs to.

An id has 15 case-sensitive characters: ``...Xa`` and ``...XA`` are two records. The 18-character spelling adds three
characters that encode the case of the first 15, so it survives systems that fold case. We store 18 characters and
never fold case.
"""

from collections.abc import Sequence
from itertools import product

from django.core.exceptions import ValidationError

__all__ = ["KEY_PREFIXES", "are_ids", "checksum", "is_salesforce_id", "object_name", "to_18", "validate_salesforce_id"]

# The first three characters of an id identify its object, in every org. Left out: prefixes that several objects
# share (017, the field histories), and prefixes of custom objects (a..), which each org assigns itself.
KEY_PREFIXES: dict[str, str] = {
    "001": "Account",
    "002": "Note",
    "003": "Contact",
    "005": "User",
    "006": "Opportunity",
    "008": "OpportunityHistory",
    "00D": "Organization",
    "00E": "UserRole",
    "00G": "Group",
    "00K": "OpportunityContactRole",
    "00O": "Report",
    "00P": "Attachment",
    "00Q": "Lead",
    "00T": "Task",
    "00U": "Event",
    "00X": "EmailTemplate",
    "00a": "CaseComment",  # and the retired IdeaComment
    "00e": "Profile",
    "00k": "OpportunityLineItem",
    "00l": "Folder",
    "00v": "CampaignMember",
    "012": "RecordType",
    "015": "Document",
    "01Z": "Dashboard",
    "01m": "BusinessHours",
    "01s": "Pricebook2",
    "01t": "Product2",
    "01u": "PricebookEntry",
    "02i": "Asset",
    "02s": "EmailMessage",
    "068": "ContentVersion",
    "069": "ContentDocument",
    "07k": "AccountContactRelation",
    "0Q0": "Quote",
    "0QL": "QuoteLineItem",
    "0WO": "WorkOrder",
    "500": "Case",
    "550": "Entitlement",
    "701": "Campaign",
    "800": "Contract",
    "801": "Order",
    "802": "OrderItem",
    "810": "ServiceContract",
}

# Each group of five characters gives one letter: an upper-case letter at position n adds 2**n.
_IS_UPPER = bytes(ord("A") <= code <= ord("Z") for code in range(256))
_LETTERS = {
    bytes(reversed(bits)): letter
    for bits, letter in zip(product((0, 1), repeat=5), "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", strict=True)
}


def checksum(id15: str) -> str:
    """Return the three characters that extend an id of 15 characters to 18.

    Raises ``ValueError`` for anything but 15 ASCII letters and digits; the text does not repeat the value.
    """
    if len(id15) != 15 or not (id15.isascii() and id15.isalnum()):  # noqa: PLR2004  # an id's length
        raise ValueError("not a Salesforce id")
    bits = id15.encode().translate(_IS_UPPER)
    return _LETTERS[bits[:5]] + _LETTERS[bits[5:10]] + _LETTERS[bits[10:]]


def to_18(value: str) -> str:
    """Return the 18-character spelling of an id with 15 characters, or with 18 and the right checksum.

    Raises ``ValueError`` for anything else; the text does not repeat the value.
    """
    suffix = checksum(value[:15])
    if value[15:] not in ("", suffix):
        raise ValueError("not a Salesforce id")
    return value[:15] + suffix


def are_ids(values: Sequence[str]) -> bool:
    """Tell quickly whether all texts are ids of 18 characters."""
    joined = "".join(values)
    if {*map(len, values)} != {18} or not (joined.isascii() and joined.isalnum()):
        return False
    bits = joined.encode().translate(_IS_UPPER)
    return all(
        _LETTERS[bits[at : at + 5]] + _LETTERS[bits[at + 5 : at + 10]] + _LETTERS[bits[at + 10 : at + 15]]
        == joined[at + 15 : at + 18]
        for at in range(0, len(joined), 18)
    )


def is_salesforce_id(value: object) -> bool:
    """Tell whether ``value`` is text that ``to_18`` accepts."""
    try:
        return isinstance(value, str) and bool(to_18(value))
    except ValueError:
        return False


def validate_salesforce_id(value: str) -> None:
    """Reject values that are not a Salesforce id; a Django validator.

    Raises ``ValidationError`` with the code ``salesforce_id``.
    """
    if not is_salesforce_id(value):
        raise ValidationError(
            "Enter a Salesforce id: 15 letters and digits, or 18 with the right checksum.",
            code="salesforce_id",
        )


def object_name(value: str | None) -> str | None:
    """Return the API name of the object that an id belongs to, such as ``"Lead"`` for ``00Q...``.

    Returns ``None`` if the object is unknown: not an id, a prefix not in ``KEY_PREFIXES``, or a custom object.
    """
    return KEY_PREFIXES.get(value[:3]) if value is not None and is_salesforce_id(value) else None
