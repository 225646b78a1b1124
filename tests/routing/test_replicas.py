"""Reads from real standbys: never older than what the context wrote, and never an error because one is gone."""

import threading
import time
from collections import Counter
from contextvars import Context
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError, connections, transaction
from pytest_django.fixtures import Settings

from agent360_models import routing
from agent360_models.agent360.core.models import UserRole
from agent360_models.operating.facts import ReplicaState, ReplicaStatus, replica_statuses
from agent360_models.routing import _replicas
from agent360_models.testing.postgres import database_settings
from tests.routing.conftest import Cluster
from tests.support.endurance import trials

TRIALS = trials(daily=60, endurance=5000)  # for each delay
READS = trials(daily=300, endurance=1000)


def read_from() -> str:
    """Return the alias that a query goes to now."""
    return str(UserRole.objects.all().db)


# Fresh


@pytest.mark.parametrize("milliseconds", [0, 300, 3000])
def test_what_a_context_wrote_it_reads(cluster: Cluster, milliseconds: int) -> None:
    """After a save, by ``refresh_from_db()``, right after it was created, and to add one to it."""
    cluster.delay(milliseconds)
    row = cluster.role()
    stale: Counter[str] = Counter()

    def once(number: int) -> None:
        name = str(number)
        found = UserRole.objects.using("p").get(pk=row.pk)
        found.ur_name = name
        found.save()
        stale["after save"] += UserRole.objects.get(pk=row.pk).ur_name != name
        UserRole.objects.filter(pk=row.pk).update(ur_name=name + "b")
        found.refresh_from_db()
        stale["refreshed"] += found.ur_name != name + "b"
        with connections["p"].cursor() as cursor:
            cursor.execute("UPDATE user_roles SET ur_name = %s WHERE ur_sf_id = %s", [name + "c", row.pk])
        stale["by SQL"] += not UserRole.objects.filter(ur_name=name + "c").exists()
        with transaction.atomic(using="p"):
            UserRole.objects.filter(pk=row.pk).update(ur_name=name + "d")
        stale["after atomic"] += UserRole.objects.get(pk=row.pk).ur_name != name + "d"

    for number in range(TRIALS // 4):
        Context().run(once, number)

    assert stale.total() == 0, stale


def test_get_add_one_and_save_loses_nothing(cluster: Cluster) -> None:
    """Twenty times, outside of any transaction."""
    cluster.delay(300)
    row = cluster.role("0")
    cluster.wait()

    for _ in range(20):
        found = UserRole.objects.get(pk=row.pk)
        found.ur_name = str(int(found.ur_name) + 1)
        found.save()

    assert UserRole.objects.get(pk=row.pk).ur_name == "20"


def test_a_replica_is_read_again_once_it_has_what_was_written(cluster: Cluster) -> None:
    cluster.delay(300)
    cluster.role()
    routing.wrote("p")
    assert read_from() == "p"

    time.sleep(0.4)
    cluster.role()  # by another context, which is nothing to this one
    cluster.wait()

    assert {read_from() for _ in range(20)} == {"r0", "r1"}


def test_who_did_not_write_reads_from_replicas(cluster: Cluster) -> None:
    """However far they are behind; many threads and a writer at once."""
    cluster.delay(3000)
    places: Counter[str] = Counter()
    is_over = threading.Event()

    def write() -> None:
        while not is_over.is_set():
            cluster.role()
            time.sleep(0.01)
        connections.close_all()

    def read() -> None:
        for _ in range(READS // 3):
            rows = UserRole.objects.all()
            places[rows.db] += 1
            rows.exists()
        connections.close_all()

    writer, readers = threading.Thread(target=write), [threading.Thread(target=read) for _ in range(3)]
    for thread in (writer, *readers):
        thread.start()
    for thread in readers:
        thread.join()
    is_over.set()
    writer.join()

    assert places["r0"] + places["r1"] > 0.95 * places.total()


def test_an_open_transaction_is_read_where_it_is(cluster: Cluster) -> None:
    """Whichever way it was opened."""
    with transaction.atomic(using="p"):
        assert read_from() == "p"
    connections["p"].set_autocommit(False)
    try:
        assert read_from() == "p"
    finally:
        connections["p"].set_autocommit(True)


def test_a_replica_that_does_not_say_how_far_it_is_waits(cluster: Cluster, settings: Settings) -> None:
    """Here it is a primary: nothing is read from it for a while after a write."""
    settings.AGENT360_MODELS = {"ALIAS": "p", "REPLICAS": {"p": ["also_p"]}}
    assert read_from() == "also_p"

    routing.wrote("p")

    assert read_from() == "p"


# Alive


def test_a_replica_that_is_killed_is_no_error(cluster: Cluster) -> None:
    """In a script without requests; the other one answers, then the primary, and both of them come back."""
    row = cluster.role()
    cluster.wait()
    rows = UserRole.objects.filter(pk=row.pk)
    places: list[str] = []
    try:
        for number in range(READS):
            if number in (READS // 3, 2 * READS // 3):
                killed = len(places) // (READS // 3) - 1
                cluster.replicas[killed].kill()
                assert [found.pk for found in rows.using(f"r{killed}")] == [row.pk]  # it is noticed
            assert [found.pk for found in rows.all()] == [row.pk]
            assert [found.pk for found in rows.iterator(chunk_size=10)] == [row.pk]
            places.append(read_from())
    finally:
        for number, replica in enumerate(cluster.replicas):
            replica.start()
            connections.settings[f"r{number}"].update(database_settings(replica.url))
            connections[f"r{number}"].settings_dict.update(database_settings(replica.url))
    assert set(places[: READS // 3]) == {"r0", "r1"}
    assert set(places[READS // 3 : 2 * READS // 3]) == {"r1"}
    assert set(places[2 * READS // 3 :]) == {"p"}

    assert read_from() == "p"
    _replicas._left_until.clear()  # as time does
    assert {read_from() for _ in range(20)} == {"r0", "r1"}


def test_an_error_of_the_query_is_one(cluster: Cluster) -> None:
    """A statement that the server refuses is not sent to another one, and the replica stays."""
    with connections["r0"].cursor() as cursor:
        with pytest.raises(ProgrammingError):
            cursor.execute("SELECT * FROM no_table")
        with pytest.raises(OperationalError):
            cursor.execute("SET statement_timeout = 10; SELECT pg_sleep(1)")
        cursor.execute("SET statement_timeout = 0")

    assert {read_from() for _ in range(20)} == {"r0", "r1"}


def test_a_session_that_ends_before_its_first_row_is_no_error(cluster: Cluster) -> None:
    """Between the statement and its first rows, and once it is known to be gone."""
    row = cluster.role()
    cluster.wait()

    def end(execute: Any, *arguments: Any) -> Any:
        result = execute(*arguments)
        with psycopg.connect(cluster.replicas[0].url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [connections["r0"].connection.info.backend_pid])
        return result

    connections["r0"].ensure_connection()  # which may ask something of its own
    with connections["r0"].execute_wrapper(end):
        found = UserRole.objects.using("r0").filter(pk=row.pk).iterator(chunk_size=1)
        assert [role.pk for role in found] == [row.pk]
    assert read_from() == "r1"

    _replicas._left_until.clear()
    for alias in ("r0", "r1"):
        UserRole.objects.using(alias).exists()
        connections[alias].connection.close()
    assert {UserRole.objects.get(pk=row.pk).pk for _ in range(20)} == {row.pk}
    assert {read_from() for _ in range(20)} == {"r0", "r1"}


def test_an_operator_sees_one_that_lags(cluster: Cluster) -> None:
    """In time and bytes, as one that is gone; and none that has all there is."""
    cluster.wait()
    assert [lag_of(status) for status in replica_statuses("p")] == [(ReplicaState.OK, False)] * 2

    cluster.delay(3000)
    for _ in range(3):
        cluster.role()
        time.sleep(0.2)

    assert [lag_of(status) for status in replica_statuses("p")] == [(ReplicaState.LAGGING, True)] * 2


def lag_of(status: ReplicaStatus) -> tuple[ReplicaState, bool]:
    return status.state(max_lag=timedelta(milliseconds=100)), bool(status.lag_bytes)
