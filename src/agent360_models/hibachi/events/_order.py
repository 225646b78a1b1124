"""The order of the messages of an aggregate, where an index leads from an event to its messages.

A message that has to wait for an earlier one is put behind: a claim that meets it moves its ``next_attempt_at`` into
the future, and whoever settles the earlier one moves it back. So claims pass by none of them a second time, however
many there are; a claim that meets very many for the first time leaves some to the next. Where another program settles
the earlier one, the message is due by itself after at most twice the time that it had waited before, or two hours.
"""

import time
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models.functions import Now

BEHIND = "Behind an earlier message of the aggregate."  # in ``error``, which is empty before a first attempt

_MOST = 2_000  # messages that one transaction looks at
_PATIENCE = 1.0  # seconds after which a claim looks at no further part

_UNSETTLED = ("pending", "processing")

# Which of some messages have an earlier one before them that is not settled. Rows are looked up one by one, by LATERAL
# queries that the planner leaves as they are: it would rather read the whole table once for some thousands of them.
_BEFORE = f"""
    SELECT m.id, before.id FROM unnest(%s::uuid[]) AS asked (id)
    CROSS JOIN LATERAL (SELECT * FROM events.outbox m WHERE m.id = asked.id LIMIT 1) m
    CROSS JOIN LATERAL (SELECT * FROM events.domain_events e WHERE e.id = m.event_id LIMIT 1) e
    CROSS JOIN LATERAL (
        SELECT b.id FROM events.domain_events f JOIN events.outbox b ON b.event_id = f.id
        WHERE f.aggregate_id = e.aggregate_id AND f.aggregate_type = e.aggregate_type AND f.version <= e.version
            AND (f.version < e.version OR b.id < m.id) AND b.target = m.target AND b.status IN {_UNSETTLED}
        ORDER BY f.version DESC LIMIT 1
    ) before
"""

# The earlier ones are locked too: who settles one waits, and then sees which message to wake. Nothing here waits. The
# rows that are locked are found again by their place: the planner would read the whole table for some thousands.
_PUT_BEHIND = f"""
    WITH earlier AS MATERIALIZED (
        SELECT b.id FROM events.outbox b
        WHERE b.id = ANY (%s) AND b.status IN {_UNSETTLED} FOR SHARE SKIP LOCKED
    ), behind AS MATERIALIZED (
        SELECT m.place, statement_timestamp()
            + least(statement_timestamp() - m.created_at, interval '1 hour') * (1 + random()) AS until
        FROM unnest(%s::uuid[], %s::uuid[]) AS pair (later, earlier)
        JOIN earlier ON earlier.id = pair.earlier
        CROSS JOIN LATERAL (
            SELECT m.ctid AS place, m.created_at FROM events.outbox m
            WHERE m.id = pair.later AND m.status = 'pending' AND m.next_attempt_at <= statement_timestamp()
                AND coalesce(m.error, %s) = %s FOR NO KEY UPDATE SKIP LOCKED
        ) m
    )
    UPDATE events.outbox SET next_attempt_at = behind.until, error = %s FROM behind WHERE outbox.ctid = behind.place
"""

# ``created_at`` stands for the time before: those that have waited longest go first.
_WAKE = f"""
    UPDATE events.outbox SET next_attempt_at = least(outbox.created_at, statement_timestamp()), error = NULL
    FROM events.outbox b JOIN events.domain_events e ON e.id = b.event_id
    CROSS JOIN LATERAL (
        SELECT m.id FROM events.domain_events f JOIN events.outbox m ON m.event_id = f.id
        WHERE f.aggregate_id = e.aggregate_id AND f.aggregate_type = e.aggregate_type AND f.version >= e.version
            AND (f.version > e.version OR m.id > b.id) AND m.target = b.target AND m.status IN {_UNSETTLED}
        ORDER BY f.version, m.id LIMIT 1
    ) AS following
    WHERE b.id = ANY (%s) AND outbox.id = following.id AND outbox.status = 'pending' AND outbox.error = %s
"""


def is_indexed(using: str) -> bool:
    """Tell whether the database has an index that leads from an event to its messages; the original has none."""
    from agent360_models import catalog  # which projects that claim nothing need not import

    return catalog.is_indexed("events", "outbox", "event_id", using=using)


class FirstMessages:
    """Those of the messages that are due by their time which are the first of their aggregate, a part after the other.

    The more of them have to wait for an earlier one, the more the next part looks at.
    """

    def __init__(self, due: Any, limit: int) -> None:
        self.due = due
        self.size = 2 * limit
        self.left = 0  # that are due and were neither locked nor put behind: others have them
        self.is_over = False  # all that is due was looked at
        self._seen: set[UUID] = set()
        self._until = time.monotonic() + _PATIENCE

    @property
    def is_long(self) -> bool:
        """Whether the next part looks at as many messages as one may."""
        return self.size >= _MOST

    @property
    def is_late(self) -> bool:
        """Whether the claim took long enough, be it for one part."""
        return bool(self._seen) and time.monotonic() >= self._until

    def lock(self, limit: int) -> list[Any]:
        """Lock and return up to ``limit`` of the next part, and put behind what waits for another message."""
        size = self.size + self.left
        # An index has those of one status in order, and of two it has not.
        parts = [self.due.filter(status=status).values_list("next_attempt_at", "pk") for status in _UNSETTLED]
        pages = [part.order_by("next_attempt_at")[:size] for part in parts]
        page = [pk for _, pk in pages[0].union(*pages[1:], all=True).order_by("next_attempt_at")[:size]]
        new = [pk for pk in page if pk not in self._seen]
        self._seen.update(new)
        behind = dict(self._query(_BEFORE, new).fetchall())
        firsts = self.due.filter(pk__in=[pk for pk in new if pk not in behind]).annotate(now=Now())
        locked = list(firsts.order_by("next_attempt_at").select_for_update(skip_locked=True)[:limit])
        put = self._put_behind(behind) if behind else 0
        self.is_over = len(page) < size
        self.left, self.size = len(page) - len(locked) - put, min(8 * self.size, _MOST)
        return locked

    def _put_behind(self, earlier: dict[UUID, UUID]) -> int:
        """Put messages behind the first of those that they wait for, and return how many; those in use stay."""
        first = {}
        for later, before in earlier.items():
            first[later] = before
            while first[later] in earlier:
                first[later] = earlier[first[later]]
        firsts = [*first.values()]
        return int(self._query(_PUT_BEHIND, [*{*firsts}], [*first], firsts, BEHIND, BEHIND, BEHIND).rowcount)

    def _query(self, sql: str, *params: Any) -> Any:
        cursor = connections[self.due.db].cursor()
        cursor.execute(sql, params)
        return cursor


def wake(settled: Collection[UUID], *, using: str) -> None:
    """Have the messages that were put behind these be due now; they are settled, in the same transaction."""
    if settled:
        with connections[using].cursor() as cursor:
            cursor.execute(_WAKE, [[*settled], BEHIND])
