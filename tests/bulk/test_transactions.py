"""Batches and transactions: what is written when, what is left behind, and who waits for whom."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction

from agent360_models import poolers
from agent360_models.bulk import Rejection, UpsertResult, aupsert, upsert
from agent360_models.exceptions import RejectedRowsError
from tests.apps.bulky.models import Item, Member
from tests.settings import INSTALLED_APPS
from tests.support.databases import query
from tests.support.endurance import trials
from tests.support.threads import at_once

transactional = pytest.mark.django_db(transaction=True)


def items(numbers: Any, text: str | None = None) -> Iterator[dict[str, Any]]:
    return ({"key": n, "text": text, "age": 1} for n in numbers)


def _conninfo() -> str:
    params = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(
        **{name: params[name] for name in ("dbname", "user", "host", "port", "password") if params.get(name)}
    )


def catalogue() -> int:
    """How many rows of the server's catalogue were changed or deleted up to now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT sum(n_tup_upd + n_tup_del) FROM pg_stat_sys_tables WHERE relname IN"
            " ('pg_class', 'pg_attribute', 'pg_type', 'pg_depend', 'pg_statistic', 'pg_index')"
        )
        return int(cursor.fetchone()[0])


STAGES = "SELECT relname FROM pg_class WHERE relname ~ '^agent360_stage'"


@transactional
@pytest.mark.parametrize("on_error", ["raise", "reject"])
def test_many_batches_of_one_transaction_leave_no_more_in_the_catalogue_than_one(on_error: Any) -> None:
    """The temporary table is made once."""

    def left_by(batches: int) -> int:
        before = catalogue()
        upsert(Item, items(range(batches * 10)), batch_size=10, atomic=True, on_error=on_error)
        return catalogue() - before

    left_by(1)

    assert 0 < left_by(20) <= left_by(2)
    assert query(STAGES) == []


@transactional
@pytest.mark.parametrize(
    "options", [{}, {"atomic": True}, {"on_error": "reject"}, {"atomic": True, "on_error": "reject"}]
)
def test_batches_are_one_stream(options: dict[str, Any]) -> None:
    """A row that comes again in a later batch is a newer version of itself."""
    rows = [{"key": n % 7, "text": str(n), "age": n} for n in range(50)]

    result = upsert(Item, rows, batch_size=8, newest_by="age", **options)

    assert sum(vars_of(result)) == 50
    assert result.inserted == 7
    assert dict(Item.objects.values_list("key", "text")) == {n % 7: str(n) for n in range(50)}


def vars_of(result: UpsertResult) -> list[int]:
    return [result.inserted, result.updated, result.unchanged, result.superseded, result.rejected]


@transactional
def test_an_endless_generator_is_written_batch_by_batch() -> None:
    """What came before it was stopped is there."""

    def endless() -> Iterator[dict[str, Any]]:
        n = 0
        while True:
            n += 1
            if n > 20:
                raise KeyboardInterrupt
            yield {"key": n}

    with pytest.raises(KeyboardInterrupt):
        upsert(Item, endless(), batch_size=6)

    assert Item.objects.count() == 18


@transactional
@pytest.mark.parametrize("options", [{"atomic": True}, {"atomic": True, "on_error": "reject"}])
def test_atomic_is_all_or_nothing(options: dict[str, Any]) -> None:
    """Nobody else sees a part of it."""
    seen = []

    def rows() -> Iterator[dict[str, Any]]:
        yield from items(range(16))
        with psycopg.connect(_conninfo()) as other:
            seen.append(other.execute("SELECT count(*) FROM bulky_item").fetchone())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upsert(Item, rows(), batch_size=4, **options)

    assert seen == [(0,)]
    assert not Item.objects.exists()


@transactional
@pytest.mark.parametrize("options", [{}, {"atomic": True}, {"on_error": "reject"}])
def test_in_the_callers_transaction_nothing_is_committed(options: dict[str, Any]) -> None:
    """A rollback takes all of it back, and what the caller wrote before."""
    with transaction.atomic():
        Item.objects.create(key=100)
        upsert(Item, items(range(20)), batch_size=6, **options)
        seen = Item.objects.count()
        transaction.set_rollback(True)

    assert seen == 21
    assert not Item.objects.exists()


