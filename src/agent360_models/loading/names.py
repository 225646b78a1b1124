"""Names in exports: spellings of one name meet, and the name of a file leads to what it holds."""

import re
from collections.abc import Collection
from itertools import chain

__all__ = ["normal_form", "object_hints"]

_NOISE = {"data", "export", "extract", "raw"}


def normal_form(name: str) -> str:
    """Return the ASCII letters and digits of ``name`` in lower case.

    Spellings of one name meet in it: ``OwnerId``, ``OWNERID`` and ``owner_id``; ``Credit_Limit__c``,
    ``CreditLimit__c`` and ``credit_limit_c``. The suffix of a custom name still counts.
    """
    return re.sub(r"[^0-9A-Za-z]", "", name).lower()


def object_hints(name: str, noise: Collection[str] = ()) -> list[str]:
    """Return the normal forms of the object that ``name`` may mean, the most literal one first.

    ``name`` is that of an object, or the stem of a file's name. ``noise`` are words that say nothing, in lower case,
    such as the names of tools; "data", "export", "extract" and "raw" always are. Noise in front, then dates, numbers
    and noise behind go one by one, at last the plural. Other words stay: ``account_history`` is never an account.
    """
    idle = {*_NOISE, *noise}
    words = re.findall(r"[0-9A-Za-z]+", name)
    spellings = [words]
    while len(words) > 1 and words[0].lower() in idle:
        words = words[1:]
        spellings.append(words)
    while len(words) > 1 and (words[-1].isdigit() or words[-1].lower() in idle):
        words = words[:-1]
        spellings.append(words)
    forms = [normal_form("".join(spelling)) for spelling in spellings]
    return list(dict.fromkeys(chain(forms, map(_singular, forms))))


def _singular(form: str) -> str:
    if form.endswith("ies"):
        return f"{form[:-3]}y"
    return form[:-1] if form.endswith("s") and not form.endswith("ss") else form
