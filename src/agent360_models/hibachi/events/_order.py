"""The order of an aggregate's messages, for databases with an index on ``outbox.event_id``.

A message that has to wait for an earlier one is put behind it. A claim that meets such a message moves its
``next_attempt_at`` into the future, and the worker that settles the earlier message moves it back. So no claim reads
a waiting message twice, whatever the backlog. A claim that meets a large backlog for the first time leaves some of it
to the next claim. If another program settles the earlier message, the later one becomes due by itself. That takes at
most twice the time that it had waited before, and at most two hours.
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

_MOST = 250  # messages that one transaction examines, unless the claim's limit is higher
_AHEAD = 10_000  # message keys that one read fetches at most
_TARGETS = 50  # targets that are queried separately, at most
_PATIENCE = 1.0  # seconds after which a claim starts no further part

_UNSETTLED = ("pending", "processing")

# Pairs of a message and the earlier unsettled message that it waits for. The LATERAL queries force one index look-up
# per row: for some thousands of rows, the planner would read the whole table.
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

# The earlier messages are locked too: a worker that settles one waits, and then sees which message to wake. SKIP LOCKED
# keeps this statement from waiting. The UPDATE finds the locked rows by ctid: for some thousands of rows, the planner
# would read the whole table. In a partitioned table a ctid is unique in its partition only.
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

# The former next_attempt_at is lost, so ``created_at`` replaces it: the longest waiting messages go first.
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
    """Tell whether the database has an index on ``outbox.event_id``; the original does not."""
    from agent360_models import catalog  # local: projects that claim nothing need not import it

    return catalog.is_indexed("events", "outbox", "event_id", using=using)


class FirstMessages:
    """The due messages that are the first of their aggregate, examined part by part.

    The more messages have to wait for an earlier one, the more the next read fetches. No read returns to messages
    already examined, nor to the dead index entries of those that were put behind. Such entries stay in the index as
    long as any older transaction runs.
    """

    def __init__(self, due: Any, limit: int) -> None:
        self.due = due
        self.is_over = False  # every due message was examined
        self._size = 2 * limit
        self._part = max(_MOST, limit)
        self._read: list[UUID] = []  # keys read and not yet examined
        self._is_read = False  # every due key was read
        self._from: datetime | None = None  # next_attempt_at from which the next read continues
        self._seen: set[UUID] = set()  # keys already read with exactly that next_attempt_at
        self._until: float | None = None

    @property
    def is_late(self) -> bool:
        """True once the claim has used up its time."""
        return self._until is not None and time.monotonic() >= self._until

    def lock(self, limit: int) -> list[Any]:
        """Lock and return up to ``limit`` messages of the next part, and put behind those that wait for another."""
        if not self._read:
            self._read_on()
        part, self._read = self._read[: self._part], self._read[self._part :]
        behind = dict(self._query(_BEFORE, part).fetchall())
        firsts = self.due.readable().filter(pk__in=[pk for pk in part if pk not in behind]).annotate(now=Now())
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
        if self._until is None:  # a slow first read earns the claim more time
            now = time.monotonic()
            self._until = now + _PATIENCE * max(1, 3 * (now - began))

    def _put_behind(self, earlier: dict[UUID, UUID]) -> None:
        """Put each message behind the first message that it waits for; skip locked messages."""
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
    """Return querysets that an index can order: one per target, or one per status.

    A queryset of one target has both statuses. With one status, the planner could choose the index on the status, and
    read messages to other targets.
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
    """Return a queryset with one condition replaced: two conditions on one column mislead the planner."""
    other = messages.all()
    other.query.where.children[place] = condition
    return other


def wake(settled: Collection[UUID], *, using: str) -> None:
    """Make the messages behind these due now. The caller settles these messages in the same transaction."""
    if settled:
        with connections[using].cursor() as cursor:
            cursor.execute(_WAKE, [[*settled], BEHIND])