@transactional
def test_without_autocommit_nothing_is_committed() -> None:
    """The caller says when."""
    transaction.set_autocommit(False)
    try:
        upsert(Item, items(range(20)), batch_size=6)
        transaction.rollback()
    finally:
        transaction.set_autocommit(True)

    assert not Item.objects.exists()


@transactional
@pytest.mark.parametrize("bad", [False, True])
def test_nested_in_savepoints_and_generators(bad: bool) -> None:
    """The rows may come from the same connection, and from another upsert."""
    Item.objects.bulk_create(Item(key=n, age=n) for n in range(30))

    def rows() -> Iterator[dict[str, Any]]:
        for item in Item.objects.filter(key__lt=20).order_by("key").iterator(chunk_size=3):
            upsert(Item, [{"key": item.key + 100}])
            yield {"key": item.key, "text": "too long" if bad and item.key % 5 == 0 else "new"}

    with transaction.atomic(), transaction.atomic():
        result = upsert(Item, rows(), batch_size=4, on_error="reject")

    assert result == UpsertResult(updated=16 if bad else 20, rejected=4 if bad else 0)
    assert Item.objects.filter(key__gte=100).count() == 20


@transactional
@pytest.mark.parametrize("bad", [False, True])
@pytest.mark.parametrize("atomic", [False, True])
@pytest.mark.parametrize("is_direct", [False, True])
def test_no_session_keeps_a_temporary_table(
    bad: bool, atomic: bool, is_direct: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond a call, and behind a pooler, where another client would meet it, beyond a transaction."""
    rows = [{"key": n, "text": "too long" if bad and n % 10 == 0 else "x"} for n in range(40)]
    seen: set[str] = set()
    monkeypatch.setattr(poolers, "is_direct", lambda _using: is_direct)

    def watched() -> Iterator[dict[str, Any]]:
        for row in rows:
            if not connection.in_atomic_block:
                seen.update(name for (name,) in query(STAGES))
            yield row

    result = upsert(Item, watched(), batch_size=9, on_error="reject", atomic=atomic)
    with pytest.raises(RejectedRowsError):
        upsert(Item, [{"key": 1, "text": "too long"}], atomic=atomic)

    assert result == UpsertResult(inserted=36 if bad else 40, rejected=4 if bad else 0)
    assert len(seen) == (is_direct and not atomic)
    assert query(STAGES) == []


@transactional
def test_a_connection_that_is_closed_between_batches_is_opened_again() -> None:
    """By the rows themselves, as a worker does that looks for connections which are too old."""

    def rows() -> Iterator[dict[str, Any]]:
        for n in range(50):
            if n in (20, 35):
                connection.close()
            yield {"key": n}

    assert upsert(Item, rows(), batch_size=5) == UpsertResult(inserted=50)


@transactional
def test_a_session_that_is_made_to_forget_its_plans_plans_again() -> None:
    """And keeps none once the call is over."""

    def rows() -> Iterator[dict[str, Any]]:
        for n in range(60):
            if n in (20, 45):
                with connection.cursor() as cursor:
                    cursor.execute("DEALLOCATE ALL")
            yield {"key": n}

    assert upsert(Item, rows(), batch_size=5) == UpsertResult(inserted=60)
    assert query("SELECT name FROM pg_prepared_statements") == []


@transactional
def test_many_new_rows_of_which_somebody_else_inserts_one() -> None:
    """The others go in, and that one becomes ours: by then ON CONFLICT is asked for."""
    with psycopg.connect(_conninfo()) as other:
        other.execute("INSERT INTO bulky_item (key, text) VALUES (700, 'other')")
        thread = threading.Timer(0.3, other.commit)
        thread.start()
        result = upsert(Item, items(range(1000), "ours"))
        thread.join()

    assert result == UpsertResult(inserted=999, updated=1)
    assert Item.objects.filter(text="ours").count() == 1000


@transactional
def test_triggers_see_many_rows_as_they_see_a_few() -> None:
    """One for rows may keep some out; one for statements is called for each statement once."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE seen (what text)")
        cursor.execute(
            "CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF TG_LEVEL = 'STATEMENT' THEN INSERT INTO seen VALUES (TG_OP); RETURN NULL; END IF;"
            " IF NEW.key % 100 = 0 THEN RETURN NULL; END IF; RETURN NEW; END $$"
        )
        cursor.execute("CREATE TRIGGER look BEFORE INSERT ON bulky_item FOR EACH ROW EXECUTE FUNCTION look()")
        found = [upsert(Item, items(range(600), "x")), upsert(Item, items(range(300, 1200), "y"))]
        cursor.execute("CREATE TRIGGER look2 AFTER INSERT ON bulky_item FOR EACH STATEMENT EXECUTE FUNCTION look()")
        found.append(upsert(Item, items(range(1200, 2000), "z")))
        cursor.execute("SELECT what FROM seen")
        statements = cursor.fetchall()
        cursor.execute(
            "DROP TRIGGER look ON bulky_item; DROP TRIGGER look2 ON bulky_item; DROP FUNCTION look; DROP TABLE seen"
        )

    assert found == [
        UpsertResult(inserted=594, suppressed=6),
        UpsertResult(inserted=594, updated=297, suppressed=9),
        UpsertResult(inserted=792, suppressed=8),
    ]
    assert statements == [("INSERT",)]


