"""Every kind of column and key: what goes in comes out, and a second time nothing is written."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField, DecimalRangeField
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange, NumericRange
from django.test.utils import isolate_apps
from django.utils.functional import lazystr
from pytest_django.fixtures import Settings

from agent360_models.agent360.core.models import UserRole
from agent360_models.agent360.system.models import SyncConflict, SyncLog
from agent360_models.bulk import UpsertResult, upsert
from agent360_models.exceptions import RejectedRowsError
from agent360_models.fields import MomentField
from tests.apps.bulky.models import Item, Kind, Member, Tall
from tests.apps.toy.models import Piece
from tests.bulk.isolated import model_over
from tests.support.agent360 import MODELS, THEN, sf_id, values_of
from tests.support.databases import query

pytestmark = pytest.mark.django_db

KEY = ["team", "number"]
VALUES: dict[str, list[Any]] = {
    "token": [UUID(int=5), None],
    "amount": [Decimal("12.50"), Decimal(-3)],
    "weight": [1.5, float("inf"), 0.1],
    "small": [-32768, True],
    "big": [2**63 - 1],
    "good": [True, False, None],
    "raw": [b"\x00\\x\n\t", memoryview(b"ab"), b""],
    "tags": [["a", 'b"', "c,d", "NULL"], []],
    "grid": [[[1, 2], [3, 4]], None],
    "span": [DateTimeTZRange(THEN, THEN + timedelta(days=1)), None],
    "numbers": [NumericRange(1, 5), NumericRange(empty=True)],
    "address": ["192.168.0.1", "::1"],
    "took": [timedelta(days=3, seconds=5, microseconds=7), timedelta(days=-1)],
    "hour": [time(12, 30, 1, 5)],
    "day": [date(2026, 2, 28), date(1, 1, 1)],
    "seen": [THEN, datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)],
    "data": [{"a": [1, None, "ä\n\\t", 1.5e300, True]}, [], "text", 0, False],
    "mood": [Kind.Mood.WILD, "calm", None],
    "moods": [[Kind.Mood.WILD, "calm"], []],
}
CASES = [(name, value) for name, values in VALUES.items() for value in values if not (name == "token" and not value)]


@pytest.mark.parametrize(("name", "value"), CASES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(CASES)])
def test_a_value_is_stored_as_django_would_store_it(name: str, value: Any) -> None:
    """And a second time it is no change."""
    Kind.objects.create(code="django", **{name: value})

    first = upsert(Kind, [{"code": "ours", name: value}], key="code")
    second = upsert(Kind, [{"code": "ours", name: value}], key="code")

    ((ours, djangos),) = query(
        f"SELECT o.{name}::text, d.{name}::text FROM bulky.kind o, bulky.kind d"
        " WHERE o.code = 'ours' AND d.code = 'django'"
    )
    assert (first, second) == (UpsertResult(inserted=1), UpsertResult(unchanged=1))
    assert ours == djangos


def test_all_columns_at_once_as_instances() -> None:
    """Columns that the database fills hold an expression in a new instance; it is left to the database."""
    values = {name: found[0] for name, found in VALUES.items()}
    rows = [Kind(code="a", **values), Kind(code="b", **values, counter=3), Kind(code="c", **values, made=THEN)]

    first = upsert(Kind, rows, key="code")
    second = upsert(Kind, [Kind(code="b", **values), Kind(code="c", **values)], key="code")

    assert (first, second) == (UpsertResult(inserted=3), UpsertResult(unchanged=2))
    assert list(Kind.objects.order_by("code").values_list("counter", flat=True)) == [7, 3, 7]
    assert Kind.objects.get(code="c").made == THEN
    assert Kind.objects.get(code="b").double == -65536


def test_a_bad_row_among_instances_leaves_defaults_to_the_database_too() -> None:
    """The good ones go in the same way when their batch is looked at again."""
    rows = [Kind(code="a"), Kind(code="b" * 11), Kind(code="c", counter=3)]

    result = upsert(Kind, rows, key="code", on_error="reject")

    assert result == UpsertResult(inserted=2, rejected=1)
    assert list(Kind.objects.order_by("code").values_list("counter", flat=True)) == [7, 3]


def test_json_null_and_null_stay_apart() -> None:
    """As Django has it: ``None`` is NULL, and ``Value(None)`` the null of JSON."""
    rows = [{"code": "null", "data": None}, {"code": "json", "data": models.Value(None, models.JSONField())}]

    upsert(Kind, rows, key="code")

    assert query("SELECT code, data::text FROM bulky.kind ORDER BY code") == [("json", "null"), ("null", None)]


def test_columns_of_type_json_are_compared_though_they_have_no_equality() -> None:
    """By their text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE sync_conflicts ALTER sc_local_value TYPE json, ALTER sc_sf_value TYPE json[] USING NULL"
        )
    row = {"sc_id": 1, "sc_object_name": "x", "sc_record_sf_id": "x", "sc_conflict_type": "sf_deleted"}

    results = [
        upsert(SyncConflict, [{**row, "sc_local_value": value}]) for value in ({"a": 1}, {"a": 1}, {"a": 2}, None)
    ]

    assert results == [UpsertResult(inserted=1), UpsertResult(unchanged=1), *[UpsertResult(updated=1)] * 2]


def test_a_change_of_case_is_a_change_whatever_the_collation() -> None:
    """Where the database takes both for the same text."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS citext; ALTER TABLE bulky_item ALTER text TYPE citext")

    results = [upsert(Item, [{"key": 1, "text": text}]) for text in ("abc", "ABC", "ABC")]

    assert results == [UpsertResult(inserted=1), UpsertResult(updated=1), UpsertResult(unchanged=1)]


def test_keys_that_only_the_database_takes_for_the_same() -> None:
    """The last one wins, although Python sees two."""
    rows = [{"key": 1, "text": "a"}, {"key": "01", "text": "b"}, {"key": Decimal(1), "text": "c"}]

    assert upsert(Item, rows) == UpsertResult(inserted=1, superseded=2)
    assert Item.objects.get().text == "c"


def test_names_with_capitals_and_blanks() -> None:
    """By field, attribute or column."""
    upsert(Member, [{"team": "a", "No. X": 1, "Name": "One"}], key=KEY)
    upsert(Member, [{"team": "a", "number": 2, "name": "Two"}], key=["team", "No. X"])

    assert list(Member.objects.order_by("number").values_list("number", "name")) == [(1, "One"), (2, "Two")]


def test_a_key_of_several_columns() -> None:
    """A row is what has the same values in all of them."""
    rows = [{"team": team, "number": n, "name": f"{team}{n}"} for team in "ab" for n in (1, 2)]

    first = upsert(Member, rows, key=KEY)
    second = upsert(Member, [{**rows[0], "name": "new"}, {**rows[1], "team": "c"}, rows[3], rows[3]], key=KEY)

    assert first == UpsertResult(inserted=4)
    assert second == UpsertResult(inserted=1, updated=1, unchanged=1, superseded=1)


def test_columns_that_are_left_out_are_kept_for_the_checks_too() -> None:
    """A check over a column that the caller does not give sees what is stored."""
    Member.objects.create(team="a", number=1, name="x", low=50, high=100)

    assert upsert(Member, [{"team": "a", "number": 1, "low": 60}], key=KEY) == UpsertResult(updated=1)


def test_foreign_keys_to_another_column_than_the_primary_key() -> None:
    """As an instance or as its value."""
    kind = Kind.objects.create(code="k")
    rows: list[dict[str, Any]] = [
        {"team": "a", "number": 1, "name": "x", "kind": kind},
        {"team": "a", "number": 2, "name": "x", "kind": "k"},
        {"team": "a", "number": 3, "name": "x", "kind": None},
    ]

    upsert(Member, rows, key=KEY)
    upsert(Member, [{"team": "a", "number": 4, "name": "x", "kind_id": "k"}], key=KEY)

    assert list(kind.members.order_by("number").values_list("number", flat=True)) == [1, 2, 4]


def test_an_instance_after_a_key_is_understood_as_well() -> None:
    """The first row has a key, and a later one an instance."""
    kind = Kind.objects.create(code="k")
    rows = [{"team": "a", "number": n, "name": "x", "kind": parent} for n, parent in ((1, "k"), (2, kind))]

    assert upsert(Member, rows, key=KEY) == UpsertResult(inserted=2)


@pytest.mark.parametrize("text", ["2026-05-04T12:00:00Z", "2026-05-04 14:00:00+02:00"])
def test_times_as_text_are_read_as_django_reads_them(text: str) -> None:
    """As an API sends them; the first may be missing."""
    upsert(Kind, [{"code": "a", "seen": None}, {"code": "b", "seen": text}], key="code")

    assert Kind.objects.get(code="b").seen == THEN


def test_naive_times_are_right_in_a_project_without_zones(settings: Settings) -> None:
    """And wrong in all others."""
    row = {"code": "a", "seen": datetime(2026, 5, 4, 12)}  # noqa: DTZ001
    with pytest.raises(RejectedRowsError, match="row 1, seen: a time without a time zone"):
        upsert(Kind, [row], key="code")

    settings.USE_TZ = False

    assert upsert(Kind, [row], key="code") == UpsertResult(inserted=1)


def test_texts_that_are_made_later() -> None:
    """Such as a translation."""
    assert upsert(Item, [{"key": 1, "text": lazystr("abc")}]) == UpsertResult(inserted=1)
    assert Item.objects.get().text == "abc"


def test_a_default_made_by_a_function_is_made_for_each_new_row() -> None:
    """Stored rows keep theirs."""
    upsert(Kind, [{"code": code} for code in "ab"], key="code")
    before = dict(Kind.objects.values_list("code", "token"))

    upsert(Kind, [{"code": code, "small": 2} for code in "abc"], key="code")

    after = dict(Kind.objects.values_list("code", "token"))
    assert len(set(after.values())) == 3
    assert before.items() <= after.items()


def test_a_clock_that_is_left_out_shows_the_time_of_the_change() -> None:
    """Without a trigger as with one; an equal row keeps its time, also where a time is given."""
    upsert(Member, [{"team": "a", "number": 1, "name": "x", "changed_at": THEN}], key=KEY)
    given = Member.objects.get().changed_at
    same = upsert(Member, [{"team": "a", "number": 1, "name": "x", "changed_at": THEN + timedelta(1)}], key=KEY)
    kept = Member.objects.get().changed_at
    upsert(Member, [{"team": "a", "number": 1, "name": "y"}], key=KEY)

    assert (given, kept, same) == (THEN, THEN, UpsertResult(unchanged=1))
    assert Member.objects.get().changed_at > THEN


def test_identity_and_serial_keys_may_be_given() -> None:
    """Also where the database would always number them itself."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bulky.kind ALTER id SET GENERATED ALWAYS")

    upsert(Kind, [{"id": 77, "code": "a"}])
    upsert(Kind, [{"id": 77, "code": "b"}])
    upsert(SyncLog, [{"sl_id": 5, "sl_job_name": "j", "sl_direction": "in", "sl_object_name": "o"}])

    assert list(Kind.objects.values_list("id", "code")) == [(77, "b")]
    assert SyncLog.objects.get().sl_id == 5


