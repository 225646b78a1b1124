"""Names in exports: normalisation of spellings, and the object that a file name refers to."""

import re
from collections.abc import Collection
from itertools import chain

__all__ = ["normal_form", "object_hints"]

_NOISE = {"data", "export", "extract", "raw"}
_LONGEST = 200  # letters of a name that count; a file may name its objects as it likes


def normal_form(name: str) -> str:
    """Return the ASCII letters and digits of ``name`` in lower case.

    It is the same for all spellings of one name: ``OwnerId``, ``OWNERID`` and ``owner_id``; ``Credit_Limit__c``,
    ``CreditLimit__c`` and ``credit_limit_c``. The suffix of a custom name is kept.
    """
    return re.sub(r"[^0-9A-Za-z]", "", name).lower()


def object_hints(name: str, noise: Collection[str] = ()) -> list[str]:
    """Return the normal forms of the object that ``name`` may mean, the most literal one first.

    ``name`` is the name of an object, or the stem of a file name. ``noise`` lists meaningless words in lower case,
    such as names of tools; "data", "export", "extract" and "raw" are always noise. First leading noise is removed,
    then trailing dates, numbers and noise, each step by step, and finally the plural. Other words are kept:
    ``account_history`` never means an account.
    """
    idle = {*_NOISE, *noise}
    words = re.findall(r"[0-9A-Za-z]+", name[:_LONGEST])
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