@transactional
def test_rejections_are_handed_over_once_their_batch_is_written() -> None:
    """Whoever is told of a bad row finds the good ones of its batch."""
    there = []

    def look(rejection: Rejection) -> None:
        there.append((rejection.number, Item.objects.count()))

    rows = [{"key": n, "text": "too long" if n in (2, 3, 8) else "x"} for n in range(1, 11)]
    upsert(Item, rows, batch_size=5, on_error="reject", on_reject=look)

    assert there == [(2, 3), (3, 3), (8, 7)]


@transactional
def test_a_deferred_constraint_is_checked_where_the_transaction_is_ours() -> None:
    """And where it is the caller's, by the caller's commit, unless bad rows are to be rejected."""
    rows = [{"team": "a", "number": 1, "name": "x", "leader_id": 99}]
    key = ["team", "number"]

    with pytest.raises(RejectedRowsError, match="row 1, leader_id: no such row"):
        upsert(Member, rows, key=key)
    with transaction.atomic():
        assert upsert(Member, rows, key=key) == UpsertResult(inserted=1)
        Member.objects.create(id=99, team="a", number=99, name="x")
    with transaction.atomic():
        late = [{**rows[0], "number": 2, "leader_id": 77}]
        assert upsert(Member, late, key=key, on_error="reject") == UpsertResult(rejected=1)


@transactional
@pytest.mark.parametrize(
    ("one", "two"), [({}, {}), ({"atomic": True}, {}), ({"atomic": True, "on_error": "reject"}, {})]
)
def test_two_loads_of_the_same_keys_both_succeed(one: dict[str, Any], two: dict[str, Any]) -> None:
    """In opposite order and in many batches; each row is one of theirs in the end."""
    first = [*items(range(600), "one")]
    second = [*items(reversed(range(600)), "two")]

    results = at_once(
        partial(upsert, Item, first, batch_size=50, **one), partial(upsert, Item, second, batch_size=70, **two)
    )

    assert [type(result) for result in results] == [UpsertResult, UpsertResult]
    assert sum(result.inserted for result in results if isinstance(result, UpsertResult)) == 600
    assert set(Item.objects.values_list("text", flat=True)) <= {"one", "two"}
    assert Item.objects.count() == 600


@transactional
def test_a_key_that_somebody_else_is_inserting_is_updated() -> None:
    """Where a plain MERGE would fail."""
    with psycopg.connect(_conninfo()) as other:
        other.execute("INSERT INTO bulky_item (key, text) VALUES (1, 'other')")
        thread = threading.Timer(0.3, other.commit)
        thread.start()
        result = upsert(Item, items([1, 2], "ours"))
        thread.join()

    assert result == UpsertResult(inserted=1, updated=1)
    assert set(Item.objects.values_list("text", flat=True)) == {"ours"}