def test_enum_columns_in_a_schema() -> None:
    """Their default, too."""
    rows = [{"number": 1, "stage": "made"}, {"number": 2, "stage": Piece.Stage.BOXED}]

    assert upsert(Piece, rows) == UpsertResult(inserted=2)
    assert upsert(Piece, rows) == UpsertResult(unchanged=2)
    assert list(Piece.objects.order_by("number").values_list("stage", "start")) == [
        ("made", "planned"),
        ("in box", "planned"),
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_of_the_library(model: Any) -> None:
    """By its manager, with a value in each column; a second time nothing is written, and a change is."""
    key = model._meta.pk.attname
    first, second = ({key: n, **values_of(model, n, everything=True)} for n in (1, 2))
    changed = {**first, **{name: value for name, value in values_of(model, 3, everything=True).items() if name != key}}

    results = [model.objects.upsert(rows) for rows in ([first, second], [second, first], [changed])]

    assert results == [UpsertResult(inserted=2), UpsertResult(unchanged=2), UpsertResult(updated=1)]
    assert model.objects.filter(pk=first[key]).values(*changed).get() == changed


def test_what_is_spread_over_two_tables_is_refused() -> None:
    """With what to do instead."""
    with pytest.raises(TypeError, match="spread over several tables"):
        upsert(Tall, [{"key": 1, "height": 2}])


@pytest.mark.parametrize(
    ("row", "options", "text"),
    [
        ({"code": "a", "double": 4}, {}, "generated by the database"),
        ({"code": "a", "small": 1}, {"key": "id"}, "need id"),
        ({"code": "a", "small": 1}, {"key": "code", "newest_by": "seen"}, "need seen"),
        ({"kind": None, "kind_id": None}, {"key": "kind"}, "kind twice"),
        ({"code": "a"}, {"key": "code", "fields": ["code", "small"]}, "has no 'small'"),
        (("a", 1), {"key": "code"}, "need fields"),
        ("ab", {"key": "code", "fields": ["code", "small"]}, "not str"),
        (5, {"key": "code", "fields": ["code", "small"]}, "not int"),
    ],
)
def test_misuse_is_told_at_once(row: Any, options: dict[str, Any], text: str) -> None:
    """Before anything is sent."""
    model = Member if isinstance(row, dict) and "kind" in row else Kind

    with pytest.raises(TypeError, match=text):
        upsert(model, [row], **options)


@pytest.mark.parametrize("options", [{"batch_size": 0}, {"on_error": "ignore"}, {"on_reject": print}])
def test_options_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    """And the rows are not touched."""
    rows = iter([{"key": 1}])

    with pytest.raises(ValueError, match=r"on_error|batch_size"):
        upsert(Item, rows, **options)

    assert len(list(rows)) == 1


def test_text_in_every_script() -> None:
    """Quotes, tabs, backslashes and emoji arrive as they are."""
    name = "Łódź \t\\N \r\"'\n😀"
    row = {"ur_sf_id": sf_id("00E", 1), "ur_name": name, "ur_last_modified_date": THEN, "ur_system_modstamp": THEN}

    upsert(UserRole, [row])

    assert UserRole.objects.get().ur_name == name


ELEMENTS: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "date[]": (
        ArrayField(models.DateField(), null=True),
        [[date(2026, 1, 2), None], "{2026-01-02,NULL}", ["2026-01-02"]],
        [["now"], ["infinity"], "{now}", "{infinity}", "{10000-01-01}", "{{-infinity}}"],
    ),
    "time[]": (
        ArrayField(models.TimeField(), null=True),
        [[time(23, 59)], "{23:59:00}", ["23:59"]],
        [["24:00"], ["now"], "{24:00:00}", "{allballs}"],
    ),
    "interval[][]": (
        ArrayField(ArrayField(models.DurationField()), null=True),
        [[[timedelta(days=1)]], "{{1 day}}", [["1 02:00:00"]]],
        [[["infinity"]], "{{infinity}}", [[5]]],
    ),
    "timestamptz[]": (
        ArrayField(models.DateTimeField(), null=True),
        [[THEN], "{2026-05-04 12:00:00+00}"],
        [["now"], ["infinity"], [datetime(2026, 1, 1)], "{infinity}", "{today}"],  # noqa: DTZ001
    ),
    "numeric[]": (
        ArrayField(models.DecimalField(max_digits=6, decimal_places=2), null=True),
        [[Decimal("1.50"), 2], "{1.50,2}"],
        [[Decimal("NaN")], ["Infinity"], "{NaN}", [1 << 3_500_000]],
    ),
    "float8[]": (ArrayField(models.FloatField(), null=True), [[1.5, None], "{1.5}"], [["NaN"], ["inf"]]),
    "daterange": (
        DateRangeField(null=True),
        [DateRange(date(2026, 1, 1), None), (date(2026, 1, 1), date(9999, 12, 31)), "[2026-01-01,2026-02-01)", "empty"],
        [
            DateRange(date(2026, 1, 1), date.max, "[]"),
            DateRange(date.max, None, "()"),
            DateRange("now", None),
            "[infinity,)",
            "[now,)",
            "[2026-01-01,9999-12-31]",
        ],
    ),
    "tstzrange": (
        DateTimeRangeField(null=True),
        [DateTimeTZRange(THEN, None), (None, THEN)],
        [DateTimeTZRange(THEN, "infinity"), (None, datetime(2026, 1, 1)), "[today,)"],  # noqa: DTZ001
    ),
    "numrange": (
        DecimalRangeField(null=True),
        [NumericRange(Decimal(1), Decimal("2.5")), "[1,2)", NumericRange(empty=True)],
        [NumericRange(Decimal("NaN"), None), NumericRange("Infinity", None)],
    ),
}


