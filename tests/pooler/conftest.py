"""A database of its own, behind a pooler that a test may choose, and clients that keep the pool moving."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.db import connections
from pytest_django.fixtures import Settings

from agent360_models.tables import reference
from tests.support.databases import scratch_database
from tests.support.pgbouncer import Pool, pooled

Start = Callable[..., Pool]


@pytest.fixture(scope="package")
def database(django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), scratch_database() as alias:
        reference.install(["agent360_core", "agent360_system"], using=alias)
        yield alias


@pytest.fixture
def start(database: str, settings: Settings, django_db_blocker: Any) -> Iterator[Start]:
    """Return the function that puts a pooler in front of the database, where all families are."""
    settings.AGENT360_MODELS = {"ALIAS": database}
    with django_db_blocker.unblock(), ExitStack() as stack:

        def start(**options: Any) -> Pool:
            return stack.enter_context(pooled(database, **options))

        yield start
        connections[database].close()
    with django_db_blocker.unblock(), connections[database].cursor() as cursor:
        cursor.execute("TRUNCATE user_roles, sync_log, sync_watermarks RESTART IDENTITY CASCADE")


@contextmanager
def readers(pool: Pool, count: int = 6) -> Iterator[None]:
    """Have clients read all the time, so that a client seldom gets the server connection that it had."""
    is_over = threading.Event()

    def read() -> None:
        with pool.connect() as client:
            while not is_over.is_set():
                client.execute("SELECT pg_sleep(0.002)")
                time.sleep(random.random() / 200)  # noqa: S311  # so that they are not in step

    threads = [threading.Thread(target=read) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def at_once(*functions: Callable[[], object]) -> list[object]:
    """Call each in a thread of its own, and return what they return or raise."""
    outcomes: list[object] = [None] * len(functions)

    def call(number: int) -> None:
        try:
            outcomes[number] = functions[number]()
        except Exception as error:  # noqa: BLE001  # it is the outcome
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call, args=[number]) for number in range(len(functions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes
