"""What becomes of rows that cannot go in: each is found, and told without its values."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange

from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.core.models import User
from agent360_models.bulk import Rejection, UpsertResult, upsert
from agent360_models.exceptions import RejectedRowsError
from tests.apps.bulky.models import Item, Kind, Member
from tests.support.agent360 import THEN, a_user, sf_id

pytestmark = pytest.mark.django_db

every_transaction = pytest.mark.parametrize("atomic", [False, True], ids=["each", "atomic"])


def refused(model: type[models.Model], rows: Any, **options: Any) -> tuple[UpsertResult, list[tuple[Any, ...]]]:
    """Return the counts, and number, column and reason of each rejected row."""
    found: list[Rejection] = []
    result = upsert(model, rows, on_error="reject", on_reject=found.append, **options)
    return result, [(one.number, one.column, one.reason) for one in found]


def kind(code: str, **values: Any) -> dict[str, Any]:
    return {"code": code, "small": 1, **values}


def member(number: int, **values: Any) -> dict[str, Any]:
    return {"team": "a", "number": number, "name": f"M{number}", **values}


KEY = ["team", "number"]
HUGE = 1 << 3_500_000  # a million digits

CELLS: list[tuple[str, Any, str]] = [
    ("code", "x" * 11, "longer than 10 characters"),
    ("code", None, "required"),
    ("code", "a\0b", "holds a NUL character"),
    ("code", "a\udc80", "not UTF-8"),
    ("code", ["a"] * 9, "too long"),
    ("amount", Decimal(10000), "too many digits for numeric(6,2)"),
    ("amount", Decimal("9999.999"), "too many digits for numeric(6,2)"),
    ("amount", Decimal("Infinity"), "not a finite number"),
    ("amount", Decimal("NaN"), "not a finite number"),
    ("amount", Decimal("sNaN"), "not a finite number"),
    ("amount", float("nan"), "not a finite number"),
    ("amount", " nan", "not a finite number"),
    ("amount", HUGE, "out of range"),
    ("amount", 10**100, "too many digits for numeric(6,2)"),
    ("amount", "9" * 1_000_000, "out of range"),
    ("amount", Decimal("1E+999999999999"), "too many digits for numeric(6,2)"),
    ("amount", Decimal("1E-999999999999"), "out of range"),
    ("weight", "NaN", "not a finite number"),
    ("weight", "-Infinity", "not a finite number"),
    ("weight", "inf", "not a finite number"),
    ("weight", "1e400", "out of range"),
    ("weight", Decimal("NaN"), "not a finite number"),
    ("weight", HUGE, "out of range"),
    ("hour", "24:00", "out of range"),
    ("hour", "24:00:00+02", "out of range"),
    ("hour", "now", "no value for TimeField"),
    ("hour", "allballs", "no value for TimeField"),
    ("hour", 5, "no value for TimeField"),
    ("took", "infinity", "no value for DurationField"),
    ("took", "-infinity", "no value for DurationField"),
    ("took", "P9999999999D", "no value for DurationField"),
    ("took", 5, "no value for DurationField"),
    ("small", HUGE, "out of range"),
    ("small", "9" * 1_000_000, "out of range"),
    ("code", HUGE, "a value that cannot be sent"),
    ("data", HUGE, "not JSON"),
    ("data", float("inf"), "not JSON"),
    ("token", "now", "not a value of type uuid"),
    ("address", "10.0.0.0/8", "no value for GenericIPAddressField"),
    ("amount", "a lot", "not a value of type numeric(6,2)"),
    ("amount", 1e9, "out of range"),
    ("small", 32768, "out of range"),
    ("small", 1.5, "not a value of type smallint"),
    ("small", None, "required"),
    ("big", -(2**63) - 1, "out of range"),
    ("good", "perhaps", "not a value of type boolean"),
    ("token", "no-uuid", "not a value of type uuid"),
    ("tags", ["toolong"], "too long"),
    ("mood", "grim", "not a value of type bulky.mood"),
    ("moods", ["calm", "grim"], "not a value of type bulky.mood[]"),
    ("address", "1.2.3.4.5", "no value for GenericIPAddressField"),
    ("data", {"a": float("nan")}, "not JSON"),
    ("data", {"a": {1, 2}}, "not JSON"),
    ("data", {"a": "\0"}, "holds a character that the database cannot store"),
    ("day", "2026-02-30", "no value for DateField"),
    ("day", "now", "no value for DateField"),
    ("day", "infinity", "no value for DateField"),
    ("day", "10000-01-01", "no value for DateField"),
    ("day", "0001-01-01 BC", "no value for DateField"),
    ("seen", "infinity", "no value for DateTimeField"),
    ("seen", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))), "out of range"),
    ("seen", datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5))), "out of range"),
    ("seen", "9999-12-31T23:59:59-05:00", "out of range"),
    ("span", [datetime(2026, 1, 1), None], "a time without a time zone"),  # noqa: DTZ001
    ("span", DateTimeTZRange(None, "now"), "no value for DateTimeRangeField"),
    ("span", "[infinity,)", "a text that Python cannot read"),
    ("span", "[now,)", "a text that Python cannot read"),
    ("seen", datetime(2026, 1, 1), "a time without a time zone"),  # noqa: DTZ001
    ("seen", "2026-01-01T10:00", "a time without a time zone"),
    ("seen", "yesterday", "no value for DateTimeField"),
    ("numbers", "upside down", "not a value of type int4range"),
    ("code", object(), "a value that cannot be sent"),
    ("code", models.F("small"), "an expression, and COPY takes values only"),
]


@pytest.mark.parametrize(
    ("column", "value", "reason"), CELLS, ids=[f"{c}-{r}-{n}" for n, (c, _, r) in enumerate(CELLS)]
)
def test_a_bad_cell_is_rejected_with_its_column_and_the_rest_goes_in(column: str, value: Any, reason: str) -> None:
    """Whether Python sees it, or psycopg, or only the server."""
    sound: dict[str, Any] = {
        "amount": None,
        "big": None,
        "good": None,
        "data": None,
        "mood": None,
        "day": None,
        "seen": None,
        "span": None,
        "weight": None,
        "hour": None,
        "took": None,
    }
    sound |= {
        "token": "12345678-1234-5678-1234-567812345678",
        "tags": [],
        "moods": [],
        "address": None,
        "numbers": None,
    }
    rows = [
        kind(code, **{column: sound.get(column, 1)}) if column not in ("code", "small") else kind(code)
        for code in "abc"
    ]
    rows[1][column] = value

    result, found = refused(Kind, rows, key="code")

    assert found == [(2, column, reason)]
    assert result == UpsertResult(inserted=2, rejected=1)
    assert set(Kind.objects.values_list("code", flat=True)) == {"a", "c"}


@pytest.mark.parametrize(
    "given",
    [
        (member(2, kind_id="x"), "kind_id", "no such row in bulky.kind"),
        (member(2, leader_id=-1), "leader_id", "no such row in bulky_member"),
        (member(2, code="taken"), "code", "another row has the same"),
        (member(2, code="first"), "code", "another row has the same"),
        (member(2, low=11), "low", "not what the check member_low_high allows"),
        (member(2, seat=NumericRange(1, 3)), "seat", "another row excludes it: member_seat"),
        (member(2, name="raise"), None, "RaiseException (P0001)"),
    ],
    ids=["parent", "own parent", "unique, stored", "unique, in the batch", "check", "exclusion", "trigger"],
)  # fmt: skip
@every_transaction
@pytest.mark.parametrize("fixture", ["db", "transactional_db"])
def test_a_row_that_the_table_refuses_is_rejected_and_the_rest_goes_in(
    given: tuple[dict[str, Any], str | None, str], atomic: bool, fixture: str, request: pytest.FixtureRequest
) -> None:
    """By a constraint, immediate or deferred, or by a trigger; in the caller's transaction and with real commits."""
    request.getfixturevalue(fixture)
    bad, column, reason = given
    Member.objects.create(**member(50, code="taken", seat=NumericRange(2, 9)))
    empty = {"kind_id": None, "leader_id": None, "code": None, "low": 0, "seat": None}
    rows = [{**empty, **member(1, code="first")}, {**empty, **bad}, {**empty, **member(3)}]

    with trigger("bulky_member", "IF NEW.\"Name\" = 'raise' THEN RAISE 'bob@example.com is bad'; END IF;"):
        result, found = refused(Member, rows, key=KEY, atomic=atomic)

    assert result == UpsertResult(inserted=2, rejected=1)
    assert [one[:2] for one in found] == [(2, column)]
    assert reason in found[0][2]
    assert list(Member.objects.order_by("number").values_list("number", flat=True)) == [1, 3, 50]


