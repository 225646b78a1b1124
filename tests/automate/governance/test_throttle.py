"""``ThrottleBucket.objects.hit()``: exact, in one statement, by the clock of the database."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agent360_models.automate.governance.factories import ThrottleBucketFactory
from agent360_models.automate.governance.models import ThrottleBucket
from agent360_models.automate.governance.querysets import Throttle

MINUTE = timedelta(minutes=1)


def pass_time(**span: int) -> None:
    """Let the windows have begun earlier."""
    params: list[Any] = [timedelta(**span)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE automate_governance_throttlebucket SET started_at = started_at - %s", params)


def hit_at_once(threads: int, at_a_time: int = 40, **how: Any) -> list[Throttle]:
    """Hit one key in that many threads, each with a connection of its own; a server has room for 100."""
    found: list[Throttle] = []
    room, start = threading.Semaphore(at_a_time), threading.Barrier(threads)

    def run() -> None:
        start.wait(20)
        with room:
            try:
                found.append(ThrottleBucket.objects.hit("client", **how))
            finally:
                connections.close_all()

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(60)
    return found


@pytest.mark.django_db(transaction=True)
def test_200_threads_on_one_row_are_counted_exactly() -> None:
    """Exactly the limit is allowed, and no number of hits that remain comes twice."""
    found = hit_at_once(200, limit=150, window=MINUTE)

    assert ThrottleBucket.objects.get().count == len(found) == 200
    assert sum(hit.allowed for hit in found) == 150
    assert sorted(hit.remaining for hit in found) == [0] * 50 + [*range(150)]
    assert len({hit.reset for hit in found}) == 1


@pytest.mark.django_db(transaction=True)
def test_a_window_that_is_over_begins_anew_once() -> None:
    """However many notice at the same time."""
    ThrottleBucketFactory.create(key="client", count=1_000)

    found = hit_at_once(60, limit=60, window=MINUTE)

    assert all(hit.allowed for hit in found)
    assert ThrottleBucket.objects.get().count == 60


@pytest.mark.django_db
def test_a_hit_is_one_statement() -> None:
    """The first, and the others."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            ThrottleBucket.objects.hit("client", limit=1, window=60)
        assert len(queries) == 1


@pytest.mark.django_db
def test_the_limit_holds_for_a_window_and_then_anew() -> None:
    """Hits beyond the limit do not lengthen it."""
    allowed = [ThrottleBucket.objects.hit("client", limit=2, window=60).allowed for _ in range(3)]
    pass_time(seconds=59)
    late = ThrottleBucket.objects.hit("client", limit=2, window=60)
    pass_time(seconds=2)
    anew = ThrottleBucket.objects.hit("client", limit=2, window=60)

    assert allowed == [True, True, False]
    assert (late.allowed, late.remaining) == (False, 0)
    assert timedelta(0) < late.reset - timezone.now() < timedelta(seconds=2)
    assert (anew.allowed, anew.remaining) == (True, 1)
    assert timedelta(seconds=58) < anew.reset - timezone.now() <= MINUTE


@pytest.mark.django_db
def test_the_limit_and_the_window_are_those_of_the_hit() -> None:
    """A new configuration holds at once."""
    ThrottleBucket.objects.hit("client", limit=1, window=3600)
    pass_time(minutes=2)

    assert not ThrottleBucket.objects.hit("client", limit=1, window=3600).allowed
    assert ThrottleBucket.objects.hit("client", limit=3, window=3600).allowed
    assert ThrottleBucket.objects.hit("client", limit=1, window=MINUTE).allowed


@pytest.mark.django_db
def test_keys_do_not_mix() -> None:
    """Whatever they are."""
    for key in ("a", "A", "ä", "%s", "'; --", "x" * 255):
        assert ThrottleBucket.objects.hit(key, limit=1, window=60).allowed


@pytest.mark.django_db(databases=["default", "crm"])
def test_an_alias_counts_for_itself() -> None:
    """By name, or that of the queryset."""
    with connections["crm"].schema_editor() as editor:
        editor.create_model(ThrottleBucket)
    assert ThrottleBucket.objects.hit("client", limit=1, window=60, using="crm").allowed
    assert not ThrottleBucket.objects.using("crm").hit("client", limit=1, window=60).allowed
    assert ThrottleBucket.objects.hit("client", limit=1, window=60).allowed


@pytest.mark.parametrize(("limit", "window"), [(0, 60), (-1, 60), (1, 0), (1, -1), (1, timedelta(0))])
def test_a_limit_that_makes_no_sense_is_refused(limit: int, window: Any) -> None:
    """Before anything is counted."""
    with pytest.raises(ValueError, match="at least 1"):
        ThrottleBucket.objects.hit("client", limit=limit, window=window)


@pytest.mark.django_db
def test_what_is_over_can_be_deleted() -> None:
    """And nothing else."""
    ThrottleBucket.objects.hit("short", limit=1, window=30)
    ThrottleBucket.objects.hit("long", limit=1, window=120)
    pass_time(seconds=60)

    assert ThrottleBucket.objects.expired().delete()[0] == 1
    assert ThrottleBucket.objects.get().key == "long"
