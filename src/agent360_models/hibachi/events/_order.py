"""The order of the messages of an aggregate, where an index leads from an event to its messages.

A message that has to wait for an earlier one is put behind: a claim that meets it moves its ``next_attempt_at`` into
the future, and whoever settles the earlier one moves it back. So claims pass by none of them a second time, however
many there are; a claim that meets very many for the first time leaves some to the next. Where another program settles
the earlier one, the message is due by itself after at most twice the time that it had waited before, or two hours.
"""

import time
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models.functions import Now
from django.db.models.lookups import Exact, In

BEHIND = "Behind an earlier message of the aggregate."  # in ``error``, which is empty before a first attempt

_MOST = 250  # messages that one transaction looks at, where no more are asked for
_AHEAD = 10_000  # messages of which the keys are read at once
_TARGETS = 50  # that are asked for one by one
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
# rows that are locked are found again by their place: the planner would read the whole table for some thousands. Each
# partition of a partitioned table has such a place.
_PUT_BEHIND = f"""
    WITH earlier AS MATERIALIZED (
        SELECT b.id FROM events.outbox b
        WHERE b.id = ANY (%s) AND b.status IN {_UNSETTLED} FOR SHARE SKIP LOCKED
    ), behind AS MATERIALIZED (
        SELECT m.part, m.place, statement_timestamp()
            + least(statement_timestamp() - m.created_at, interval '1 hour') * (1 + random()) AS until
        FROM unnest(%s::uuid[], %s::uuid[]) AS pair (later, earlier)
        JOIN earlier ON earlier.id = pair.earlier
        CROSS JOIN LATERAL (
            SELECT m.tableoid AS part, m.ctid AS place, m.created_at FROM events.outbox m
            WHERE m.id = pair.later AND m.status = 'pending' AND m.next_attempt_at <= statement_timestamp()
                AND coalesce(m.error, %s) = %s FOR NO KEY UPDATE SKIP LOCKED
        ) m
    )
    UPDATE events.outbox SET next_attempt_at = behind.until, error = %s FROM behind
    WHERE outbox.ctid = behind.place AND outbox.tableoid = behind.part
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

    The more of them have to wait for an earlier one, the more the next part looks at. What was looked at is not read
    again, nor are the entries that it left in the index: those stay while any transaction is older than its move.
    """

    def __init__(self, due: Any, limit: int) -> None:
        self.due = due
        self.is_over = False  # all that is due was looked at
        self._size = 2 * limit
        self._part = max(_MOST, limit)
        self._read: list[UUID] = []  # and not looked at
        self._is_read = False  # all that is due was read
        self._from: datetime | None = None  # where what is not read begins
        self._seen: set[UUID] = set()  # of those that are due at that time
        self._until: float | None = None

    @property
    def is_late(self) -> bool:
        """Whether the claim took long enough, be it for one part."""
        return self._until is not None and time.monotonic() >= self._until

    def lock(self, limit: int) -> list[Any]:
        """Lock and return up to ``limit`` of the next part, and put behind what waits for another message."""
        if not self._read:
            self._read_on()
        part, self._read = self._read[: self._part], self._read[self._part :]
        behind = dict(self._query(_BEFORE, part).fetchall())
        firsts = self.due.filter(pk__in=[pk for pk in part if pk not in behind]).annotate(now=Now())
        locked = list(firsts.order_by("next_attempt_at").select_for_update(skip_locked=True)[:limit])
        if behind:
            self._put_behind(behind)
        self.is_over = self._is_read and not self._read
        return locked

    def _read_on(self) -> None:
        """Read the keys of the messages that are due next."""
        began = time.monotonic()
        due = self.due.filter(next_attempt_at__gte=self._from) if self._from else self.due
        size = self._size + len(self._seen)
        pages = [part.values_list("next_attempt_at", "pk").order_by("next_attempt_at")[:size] for part in _ordered(due)]
        if pages[1:]:
            pages[0] = pages[0].union(*pages[1:], all=True).order_by("next_attempt_at")[:size]
        page = list(pages[0])
        self._read = [pk for _, pk in page if pk not in self._seen]
        self._is_read, self._size = len(page) < size, min(8 * self._size, max(_AHEAD, self._part))
        if page:
            last = page[-1][0]
            self._seen = {pk for moment, pk in page if moment == last} | (self._seen if last == self._from else set())
            self._from = last
        if self._until is None:  # where the way to the first one is long, it is to be worth it
            now = time.monotonic()
            self._until = now + _PATIENCE * max(1, 3 * (now - began))

    def _put_behind(self, earlier: dict[UUID, UUID]) -> None:
        """Put messages behind the first of those that they wait for; those in use stay."""
        first = {}
        for later, before in earlier.items():
            first[later] = before
            while first[later] in earlier:
                first[later] = earlier[first[later]]
        firsts = [*first.values()]
        self._query(_PUT_BEHIND, [*{*firsts}], [*first], firsts, BEHIND, BEHIND, BEHIND)

    def _query(self, sql: str, *params: Any) -> Any:
        cursor = connections[self.due.db].cursor()
        cursor.execute(sql, params)
        return cursor


def _ordered(due: Any) -> list[Any]:
    """Return the messages in parts that an index has in order: of one target each, or of one status.

    Of a target both at once: the planner could take the index of the status instead, and read what waits for others.
    """
    column = due.model._meta.get_field("target")
    for place, condition in enumerate(due.query.where.children):
        if isinstance(condition, Exact | In) and getattr(condition.lhs, "target", None) == column:
            if isinstance(condition, Exact) or not condition.rhs_is_direct_value():
                return [due]
            targets = {*condition.rhs}
            if 0 < len(targets) <= _TARGETS:
                return [_with(due, place, In(condition.lhs, [target])) for target in targets]
    return [due.filter(status=status) for status in _UNSETTLED]


def _with(messages: Any, place: int, condition: In) -> Any:
    """Return a queryset with another condition in the place of one: two of one column mislead the planner."""
    other = messages.all()
    other.query.where.children[place] = condition
    return other


def wake(settled: Collection[UUID], *, using: str) -> None:
    """Have the messages that were put behind these be due now; they are settled, in the same transaction."""
    if settled:
        with connections[using].cursor() as cursor:
            cursor.execute(_WAKE, [[*settled], BEHIND])