@contextmanager
def trigger(table: str, body: str) -> Iterator[None]:
    """Have a trigger on a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$;"
            f" CREATE TRIGGER no BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION no()"
        )
        try:
            yield
        finally:
            cursor.execute("DROP FUNCTION no CASCADE")


def test_an_error_names_table_rows_columns_and_reasons_and_no_value() -> None:
    """Not in its text, and not in the errors before it."""
    rows = [kind("a"), kind("b@example.com"), kind("c", small=99999), kind("d")]

    with pytest.raises(RejectedRowsError) as caught:
        upsert(Kind, rows, key="code")

    text = str(caught.value)
    assert '"bulky"."kind"' in text
    assert "row 2, code: longer than 10 characters; row 3, small: out of range" in text
    assert [one.row for one in caught.value.rejections] == rows[1:3]
    assert "@" not in f"{text} {caught.value.rejections!r} {caught.value.__context__!r} {caught.value.__cause__!r}"
    assert not Kind.objects.exists()


@every_transaction
def test_an_error_of_the_table_says_nothing_of_its_values_either(atomic: bool) -> None:
    """PostgreSQL's own message would repeat the key."""
    Member.objects.create(**member(9, code="a@b.de"))

    with pytest.raises(RejectedRowsError, match="row 2, code: another row has the same") as caught:
        upsert(Member, [member(1, code=None), member(2, code="a@b.de")], key=KEY, atomic=atomic)

    assert "a@b.de" not in f"{caught.value} {caught.value.__context__!r} {caught.value.__cause__!r}"