@pytest.mark.parametrize("sql_type", ELEMENTS)
def test_arrays_and_ranges_hold_nothing_that_could_not_be_read(sql_type: str) -> None:
    """Neither as a list nor as a text; what goes in can be read, and equals itself."""
    field, good, bad = ELEMENTS[sql_type]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE elements (id int PRIMARY KEY, x {sql_type})")
    elements = model_over("elements", id=models.IntegerField(primary_key=True), x=field.clone())
    rows = [{"id": n, "x": value} for n, value in enumerate([*good, *bad])]
    rejected: list[int] = []

    for row in [rows, rows]:
        result = upsert(elements, row, on_error="reject", on_reject=lambda one: rejected.append(one.number))

    assert rejected == [*range(len(good) + 1, len(rows) + 1)] * 2
    assert result == UpsertResult(unchanged=len(good), rejected=len(bad))
    stored = elements._default_manager.filter(x__isnull=False)
    assert len(list(stored)) == elements._default_manager.count() == len(good)


MOMENTS: dict[str, tuple[Any, str]] = {
    "with time zone": (MomentField(null=True), "timestamptz"),
    "without": (MomentField(null=True), "timestamp"),
    "of Berlin": (MomentField(null=True, zone="Europe/Berlin"), "timestamp"),
    "Django's own": (models.DateTimeField(null=True), "timestamptz"),
}


