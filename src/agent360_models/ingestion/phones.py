"""Normalised phone numbers, the only link between systems that know nothing of each other.

Python (``normalize_phone``) and the database (``NormalizedPhone``) apply the same rule. Indexes contain its results, so
a change of the rule needs a migration that rebuilds them.
"""

import re
from typing import Protocol

from django.db.models import Func, TextField

__all__ = ["HasPhoneNumbers", "NormalizedPhone", "normalize_phone"]

# Python and PostgreSQL interpret these patterns alike; each step replaces the matches of its pattern.
_Step = tuple[str, str]

# The first run of digits and separators; an extension or a second number follows it.
_STRETCH: _Step = (r"^[^0-9+]*([+]?[0-9 \t\u00a0().\u2010-\u2015-]*).*$", r"\1")
_SEPARATORS: _Step = (r"[^0-9+]", "")
# E.164: a plus, a country code that does not begin with zero, and at most 15 digits.
_NO_NUMBER: _Step = (r"^(?![+][1-9][0-9]{7,14}$).*$", "")


def _steps(country_code: str) -> tuple[_Step, ...]:
    if country_code == "1":
        prefix, national = r"^0(0|11)", r"^1?([0-9]{10})$"
    else:
        prefix, national = r"^00", r"^0?([1-9][0-9]*)$"
    return (_STRETCH, _SEPARATORS, (prefix, "+"), (national, rf"+{country_code}\1"), _NO_NUMBER)


class HasPhoneNumbers(Protocol):
    """A person who can be called."""

    def phone_numbers(self) -> set[str]:
        """Return the numbers, in the form of ``normalize_phone``."""


def normalize_phone(text: str | None, default_country_code: str = "1") -> str | None:
    """Return a phone number in E.164 form, such as ``+13036231131``, and ``None`` for any other text.

    An extension is cut off. A number without a country code gets ``default_country_code``. For North America, ``1``,
    such a number needs ten digits: a shorter one lacks its area code, which is unknown.
    """
    found = text or ""
    for pattern, replacement in _steps(default_country_code):
        found = re.sub(pattern, replacement, found, flags=re.DOTALL)
    return found or None


def _sql() -> str:
    sql = "%(expressions)s"
    for pattern, replacement in _steps("1"):
        sql = f"REGEXP_REPLACE({sql}, '{pattern}', '{replacement}', 'g')"
    return f"NULLIF({sql}, '')"


class NormalizedPhone(Func):
    """The result of ``normalize_phone`` as a database expression: ``NormalizedPhone("phone")``."""

    template = _sql()
    arity = 1
    output_field = TextField()
