"""No code of others runs while a COPY is open: what queries the same alias neither hangs nor fails."""

import io
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from agent360_models.bulk import BulkQuerySet, UpsertResult, _job, _sender, _staging_table, copy_to, upsert
from tests.apps.bulky.models import Item, Kind
from tests.bulk.isolated import model_over

pytestmark = pytest.mark.django_db

everywhere = pytest.mark.parametrize(
    "options", [{}, {"atomic": True}, {"on_error": "reject"}, {"atomic": True, "on_error": "reject"}]
)


@pytest.fixture(autouse=True)
def _no_hanging() -> Iterator[None]:
    """End a test that hangs."""

    def end(*_: object) -> None:
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def ask() -> int:
    """Query the alias, in a transaction of its own, as any code may."""
    with transaction.atomic():
        return Item.objects.count()


@everywhere
@pytest.mark.parametrize("bad", [False, True])
def test_deferred_fields(options: dict[str, Any], bad: bool) -> None:
    """Each is read by a query."""
    Item.objects.bulk_create(Item(key=n, text="x", age=n) for n in range(4))
    rows: list[Item] = list(Item.objects.only("key").order_by("key"))
    if bad and "on_error" in options:
        rows.append(Item(key=9, text="too long"))

    result = upsert(Item, rows, fields=["key", "text"], **options)

    assert result == UpsertResult(unchanged=4, rejected=len(rows) - 4)


def test_only_the_fields_that_are_asked_for_are_read() -> None:
    """No query for a deferred one among the others."""
    Item.objects.create(key=1, text="x")
    rows = list(Item.objects.only("key", "text"))

    with CaptureQueriesContext(connection) as captured:
        upsert(Item, rows, fields=["key", "text"])

    assert not any(query["sql"].startswith('SELECT "bulky_item"') for query in captured)


@everywhere
def test_generators_and_rows_that_query(options: dict[str, Any]) -> None:
    """As they are drawn, and as their values are looked up."""

    class Row(Mapping[str, Any]):
        def __init__(self, key: int) -> None:
            self.values_by_name = {"key": key, "text": "x"}

        def __getitem__(self, name: str) -> Any:
            ask()
            return self.values_by_name[name]

        def __iter__(self) -> Iterator[str]:
            ask()
            return iter(self.values_by_name)

        def __len__(self) -> int:
            ask()
            return 2

    def rows() -> Iterator[Row]:
        for n in range(7):
            ask()
            yield Row(n)

    assert upsert(Item, rows(), batch_size=3, **options) == UpsertResult(inserted=7)


class AskingField(models.CharField):  # type: ignore[type-arg]
    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        ask()
        return super().get_db_prep_save(value, connection)


def _ask_for_default() -> int:
    return ask()


@everywhere
def test_converters_and_defaults_that_query(options: dict[str, Any]) -> None:
    """Of fields and of columns that are left out."""
    asking = model_over(
        "bulky_item",
        key=models.IntegerField(primary_key=True),
        text=AskingField(max_length=5),
        age=models.IntegerField(default=_ask_for_default),
    )

    result = upsert(asking, [{"key": n, "text": "x"} for n in range(7)], batch_size=3, **options)

    assert result == UpsertResult(inserted=7)
    assert {*Item.objects.values_list("age", flat=True)} <= set(range(7))


@everywhere
def test_values_that_are_turned_into_text_by_code_of_others(options: dict[str, Any]) -> None:
    """Psycopg asks the dumper of their class."""
    from psycopg.adapt import Dumper

    class Name:
        pass

    class NameDumper(Dumper):
        def dump(self, obj: Any) -> bytes:
            ask()
            return b"name"

    connection.ensure_connection()
    connection.connection.adapters.register_dumper(Name, NameDumper)

    assert upsert(Item, [{"key": n, "text": Name()} for n in range(3)], **options) == UpsertResult(inserted=3)


@everywhere
def test_rejections_and_an_upsert_within_an_upsert(options: dict[str, Any]) -> None:
    """What is called with a bad row may write itself."""
    if "on_error" not in options:
        return
    rows = [{"key": n, "text": "too long" if n == 2 else "x"} for n in range(4)]

    result = upsert(Item, rows, on_reject=lambda _: upsert(Item, [{"key": 77}]), **options)

    assert result == UpsertResult(inserted=3, rejected=1)
    assert Item.objects.count() == 4


@everywhere
def test_many_rows_are_sent_in_parts(options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """So that memory is bounded; a bad row is found in whichever part it is."""
    for module in (_sender, _staging_table):
        monkeypatch.setattr(module, "SENT_AT_ONCE", 1)
    monkeypatch.setattr(_job, "_TOGETHER", 4)
    rows = [{"code": f"c{n}", "data": {"a": "x" * 20_000}, "small": "1"} for n in range(30)]
    rejected = []
    if "on_error" in options:
        rows[17]["small"] = "one"
        options = {**options, "on_reject": lambda rejection: rejected.append(rejection.number)}

    with CaptureQueriesContext(connection) as captured:
        result = upsert(Kind, rows, key="code", **options)

    assert result == UpsertResult(inserted=30 - len(rejected), rejected=len(rejected))
    assert rejected == ([18] if "on_error" in options else [])
    assert sum("COPY" in query["sql"] for query in captured) > 5


class Asker(io.BytesIO):
    def write(self, data: Any) -> int:
        ask()
        return super().write(data)


@pytest.mark.parametrize("width", [1, 200_000], ids=["small", "large"])
@pytest.mark.parametrize("way", ["function", "manager"])
def test_a_sink_that_queries(width: int, way: str) -> None:
    """It is written to once the server has sent everything."""
    Kind.objects.bulk_create(Kind(code=str(n), data="x" * width) for n in range(9))
    rows: BulkQuerySet[Kind] = Kind.objects.order_by("code").values("code", "data")  # type: ignore[assignment]
    sink, plain = Asker(), io.BytesIO()

    assert (copy_to(rows, sink) if way == "function" else rows.copy_to(sink)) == 9

    copy_to(rows, plain)
    assert sink.getvalue() == plain.getvalue()
    assert len(sink.getvalue().splitlines()) == 10


def test_a_sink_that_fails_leaves_the_connection_as_it_was(tmp_path: Path) -> None:
    """The error is the sink's own."""

    class Full(io.BytesIO):
        def write(self, _data: Any) -> int:
            raise OSError("full")

    Item.objects.create(key=1)

    with pytest.raises(OSError, match="full"):
        copy_to(Item.objects.all(), Full())

    assert copy_to(Item.objects.all(), tmp_path / "items.csv") == ask() == 1
