"""Random values: the same seed always gives the same values."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from agent360_models.agent360.salesforce.ids import to_18

Row = dict[str, Any]

TODAY = date(2026, 5, 4)


class Drawing:
    """Ids, times and amounts; subclasses draw the rows, each step from the rows of earlier steps."""

    users: list[Row]

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # keeps no secret
        self.numbers = count(1)

    def new_id(self, prefix: str) -> str:
        """Return the next record id; the first three characters name its object."""
        return to_18(f"{prefix}Ex{next(self.numbers):010d}")

    def moment(self, first: date, last: date = TODAY) -> datetime:
        """Return a time on a working day between two days."""
        day = first + timedelta(days=self.random.randint(0, max((last - first).days, 0)))
        return datetime(
            day.year, day.month, day.day, self.random.randint(7, 18), self.random.randint(0, 59), tzinfo=UTC
        )

    def money(self, low: int, high: int) -> Decimal:
        """Return an amount in cents."""
        return Decimal(self.random.randint(low * 100, high * 100)) / 100

    def modified(self, since: date = date(2026, 1, 5)) -> Row:
        """Return the last editor of a record, and the time."""
        author = self.random.choice(self.users)["Id"]
        return {"LastModifiedDate": self.moment(since), "LastModifiedById": author}

    def stamps(self, since: date = date(2025, 1, 7)) -> Row:
        """Return the creation time of a record, and its last editor."""
        created = self.moment(since)
        return {"CreatedDate": created, **self.modified(created.date() + timedelta(days=1))}