def test_the_error_is_one_of_ours_and_one_of_djangos() -> None:
    """Whoever catches Django's for ``bulk_create`` catches it too."""
    with pytest.raises(IntegrityError):
        upsert(Kind, [kind("x" * 11)], key="code")


@pytest.mark.django_db(transaction=True)
def test_batches_before_a_bad_one_stay_and_are_counted() -> None:
    """The bad one goes in not at all."""
    rows = [{"key": n, "text": "x" * 9 if n == 5 else "x"} for n in range(1, 9)]

    with pytest.raises(RejectedRowsError) as caught:
        upsert(Item, rows, batch_size=3)

    assert caught.value.result == UpsertResult(inserted=3)
    assert caught.value.rejections[0].number == 5
    assert sorted(Item.objects.values_list("key", flat=True)) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_atomic_leaves_nothing_behind_a_bad_row() -> None:
    """However late it comes."""
    rows = [{"key": n, "text": "x" * 9 if n == 8 else "x"} for n in range(1, 9)]

    with pytest.raises(RejectedRowsError, match="row 8, text"):
        upsert(Item, rows, batch_size=3, atomic=True)

    assert not Item.objects.exists()


def test_a_refusal_does_not_break_the_callers_transaction() -> None:
    """It goes on where it was."""
    with transaction.atomic():
        upsert(Item, [{"key": 1}])
        with pytest.raises(RejectedRowsError):
            upsert(Item, [{"key": 2, "text": "too long"}])
        upsert(Item, [{"key": 3}])

    assert sorted(Item.objects.values_list("key", flat=True)) == [1, 3]


def test_rejections_carry_their_rows_and_numbers_across_batches() -> None:
    """From 1 in the whole input."""
    rows = [{"key": n, "text": "x" * (9 if n % 4 == 0 else 1)} for n in range(1, 13)]
    found: list[Rejection] = []

    result = upsert(Item, iter(rows), batch_size=5, on_error="reject", on_reject=found.append)

    assert result == UpsertResult(inserted=9, rejected=3)
    assert [(one.number, one.row) for one in found] == [(n, rows[n - 1]) for n in (4, 8, 12)]


def test_a_row_unlike_the_first_is_rejected() -> None:
    """One with other keys, of another length, or of another kind."""
    good = {"key": 1, "text": "x"}
    odd = [{"key": 2}, {"key": 3, "txet": "x"}, {"key": 4, "text": "x", "age": 1}, (5, "x"), None]

    assert refused(Item, [good, *odd])[1] == [
        (2, "text", "missing, and the first row has it"),
        (3, "text", "missing, and the first row has it"),
        (4, None, "has age, and not the 2 columns of the first row"),
        (5, None, "not of the same kind as the first row"),
        (6, None, "not of the same kind as the first row"),
    ]
    assert refused(Item, [(7, "x"), (8,), good], fields=["key", "text"])[1] == [
        (2, None, "has 1 values, and not the 2 columns of the first row"),
        (3, None, "not of the same kind as the first row"),
    ]


def test_a_row_without_its_key_is_rejected() -> None:
    """Also where the key may be NULL, and the database would take it again and again."""
    rows = [member(1, code="x"), member(2, code=None), member(3, code=None)]

    assert refused(Member, rows, key="code") == (
        UpsertResult(inserted=1, rejected=2),
        [(2, "code", "required"), (3, "code", "required")],
    )


def test_a_required_column_that_is_left_out_is_named() -> None:
    """Rows that exist need it not."""
    a_user()
    rows = [{"usr_sf_id": sf_id("005", n), "usr_name": "New"} for n in (1, 2)]

    result, found = refused(User, rows)

    assert result == UpsertResult(updated=1, rejected=1)
    assert found == [(2, "usr_username", "required")]


