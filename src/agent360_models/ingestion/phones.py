"""Normalised phone numbers, the only link between systems that know nothing of each other.

One rule, which Python runs (``normalize_phone``) and the database runs (``NormalizedPhone``). Indexes hold what it
returns, so a change of it needs a migration that builds them anew.
"""

import re
from typing import Protocol

from django.db.models import Func, TextField

__all__ = ["HasPhoneNumbers", "NormalizedPhone", "normalize_phone"]

# Python and PostgreSQL read these patterns alike; each step replaces what its pattern finds.
_Step = tuple[str, str]

# The first stretch of digits and of what people write between them; an extension or a second number comes after it.
_STRETCH: _Step = (r"^[^0-9+]*([+]?[0-9 \t\u00a0().\u2010-\u2015-]*).*$", r"\1")
_SEPARATORS: _Step = (r"[^0-9+]", "")
# E.164: a plus, a country code that begins with no zero, 15 digits at most.
_NO_NUMBER: _Step = (r"^(?![+][1-9][0-9]{7,14}$).*$", "")


def _steps(country_code: str) -> tuple[_Step, ...]:
    if country_code == "1":
        prefix, national = r"^0(0|11)", r"^1?([0-9]{10})$"
    else:
        prefix, national = r"^00", r"^0?([1-9][0-9]*)$"
    return (_STRETCH, _SEPARATORS, (prefix, "+"), (national, rf"+{country_code}\1"), _NO_NUMBER)


class HasPhoneNumbers(Protocol):
    """Somebody who can be called."""

    def phone_numbers(self) -> set[str]:
        """Return the numbers, as ``normalize_phone`` returns them."""


def normalize_phone(text: str | None, default_country_code: str = "1") -> str | None:
    """Return a phone number in E.164 form, such as ``+13036231131``, and ``None`` for any other text.

    An extension is cut off. A number without a country code is one of ``default_country_code``. In North America,
    ``1``, it has ten digits: whoever dials fewer leaves the area code out, and nobody knows which.
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
