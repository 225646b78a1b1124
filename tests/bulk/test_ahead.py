"""The text of a list's next batch is made while the server writes one, and nobody notices but by the clock."""

import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from psycopg.adapt import Dumper

from agent360_models.agent360.core.models import UserRole
from agent360_models.bulk import Rejection, UpsertResult, _staging_table, upsert
from agent360_models.bulk._job import Job
from agent360_models.exceptions import RejectedRowsError
from tests.apps.bulky.models import Item, Member
from tests.bulk.isolated import model_over
from tests.support.databases import query

pytestmark = pytest.mark.django_db(transaction=True)

Row = dict[str, Any]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the first rows of the batches whose text was made ahead."""
    numbers: list[int] = []
    original = Job._encode

    def watched(job: Job, number: int, batch: Any) -> None:
        original(job, number, batch)
        if job.ahead is not None:
            numbers.append(number)

    monkeypatch.setattr(Job, "_encode", watched)
    return numbers


def items(numbers: Any, text: str = "x") -> list[Row]:
    return [{"key": n, "text": text, "age": 1} for n in numbers]


def test_the_next_batch_is_ready_before_the_server_has_written_one(made: list[int]) -> None:
    """While it waits for somebody else's lock; the one after the next is left alone."""
    Item.objects.create(key=15)
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
        other.execute("UPDATE bulky_item SET text = 'y' WHERE key = 15")
        thread = threading.Thread(target=let_go, args=[other])
        thread.start()
        result = upsert(Item, items(range(40)), batch_size=10)
        thread.join(30)

    assert result == UpsertResult(inserted=39, updated=1)
    assert seen == [[11, 21]]
    assert made == [11, 21, 31]


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


@pytest.mark.parametrize("options", [{}, {"atomic": True}, {"on_error": "reject"}])
def test_a_list_ends_as_a_generator_does(options: dict[str, Any], made: list[int]) -> None:
    """The same rows and rejections, by the same statements that write."""

    def load(rows: Any) -> tuple[Any, ...]:
        Item.objects.all().delete()
        found: list[Rejection] = []
        on_reject: dict[str, Any] = {"on_reject": found.append} if "on_error" in options else {}
        with CaptureQueriesContext(connection) as captured:
            try:
                outcome: Any = upsert(Item, rows, batch_size=5, **on_reject, **options)
            except RejectedRowsError as error:
                outcome = str(error), [(one.number, one.column, one.reason) for one in error.rejections]
        merges = [_unnumbered(one["sql"]) for one in captured if re.match("WITH|EXECUTE", one["sql"])]
        return outcome, found, [*Item.objects.order_by("key").values()], len(merges)

    by_list = load(bad_rows())
    assert bool(made) == (not options.get("atomic"))
    ahead = [*made]

    assert load(row for row in bad_rows()) == by_list
    assert made == ahead


def _unnumbered(sql: str) -> str:
    return re.sub(r"(agent360_(?:stage|plan)_)\d+", r"\1", sql)


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_error_between_batches_ends_the_load_there(error: type[BaseException]) -> None:
    """The batch that is text already is not written, and the connection can still be used."""
    written: list[UpsertResult] = []

    def stop(result: UpsertResult) -> None:
        written.append(result)
        if len(written) == 3:
            raise error

    with pytest.raises(error):
        upsert(Item, items(range(50)), batch_size=10, on_written=stop)

    assert Item.objects.count() == 20
    assert query("SELECT relname FROM pg_class WHERE relname ~ '^agent360_stage'") == []


