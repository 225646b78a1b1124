"""Values that the factories of the family share.

Times and dates lie in 2025 and 2026 on whatever day the tests run, so that a seed gives the same rows every
day. Statuses and other words that the database leaves open are those of a standard Salesforce org, or inferred.
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

# Columns of user ids without a foreign key hold it where no user's row is at hand; no factory gives it to a row.
INTEGRATION_USER = to_18("0050F0000000000")

VAT_RATE = Decimal("0.19")  # of the invoices that factories make


def salesforce_id(prefix: str) -> Sequence:
    """Return a declaration of ids that differ from row to row, and from those that people write by hand.

    They are made of ``prefix``, the name of an instance, a running number and the checksum.
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
    """Round a computed amount to cents; nothing stays nothing."""
    return None if value is None else Decimal(value).quantize(Decimal("0.01"))
