"""``manage.py agent360 rotate-keys``: encrypted columns change over to the first key."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from pytest_django.fixtures import Settings

from agent360_models.secrets import revealed
from agent360_models.secrets.rotation import encrypted_models, rotate
from tests.apps.toy.models import Safe

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
SECRET = "open-sesame-4711"


def use_keys(settings: Settings, *keys: str) -> None:
    settings.AGENT360_MODELS = {"ENCRYPTION_KEYS": list(keys)}


@pytest.fixture
def rows(settings: Settings) -> list[Safe]:
    """Rows under the old key, of all kinds, in a project that has a new one."""
    use_keys(settings, OLD)
    rows = Safe.objects.bulk_create(
        [
            Safe(number=1, contents={"token": SECRET}, config={"model": "m-1", "list": [{"api_key": SECRET}]}),
            Safe(number=2, contents=None, config={"api_key": SECRET}),
            Safe(number=3, contents=SECRET, config={}),
            Safe(number=4, contents=None, config={"model": "m-2"}),
            *(Safe(number=number, contents=number) for number in range(5, 12)),
        ]
    )
    use_keys(settings, NEW, OLD)
    return rows


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines about the models of this module."""
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith(("toy.", "  "))]


@pytest.mark.django_db
def test_the_old_key_can_go_afterwards(
    settings: Settings, rows: list[Safe], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row is read under the new key alone; counts are printed, and nothing else of the rows."""
    call_command("agent360", "rotate-keys")
    use_keys(settings, NEW)

    found = {safe.number: safe for safe in Safe.objects.all()}
    assert {number: safe.contents for number, safe in found.items()} == {row.number: row.contents for row in rows}
    assert revealed(found[1].config) == {"model": "m-1", "list": [{"api_key": SECRET}]}
    assert revealed(found[2].config) == {"api_key": SECRET}
    assert printed(capsys) == ["toy.Safe: 10 rows with secrets, 10 re-encrypted"]


@pytest.mark.django_db
def test_a_second_run_writes_nothing(rows: list[Safe], capsys: pytest.CaptureFixture[str]) -> None:
    """Which shows, too, that the old key can go."""
    call_command("agent360", "rotate-keys")
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(xmin::text ORDER BY number) FROM toy.safe")
        before = cursor.fetchone()
        capsys.readouterr()

        call_command("agent360", "rotate-keys", "--database", "default")

        cursor.execute("SELECT array_agg(xmin::text ORDER BY number) FROM toy.safe")
        assert cursor.fetchone() == before
    assert printed(capsys) == ["toy.Safe: 10 rows with secrets, 0 re-encrypted"]


@pytest.mark.django_db
@pytest.mark.parametrize("batch_size", [1, 3, 11, 500])
def test_it_goes_through_the_table_in_batches(settings: Settings, rows: list[Safe], batch_size: int) -> None:
    """However they fall."""
    done = rotate(Safe, using="default", batch_size=batch_size)

    assert (done.secret, done.rewritten, done.unreadable) == (10, 10, [])


@pytest.mark.django_db
def test_a_run_that_was_cut_off_is_started_again(settings: Settings, rows: list[Safe]) -> None:
    """What it had committed is not done twice."""
    for safe in Safe.objects.filter(number__lte=4):
        safe.save()

    assert rotate(Safe, using="default").rewritten == 7


@pytest.mark.django_db
def test_a_row_that_no_key_opens_is_named_and_left_alone(
    settings: Settings, rows: list[Safe], capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are rotated; the exit status says that something is left."""
    use_keys(settings, Fernet.generate_key().decode())
    Safe.objects.filter(number=7).update(contents=SECRET)
    use_keys(settings, NEW, OLD)

    with pytest.raises(CommandError, match=r"^1 rows were not changed: no key in .*ENCRYPTION_KEYS"):
        call_command("agent360", "rotate-keys")

    assert printed(capsys) == [
        "toy.Safe: 10 rows with secrets, 9 re-encrypted",
        "  not readable with any key: 1, the first are 7",
    ]
    use_keys(settings, NEW)
    assert Safe.objects.get(number=8).contents == 8


@pytest.mark.django_db
def test_what_was_never_encrypted_is_encrypted(settings: Settings, rows: list[Safe]) -> None:
    """As below a key that was added to ``secret_keys`` later."""
    with connection.cursor() as cursor:
        cursor.execute("""UPDATE toy.safe SET config = '{"token": "open-sesame-4711"}' WHERE number = 4""")

    assert rotate(Safe, using="default").rewritten == 11

    with connection.cursor() as cursor:
        cursor.execute("SELECT config::text FROM toy.safe WHERE number = 4")
        assert SECRET not in cursor.fetchone()[0]
    assert revealed(Safe.objects.get(number=4).config) == {"token": SECRET}


@pytest.mark.django_db
def test_without_keys_it_says_so(settings: Settings, rows: list[Safe]) -> None:
    """And exits with 1."""
    settings.AGENT360_MODELS = {}

    with pytest.raises(CommandError, match="rows were not changed"):
        call_command("agent360", "rotate-keys")


@pytest.mark.django_db
def test_a_read_only_app_is_left_alone(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Another project writes it, and rotates its keys."""
    settings.AGENT360_MODELS = {"ENCRYPTION_KEYS": [NEW], "READ_ONLY": ["automate"]}

    call_command("agent360", "rotate-keys")

    ours = {model._meta.label for model in encrypted_models() if model._meta.app_label.startswith("automate_")}
    lines = capsys.readouterr().out.splitlines()
    assert {f"{label}: skipped, since it is read-only." for label in ours} <= set(lines)


@pytest.mark.django_db(transaction=True)
def test_a_writer_at_the_same_time_loses_nothing(settings: Settings, rows: list[Safe]) -> None:
    """Neither what it writes while the rotation waits for it, nor what it writes once that is done."""
    waiting, outcome = threading.Event(), []

    def rotation() -> None:
        try:
            waiting.set()
            outcome.append(rotate(Safe, using="default", batch_size=3))
        finally:
            connections.close_all()

    thread = threading.Thread(target=rotation)
    with transaction.atomic():
        safe = Safe.objects.select_for_update().get(number=2)
        thread.start()
        waiting.wait(10)
        wait_for_a_lock()
        safe.contents = {"token": "written meanwhile"}
        safe.save()
    thread.join(20)
    stale = Safe.objects.get(number=3)

    use_keys(settings, NEW)
    assert Safe.objects.get(number=2).contents == {"token": "written meanwhile"}
    assert outcome[0].rewritten == 9  # the writer has encrypted its row under the first key already
    stale.save()
    assert [safe.contents for safe in Safe.objects.filter(number__gte=3).exclude(contents=None).order_by("number")] == [
        row.contents for row in rows if row.number >= 3 and row.contents is not None
    ]


@pytest.mark.django_db(transaction=True)
def test_writers_all_the_time_lose_nothing(settings: Settings, rows: list[Safe]) -> None:
    """Each row ends with what was written to it last, and is readable under the new key."""
    stop = threading.Event()
    last: dict[int, int] = {}
    errors: list[Any] = []

    def write(first: int) -> None:
        try:
            count = 0
            while not stop.is_set() or count < 20:
                count += 1
                number = first + 2 * (count % 3)
                Safe.objects.filter(number=number).update(contents=count)
                last[number] = count
        except Exception as error:  # noqa: BLE001  # shown by the main thread
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[first]) for first in (5, 6)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        rotate(Safe, using="default", batch_size=2)
    stop.set()
    for thread in threads:
        thread.join(20)

    use_keys(settings, NEW)
    assert errors == []
    assert {safe.number: safe.contents.reveal() for safe in Safe.objects.filter(number__range=(5, 10))} == last


def wait_for_a_lock() -> None:
    """Wait until another session waits for this one."""
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute(
                "SELECT count(*), pg_sleep(0.01) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    pytest.fail("Nobody waits.")
