"""Advisory locks: the numbers by which PostgreSQL knows them, which no release changes while others run."""

import time
from zlib import crc32

import pytest
from django.db import connection, connections

from agent360_models import locks

pytestmark = pytest.mark.django_db


def held() -> set[tuple[int, int, int]]:
    """Return the halves of the number of each advisory lock that is held, and 1 for one number or 2 for two."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT classid, objid, objsubid FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
        )
        return set(cursor.fetchall())


def number(expression: str) -> tuple[int, int, int]:
    """Return what ``held`` says of a lock over this number of 64 bits."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}")
        return (value := cursor.fetchone()[0] % 2**64) >> 32, value % 2**32, 1


def test_names_are_held_until_the_transaction_ends() -> None:
    """By all of them together, as Python writes them."""
    locks.hold_until_commit("orders", 7, None, using="default")

    assert held() == {number("hashtextextended($$'orders' 7 None$$, 360)")}


def test_a_key_has_a_number_that_any_program_can_make() -> None:
    """With the seed that everybody takes."""
    locks.hold_key_until_commit("core.bookings 7", using="default")

    assert held() == {number("hashtextextended('core.bookings 7', 0)")}


def test_upserts_have_a_lock_for_each_table() -> None:
    """Shared by those who commit at once."""
    lock = locks.upsert_lock_sql("'users'::regclass", shared=True)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}")

    assert held() == {number("hashtextextended('agent360_models.bulk', 'users'::regclass::oid::bigint)")}


def test_an_object_has_two_numbers() -> None:
    """Ours, and the checksum of its name; it is held by a connection of its own."""
    with locks.hold_object("users", using="default") as lock:
        assert lock is not None
        assert lock is not connections["default"]
        assert held() == {(360, (crc32(b"users") - 2**31) % 2**32, 2)}
        assert locks.held_objects(["users", "accounts"], using="default") == {"users"}
    assert held() == set()


def test_the_lock_of_an_object_is_asked_for() -> None:
    """And not whether its session answers: one that lost it does, and one that kept it for another does too."""
    with locks.hold_object("users", using="default") as lock, locks.hold_object("users", using="default") as second:
        assert lock is not None
        assert second is None
        assert locks.is_held(lock, "users")
        assert not locks.is_held(lock, "accounts")
        lock.rollback()
        assert not locks.is_held(lock, "users")


def test_limits_to_transactions_are_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the one that holds the lock of an object."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings WHERE name IN ('transaction_timeout', 'idle_session_timeout')")
        limits = ["idle_in_transaction_session_timeout", *(name for (name,) in cursor.fetchall())]
    options = connections["default"].settings_dict["OPTIONS"]
    monkeypatch.setitem(options, "options", " ".join(f"-c {name}=200" for name in limits))
    with locks.hold_object("users", using="default") as lock:
        assert lock is not None
        time.sleep(0.5)
        assert locks.is_held(lock, "users")
