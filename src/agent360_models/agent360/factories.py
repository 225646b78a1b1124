"""Values that the factories of the family share.

Times and dates lie in 2025 and 2026 whenever the tests run, so a seed gives the same rows every day. Statuses and
other values that the database does not restrict are those of a standard Salesforce org, or inferred.
"""

from datetime import UTC, datetime
from decimal import Decimal

from agent360_models.agent360.salesforce.ids import to_18
from agent360_models.testing.factories import Faker, Sequence

__all__ = [
    "INTEGRATION_USER",
    "VAT_RATE",
    "amount",
    "cents",
    "created_date",
    "modified_date",
    "quantity",
    "salesforce_id",
]

# The id in user columns without a foreign key where a test has no user row. No factory creates a row with it.
INTEGRATION_USER = to_18("0050F0000000000")

VAT_RATE = Decimal("0.19")  # of the invoices that factories make


def salesforce_id(prefix: str) -> Sequence:
    """Return a declaration of ids that are unique per row, and differ from ids written by hand.

    An id consists of ``prefix``, an instance name, a sequence number and the checksum.
    """
    return Sequence(lambda number: to_18(f"{prefix}0F{number + 1:010d}"))


def created_date(year: int = 2026) -> Faker:
    """Return a declaration of moments in the first quarter of ``year``."""
    return Faker(
        "date_time_between",
        start_date=datetime(year, 1, 1, tzinfo=UTC),
        end_date=datetime(year, 3, 31, tzinfo=UTC),
        tzinfo=UTC,
    )


def modified_date() -> Faker:
    """Return a declaration of moments in the second quarter of 2026, later than any ``created_date``."""
    return Faker(
        "date_time_between",
        start_date=datetime(2026, 4, 1, tzinfo=UTC),
        end_date=datetime(2026, 6, 30, tzinfo=UTC),
        tzinfo=UTC,
    )


def amount(low: int, high: int) -> Faker:
    """Return a declaration of amounts of money from ``low`` to ``high``, with cents."""
    return Faker("pydecimal", min_value=low, max_value=high, right_digits=2)


def quantity(low: int = 1, high: int = 500) -> Faker:
    """Return a declaration of whole quantities, as decimal numbers."""
    return Faker("pydecimal", min_value=low, max_value=high, right_digits=0)


def cents(value: Decimal | None) -> Decimal | None:
    """Round a computed amount to cents; ``None`` stays ``None``."""
    return None if value is None else Decimal(value).quantize(Decimal("0.01"))
