"""Settings that are wrong behind a pool by transaction, and are right everywhere else."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connections, transaction

from agent360_models import drift, poolers
from agent360_models.agent360.core.models import UserRole
from agent360_models.bulk import upsert
from agent360_models.exceptions import PoolerError
from tests.pooler.conftest import Start, at_once, readers
from tests.pooler.test_locks_and_tables import roles

LINE = "DATABASES[{alias!r}]['DISABLE_SERVER_SIDE_CURSORS'] = True"


@pytest.fixture
def entry(database: str) -> Iterator[dict[str, Any]]:
    """Return the alias in ``DATABASES``, to be changed by the test."""
    facts: dict[str, Any] = connections[database].settings_dict
    options = facts["OPTIONS"]
    facts["OPTIONS"] = {**options}
    yield facts
    facts.pop("DISABLE_SERVER_SIDE_CURSORS", None)
    facts["OPTIONS"] = options


def told(alias: str) -> tuple[list[str], list[str]]:
    """Return the hints of the check, and the codes of drift."""
    messages = run_checks(tags=["database"], databases=[alias])
    report = drift.examine({alias: ["agent360_core"]})
    return (
        [str(message.hint) for message in messages if message.id == "agent360_models.W012"],
        [finding.code for finding in report.findings],
    )


def test_a_pool_by_transaction_is_told_of(start: Start, entry: dict[str, Any]) -> None:
    """With the line to add; not once it is there."""
    pool = start()
    line = LINE.format(alias=pool.alias)
    assert told(pool.alias) == ([f"Set {line}."], ["connection.cursors"])
    out = StringIO()
    call_command("agent360", "drift", "agent360_core", database=[pool.alias], stdout=out)
    assert f"Set {line}" in out.getvalue()
    assert f"\nalias {pool.alias}\n    warning connection.cursors" in f"\n{out.getvalue()}"

    entry["DISABLE_SERVER_SIDE_CURSORS"] = True
    assert told(pool.alias) == ([], [])


@pytest.mark.parametrize("options", [{"size": 1}, {"server_round_robin": 1}, {"pool_mode": "statement"}])
@pytest.mark.parametrize("busy", [0, 6])
def test_it_is_known_by_what_it_does(start: Start, options: dict[str, Any], busy: int) -> None:
    """In whatever order it hands out its sessions, and to however many."""
    pool = start(**options)
    with readers(pool, busy):
        assert poolers.shares_sessions(pool.alias)


@pytest.mark.parametrize("options", [{"size": 10}, {"size": 1, "query_wait_timeout": 3}])
def test_a_pool_by_session_is_not(start: Start, options: dict[str, Any]) -> None:
    """Nor a full one, which lets no other client look."""
    pool = start(mode="session", **options)
    with readers(pool, 0 if options["size"] == 1 else 6):
        assert poolers.wrong_settings(pool.alias) == []
        assert [row.pk for row in UserRole.objects.iterator()] == []


def test_nor_is_the_server_itself(database: str, start: Start) -> None:
    """Which is asked one thing."""
    assert poolers.wrong_settings(database) == []
    assert [row.pk for row in UserRole.objects.iterator()] == []


def test_a_cursor_that_no_transaction_holds_is_refused(start: Start, entry: dict[str, Any]) -> None:
    """By a sentence with the line to add; with it, and inside a transaction, each reader gets its rows."""
    pool = start()
    upsert(UserRole, roles(range(50)))
    rows = UserRole.objects.order_by("pk")

    def read() -> int:
        return len([row.pk for row in rows.iterator(chunk_size=7)])

    def read_in_transaction() -> int:
        with transaction.atomic(using=pool.alias):
            return read()

    with readers(pool, 3):
        refused = at_once(*[read] * 3)
        assert all(isinstance(each, PoolerError) for each in refused)
        assert LINE.format(alias=pool.alias) in str(refused[0])
        assert at_once(*[read_in_transaction] * 3) == [50] * 3
        entry["DISABLE_SERVER_SIDE_CURSORS"] = True
        assert at_once(*[read] * 3) == [50] * 3


def test_what_else_a_session_would_have_to_keep(start: Start, entry: dict[str, Any]) -> None:
    """A role, and prepared statements; nothing is left in the pool by looking."""
    pool = start(size=1)
    entry["DISABLE_SERVER_SIDE_CURSORS"] = True
    entry["OPTIONS"] |= {"assume_role": "postgres", "server_side_binding": True, "prepare_threshold": 5}
    hints, codes = told(pool.alias)
    assert codes == ["connection.role", "connection.prepared"]
    assert "['assume_role'], and connect as that role" in hints[0]
    assert "['prepare_threshold'], or set max_prepared_statements" in hints[1]
    with pool.connect() as client:
        assert ("agent360_models",) not in client.execute("SELECT name FROM pg_prepared_statements").fetchall()