def test_an_interruption_while_the_server_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch is not written, and the connection can still be used."""

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Job, "_encode", interrupted)

    with pytest.raises(KeyboardInterrupt):
        upsert(Item, items(range(50)), batch_size=10)

    assert Item.objects.count() == 0
    assert query("SELECT relname FROM pg_class WHERE relname ~ '^agent360_stage'") == []


def test_rows_that_a_callback_changes(made: list[int]) -> None:
    """Whoever is told of a bad row may mend those that are still to come."""
    rows = items(range(40))
    rows[3]["text"] = "too long"

    def mend(_: Rejection) -> None:
        rows[12]["text"] = "y"

    result = upsert(Item, rows, batch_size=10, on_error="reject", on_reject=mend)

    assert result == UpsertResult(inserted=39, rejected=1)
    assert Item.objects.get(text="y").key == 12


def test_a_connection_that_is_closed_between_batches_is_opened_again() -> None:
    """By whoever is told of a bad row."""
    rows = items(range(40))
    rows[3]["text"] = rows[23]["text"] = "too long"

    result = upsert(Item, rows, batch_size=10, on_error="reject", on_reject=lambda _: connection.close())

    assert result == UpsertResult(inserted=38, rejected=2)


def test_keys_that_come_twice_in_a_batch_made_ahead(made: list[int]) -> None:
    """The last version wins, as everywhere."""
    rows = items(range(20))
    rows[13] = {**rows[14], "text": "old"}

    assert upsert(Item, rows, batch_size=10) == UpsertResult(inserted=19, superseded=1)
    assert Item.objects.get(key=14).text == "x"
    assert made == [11]


class LoudDict(dict[str, Any]):
    """Rows that run code as they are read."""


class LoudText(str):
    """Values that may run code as they are written."""

    __slots__ = ()


class LoudZone(tzinfo):
    def utcoffset(self, _when: datetime | None) -> Any:
        return UTC.utcoffset(None)

    dst = tzname = utcoffset


class LoudField(models.CharField):  # type: ignore[type-arg]
    """May look into the database for what it writes."""


class LoudDumper(Dumper):
    def dump(self, obj: Any) -> bytes:
        return obj.name.encode()  # type: ignore[no-any-return]


class Name:
    name = "x"


def _items(text: Any, age: Any) -> type[models.Model]:
    return model_over("bulky_item", key=models.IntegerField(primary_key=True), text=text, age=age)


def _rows_of_instances() -> tuple[type[models.Model], list[Any]]:
    Item.objects.bulk_create(Item(**row) for row in items(range(12)))
    return Item, [*Item.objects.only("key")]


def _rows_with_a_dumper() -> tuple[type[models.Model], list[Any]]:
    connection.ensure_connection()
    connection.connection.adapters.register_dumper(Name, LoudDumper)
    return Item, [{"key": n, "text": Name()} for n in range(12)]


OF_OTHERS: dict[str, Callable[[], tuple[type[models.Model], list[Any]]]] = {
    "rows": lambda: (Item, [*map(LoudDict, items(range(12)))]),
    "values": lambda: (Member, [{"team": LoudText("a"), "number": n, "name": "x"} for n in range(12)]),
    "zones": lambda: (UserRole, roles(datetime(2026, 1, 1, tzinfo=LoudZone()))),
    "instances": _rows_of_instances,
    "fields": lambda: (_items(LoudField(max_length=5), models.IntegerField(null=True)), items(range(12))),
    "defaults": lambda: (
        _items(models.CharField(max_length=5), models.IntegerField(default=lambda: 1)),
        [{"key": n, "text": "x"} for n in range(12)],
    ),
    "dumpers": _rows_with_a_dumper,
}


@pytest.mark.parametrize("what", OF_OTHERS)
def test_code_of_others_waits_for_its_turn(what: str, made: list[int]) -> None:
    """It may use the connection, which is busy."""
    model, rows = OF_OTHERS[what]()

    result = upsert(model, rows, key=["team", "number"] if model is Member else None, batch_size=4)
    connection.close()

    assert sum((result.inserted, result.updated, result.unchanged)) == 12
    assert made == []


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=2)), ZoneInfo("Europe/Berlin")], ids=str)
def test_times_are_made_ready_in_utc(zone: tzinfo, made: list[int]) -> None:
    """All are stored as the moments that they are."""
    moment = datetime(2026, 1, 1, 12, tzinfo=zone)

    assert upsert(UserRole, roles(moment), batch_size=4) == UpsertResult(inserted=12)

    assert {*UserRole.objects.values_list("ur_system_modstamp", flat=True)} == {moment}
    assert made == ([5, 9] if zone is UTC else [])


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
    monkeypatch.setattr(_staging_table, "_MOST_AHEAD", 10)

    assert upsert(Item, items(range(900)), batch_size=300) == UpsertResult(inserted=900)
    assert made == []