def test_of_two_rows_with_one_unique_value_the_first_goes_in() -> None:
    """As if they came one after the other; and a value that moves within the batch is free."""
    Member.objects.create(**member(1, code="one"))
    rows = [member(1, code="two"), member(2, code="one"), member(3, code="one")]

    result, found = refused(Member, rows, key=KEY)

    assert result == UpsertResult(inserted=1, updated=1, rejected=1)
    assert [one[0] for one in found] == [3]


def test_children_of_a_rejected_row_are_rejected_too() -> None:
    """Down to the last generation; parents may come after their children."""
    first = Member.objects.create(**member(99))
    ids = {n: first.pk + n for n in range(1, 6)}
    leaders = {1: 2, 2: None, 3: 4, 4: 5, 5: -1}
    rows = [{"id": ids[n], **member(n), "leader_id": lead and ids.get(lead, -1)} for n, lead in leaders.items()]

    result, found = refused(Member, rows)

    assert result == UpsertResult(inserted=2, rejected=3)
    assert [one[:2] for one in found] == [(n, "leader_id") for n in (3, 4, 5)]


def test_a_bad_newest_row_leaves_the_one_before_it() -> None:
    """As if they came one after the other."""
    result, found = refused(Member, [member(1, low=5), member(1, low=50)], key=KEY)

    assert result == UpsertResult(inserted=1, rejected=1)
    assert found[0][0] == 2
    assert Member.objects.get().low == 5


def test_a_superseded_row_is_never_rejected_for_what_the_table_says() -> None:
    """It would not have been written."""
    Member.objects.create(**member(1, version=5))
    rows = [member(1, version=3, low=50), member(2, version=1, low=50), member(3, version=1, low=5)]

    result, found = refused(Member, rows, key=KEY, newest_by="version")

    assert result == UpsertResult(inserted=1, superseded=1, rejected=1)
    assert [one[0] for one in found] == [2]


@pytest.mark.parametrize("bad", [{"text": "too long"}, {"age": "x"}, {"text": "\0"}], ids=["python", "server", "NUL"])
def test_a_batch_of_bad_rows_takes_seconds(bad: dict[str, Any]) -> None:
    """5,000 of 5,000."""
    start = time.monotonic()

    result, found = refused(Item, [{"key": n, "text": "x", "age": 1, **bad} for n in range(5000)])

    assert result == UpsertResult(rejected=5000)
    assert len(found) == 5000
    assert time.monotonic() - start < 20


def test_a_batch_that_a_trigger_refuses_as_a_whole_takes_seconds() -> None:
    """Each row is tried by itself, within the server."""
    start = time.monotonic()

    with trigger("bulky_item", "RAISE 'no';"):
        result, _ = refused(Item, [{"key": n} for n in range(5000)])

    assert result == UpsertResult(rejected=5000)
    assert time.monotonic() - start < 20


@every_transaction
def test_rows_that_are_refused_together_are_told_without_their_values(atomic: bool) -> None:
    """By a trigger of the whole statement; no single row is to blame."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION few() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF (SELECT count(*) FROM added) > 1 THEN RAISE 'a@b.de'; END IF; RETURN NULL; END $$;"
            " CREATE TRIGGER few AFTER INSERT ON bulky_item REFERENCING NEW TABLE AS added"
            " FOR EACH STATEMENT EXECUTE FUNCTION few()"
        )

    with pytest.raises(RejectedRowsError, match=r"refused together.*RaiseException \(P0001\)") as caught:
        upsert(Item, [{"key": n} for n in range(5)], atomic=atomic)

    assert "@" not in f"{caught.value} {caught.value.__context__!r}"


def test_what_is_no_matter_of_rows_is_raised_as_it_is() -> None:
    """A missing unique constraint, a missing privilege: no row is to blame."""
    with pytest.raises(Exception, match="no unique or exclusion constraint"), transaction.atomic():
        upsert(Member, [member(1)], key="name", on_error="reject")


@pytest.mark.parametrize("use", [Account.objects.upsert, lambda rows, **o: upsert(Account, rows, **o)])
def test_missing_parents_of_real_tables_are_named(use: Callable[..., UpsertResult]) -> None:
    """With the column and the parents' table."""
    a_user()
    rows = [
        {
            "acc_sf_id": sf_id("001", n),
            "acc_name": f"Account {n}",
            "acc_owner_id": sf_id("005", n),
            "acc_last_modified_date": THEN.astimezone(UTC),
            "acc_last_modified_by_id": "x",
        }
        for n in (1, 2)
    ]
    found: list[Rejection] = []

    use(rows, on_error="reject", on_reject=found.append)

    assert [str(one) for one in found] == ["row 2, acc_owner_id: no such row in users"]
