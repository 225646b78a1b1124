"""Batches of a list are made ready while the server writes the one before, and nobody notices but by the clock."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext, isolate_apps
from psycopg.adapt import Dumper

from agent360_models.agent360.core.models import UserRole
from agent360_models.bulk import Rejection, UpsertResult, _ahead, upsert
from agent360_models.exceptions import RejectedRowsError
from tests.apps.bulky.models import Item, Member
from tests.support.databases import query

pytestmark = pytest.mark.django_db(transaction=True)

everywhere = pytest.mark.parametrize(
    "options", [{}, {"atomic": True}, {"on_error": "reject"}, {"atomic": True, "on_error": "reject"}]
)
Row = dict[str, Any]


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert threading.active_count() == before


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first numbers of the batches whose text was made ahead."""
    numbers: list[int] = []
    original = _ahead.Ahead._with_text

    def watched(*args: Any) -> _ahead.Batch:
        batch = original(*args)
        if batch.ready is not None:
            numbers.append(batch.number)
        return batch

    monkeypatch.setattr(_ahead.Ahead, "_with_text", watched)
    return numbers


def items(numbers: Any, text: str = "x") -> list[Row]:
    return [{"key": n, "text": text, "age": 1} for n in numbers]


def test_the_next_batch_is_ready_before_the_server_has_written_one(made: list[int]) -> None:
    """While it waits for somebody else's lock; the one after the next is left alone."""
    Item.objects.create(key=5)
    seen: list[list[int]] = []

    def let_go(other: "psycopg.Connection[Any]") -> None:
        with psycopg.connect(other.info.dsn, autocommit=True) as look:
            waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            until = time.monotonic() + 30
            while time.monotonic() < until and not (look.execute(waits).fetchone() and len(made) == 2):
                time.sleep(0.01)
        seen.append([*made])
        other.commit()

    with psycopg.connect(_conninfo()) as other:
        other.execute("UPDATE bulky_item SET text = 'y' WHERE key = 5")
        thread = threading.Thread(target=let_go, args=[other])
        thread.start()
        result = upsert(Item, items(range(40)), batch_size=10)
        thread.join(30)

    assert result == UpsertResult(inserted=39, updated=1)
    assert seen == [[1, 11]]
    assert made == [1, 11, 21, 31]


def _conninfo() -> str:
    params = connection.get_connection_params()
    names = ("dbname", "user", "host", "port", "password")
    return psycopg.conninfo.make_conninfo(**{name: params[name] for name in names if params.get(name)})


def bad_rows() -> list[Row]:
    """Rows of which one is bad in almost every batch of five, each in another way."""
    rows = items(range(50))
    rows[7]["text"] = "too long"
    rows[12]["text"] = "a\0b"
    rows[17]["text"] = "a\udc80"
    rows[22]["key"] = None
    rows[27]["key"] = 26
    rows[32]["more"] = 1
    rows[37]["age"] = 10**30
    rows[42]["age"] = "one"
    return rows