@transactional
def test_a_batch_that_loses_a_deadlock_is_tried_again() -> None:
    """The server ends one of two that wait for each other; ours begins anew."""
    upsert(Item, items([1, 2]))
    with psycopg.connect(_conninfo()) as other:
        other.execute("SET deadlock_timeout = '10s'; UPDATE bulky_item SET text = 'b' WHERE key = 2")

        def wait_for_ours() -> None:
            other.execute("UPDATE bulky_item SET text = 'b' WHERE key = 1")
            other.commit()

        second = threading.Timer(0.3, wait_for_ours)
        second.start()
        result = upsert(Item, items([1, 2], "ours"))
        second.join()

    assert result == UpsertResult(updated=2)
    assert set(Item.objects.values_list("text", flat=True)) == {"ours"}


LOADER = """
    import django, itertools, sys
    from django.conf import settings
    from agent360_models.testing.postgres import database_settings
    settings.configure(INSTALLED_APPS={apps!r}, USE_TZ=True, DATABASES={{"default": {database!r}}})
    django.setup()
    from agent360_models.bulk import upsert
    from tests.apps.bulky.models import Item
    print("ready", flush=True)
    upsert(Item, ({{"key": n, "text": "x"}} for n in itertools.count()), batch_size=100)
"""


@transactional
def test_a_load_that_is_killed_leaves_whole_batches() -> None:
    """At random moments, five for each loader."""
    database = {name: connection.settings_dict[name] for name in ("ENGINE", "NAME", "USER", "HOST", "PORT", "PASSWORD")}
    code = textwrap.dedent(LOADER.format(apps=INSTALLED_APPS, database=database))
    moments = random.Random(5)  # noqa: S311
    for _ in range(trials(1, 4)):
        loaders = [
            subprocess.Popen(
                [sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "."}
            )
        ]
        for loader in loaders:
            assert loader.stdout is not None
            loader.stdout.readline()
            for _ in range(5):
                time.sleep(moments.random() / 20)
                assert Item.objects.count() % 100 == 0
            loader.send_signal(signal.SIGKILL)
            loader.wait()
            loader.stdout.close()
        count = Item.objects.count()
        assert count % 100 == 0
        assert count > 0


@transactional
def test_a_connection_that_is_cut_ends_the_load_and_leaves_whole_batches() -> None:
    """The error is Django's own."""

    def rows() -> Iterator[dict[str, Any]]:
        for n in range(50):
            if n == 30:
                with psycopg.connect(_conninfo(), autocommit=True) as other:
                    other.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
            yield {"key": n}

    with pytest.raises(Exception, match=r"terminating|closed|lost"):
        upsert(Item, rows(), batch_size=10)

    connection.close()
    assert Item.objects.count() == 30


@transactional
def test_from_async_code() -> None:
    """Rows may come from an async source, and bad ones are handed over."""

    async def source() -> AsyncIterator[dict[str, Any]]:
        for n in range(12):
            await asyncio.sleep(0)
            yield {"key": n, "text": "too long" if n == 5 else "x"}

    found: list[Rejection] = []

    async def work() -> tuple[UpsertResult, UpsertResult, UpsertResult]:
        first = await aupsert(Item, source(), batch_size=5, on_error="reject", on_reject=found.append)
        second = await aupsert(Item, [{"key": 1, "text": "y"}])
        third = await Item.objects.aupsert(source(), on_error="reject")
        await sync_to_async(connections.close_all)()  # those of the thread that did the work
        return first, second, third

    results = asyncio.run(work())

    assert results == (
        UpsertResult(inserted=11, rejected=1),
        UpsertResult(updated=1),
        UpsertResult(updated=1, unchanged=10, rejected=1),
    )
    assert [one.number for one in found] == [6]
    assert Item.objects.count() == 11