@pytest.mark.parametrize("kind", MOMENTS)
def test_moments_are_those_that_can_be_read(kind: str) -> None:
    """On each kind of column."""
    field, sql_type = MOMENTS[kind]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE moments (id int PRIMARY KEY, x {sql_type})")
    with isolate_apps("tests.apps.bulky"):

        class Moments(models.Model):
            id = models.IntegerField(primary_key=True)
            x = field.clone()

            class Meta:
                app_label = "bulky"
                db_table = "moments"
                managed = False

            def __str__(self) -> str:
                return str(self.pk)

    west, east = (timezone(timedelta(hours=hours)) for hours in (-12, 12))
    good = [
        THEN,
        THEN.astimezone(east),
        THEN.isoformat(),
        datetime(1, 1, 3, tzinfo=UTC),
        datetime(9999, 12, 29, tzinfo=UTC),
    ]
    bad = ["infinity", "-infinity", "now", "today", "epoch", "10000-01-01", "2026-05-04T24:00:01Z", 5]
    bad += [datetime.max.replace(tzinfo=west), datetime.min.replace(tzinfo=east), "0001-01-01T00:00:00+12:00"]
    for rows in ([*good, *bad], [*bad, *good]):
        rejections: list[Any] = []
        given = [{"id": n, "x": value} for n, value in enumerate(rows)]
        upsert(Moments, given, on_error="reject", on_reject=rejections.append)
        stored = [row.x for row in Moments._default_manager.order_by("id")]

        assert [one.row["x"] for one in rejections] == bad
        assert stored == [THEN, THEN, THEN, *good[3:]]
        Moments._default_manager.all().delete()