@everywhere
def test_a_list_ends_as_a_generator_does(options: dict[str, Any], made: list[int]) -> None:
    """The same rows, rejections and statements."""

    def load(rows: Any) -> tuple[Any, ...]:
        Item.objects.all().delete()
        found: list[Rejection] = []
        seen: list[str] = []

        def watch(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
            seen.append(sql)
            return execute(sql, *args)

        on_reject: dict[str, Any] = {"on_reject": found.append} if "on_error" in options else {}
        with CaptureQueriesContext(connection) as captured, connection.execute_wrapper(watch):
            try:
                outcome: Any = upsert(Item, rows, batch_size=5, **on_reject, **options)
            except RejectedRowsError as error:
                outcome = str(error), [(one.number, one.column, one.reason) for one in error.rejections]
        log = [*(one["sql"] for one in captured), *seen]
        return outcome, found, [*Item.objects.order_by("key").values()], [_unnumbered(sql) for sql in log]

    by_list = load(bad_rows())
    assert made[:2] == [1, 6]
    ahead = [*made]
    by_generator = load(row for row in bad_rows())
    assert made == ahead

    assert by_list == by_generator


def _unnumbered(sql: str) -> str:
    return re.sub(r"(agent360_(?:stage|plan)_|_s\d+_x)\d+", r"\1", re.sub(r'"s\d+_x\d+"', "s", sql))


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_error_between_batches_ends_the_load_there(error: type[BaseException]) -> None:
    """What is ready by then is not written, and the connection is as it was."""
    written: list[UpsertResult] = []

    def stop(result: UpsertResult) -> None:
        written.append(result)
        if len(written) == 3:
            raise error

    with pytest.raises(error):
        upsert(Item, items(range(50)), batch_size=10, on_written=stop)

    assert Item.objects.count() == 20
    assert query("SELECT relname FROM pg_class WHERE relname ~ '^agent360_stage'") == []


def test_a_connection_that_is_closed_between_batches_is_opened_again(made: list[int]) -> None:
    """By whoever is told of a bad row."""
    rows = items(range(40))
    rows[3]["text"] = rows[23]["text"] = "too long"

    result = upsert(Item, rows, batch_size=10, on_error="reject", on_reject=lambda _: connection.close())

    assert result == UpsertResult(inserted=38, rejected=2)
    assert made == [1, 11]


class Loud:
    """Everything that runs in the place of a value, and where it ran."""

    threads: set[threading.Thread] = set()

    @classmethod
    def heard(cls) -> None:
        cls.threads.add(threading.current_thread())
        Item.objects.count()


class LoudDict(dict[str, Any]):
    def __getitem__(self, name: str) -> Any:
        Loud.heard()
        return super().__getitem__(name)


class LoudText(str):
    __slots__ = ()

    def __hash__(self) -> int:
        Loud.heard()
        return super().__hash__()


class LoudZone(tzinfo):
    def utcoffset(self, _when: datetime | None) -> Any:
        Loud.heard()
        return UTC.utcoffset(None)

    dst = tzname = utcoffset


class LoudField(models.CharField):  # type: ignore[type-arg]
    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        Loud.heard()
        return super().get_db_prep_save(value, connection)


class LoudDumper(Dumper):
    def dump(self, obj: Any) -> bytes:
        Loud.heard()
        return str(obj).encode()


def _loud_default() -> int:
    Loud.heard()
    return 1


@pytest.mark.parametrize("what", ["rows", "values", "zones", "instances", "fields", "defaults", "dumpers"])
def test_code_of_others_runs_in_the_thread_of_the_caller(what: str, made: list[int]) -> None:
    """Whatever it is; the text is then made when the batch has its turn."""
    Loud.threads.clear()
    model: type[models.Model] = Item
    rows: list[Any] = items(range(12))
    if what == "rows":
        rows = [*map(LoudDict, rows)]
    elif what == "values":
        model, rows = Member, [{"team": LoudText("a"), "number": n, "name": "x"} for n in range(12)]
    elif what == "zones":
        model, rows = UserRole, roles(datetime(2026, 1, 1, tzinfo=LoudZone()))
    elif what == "instances":
        Item.objects.bulk_create(Item(**row) for row in rows)
        rows = [*Item.objects.only("key")]
    elif what in ("fields", "defaults"):
        with isolate_apps("tests.apps.bulky"):

            class Asking(models.Model):
                key = models.IntegerField(primary_key=True)
                text = LoudField(max_length=5) if what == "fields" else models.CharField(max_length=5)
                age = models.IntegerField(default=_loud_default)

                class Meta:
                    app_label = "bulky"
                    db_table = "bulky_item"
                    managed = False

                def __str__(self) -> str:
                    return str(self.pk)

        model = Asking
        rows = [{"key": n, "text": "x", **({"age": 1} if what == "fields" else {})} for n in range(12)]
    else:
        connection.ensure_connection()
        connection.connection.adapters.register_dumper(datetime, LoudDumper)
        model, rows = UserRole, roles(datetime.now(UTC))

    result = upsert(model, rows, key=["team", "number"] if model is Member else None, batch_size=4)
    connection.close()

    assert sum((result.inserted, result.updated, result.unchanged)) == 12
    assert Loud.threads <= {threading.current_thread()}
    assert made == []


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=2)), ZoneInfo("Europe/Berlin")], ids=str)
def test_times_are_made_ready_in_zones_of_python(zone: tzinfo, made: list[int]) -> None:
    """A column in UTC takes the others when the batch has its turn."""
    moment = datetime(2026, 1, 1, 12, tzinfo=zone)

    assert upsert(UserRole, roles(moment), batch_size=4) == UpsertResult(inserted=12)

    assert {*UserRole.objects.values_list("ur_system_modstamp", flat=True)} == {moment}
    assert made == ([1, 5, 9] if zone is UTC else [])


def roles(moment: datetime) -> list[Row]:
    return [
        {
            "ur_sf_id": f"00E{n:012d}AAA",
            "ur_name": "x",
            "ur_last_modified_date": moment,
            "ur_system_modstamp": moment,
        }
        for n in range(12)
    ]


def test_a_text_that_would_be_too_long_is_not_made(made: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows with much in them go in as those of a generator do."""
    monkeypatch.setattr(_ahead, "_MOST", 10)

    assert upsert(Item, items(range(30)), batch_size=10) == UpsertResult(inserted=30)
    assert made == []


def test_a_process_that_can_start_no_thread_does_without(made: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that is about to end."""

    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(ThreadPoolExecutor, "submit", refuse)

    assert upsert(Item, items(range(30)), batch_size=10) == UpsertResult(inserted=30)
    assert made == []
