"""Big tables, a batch at a time."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import MultipleObjectsReturned
from django.db import connection, connections, models
from django.db.models import Count, F
from django.test.utils import CaptureQueriesContext, isolate_apps

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.system.factories import SyncWatermarkFactory
from agent360_models.agent360.system.models import SyncLog, SyncWatermark
from agent360_models.bulk import iterate_by_key
from tests.apps.bulky.models import Item, Kind, Member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [0, 1, 4, 5, 6, 11])
def test_every_row_once_in_the_order_of_the_key(number: int) -> None:
    """Whatever the number of rows, and with a query a batch: one more where the last is full, one of the catalogue."""
    made = {row.pk for row in AccountFactory.create_batch(number, acc_owner=UserFactory.create())}

    with CaptureQueriesContext(connections["default"]) as captured:
        found = [row.pk for row in iterate_by_key(Account.objects.order_by("-acc_name"), batch_size=5)]

    assert (set(found), found) == (made, sorted(found))
    assert len(captured) == number // 5 + 1 + (number >= 5)
    assert not any("OFFSET" in query["sql"] for query in captured)


def test_filters_and_prefetches_are_those_of_the_queryset() -> None:
    """One prefetch for each batch."""
    for name in ("a", "b") * 4:
        AccountFactory.create(acc_name=name)
    accounts = Account.objects.filter(acc_name="a").prefetch_related("acc_owner")

    with CaptureQueriesContext(connections["default"]) as captured:
        owners = {row.acc_owner.usr_name for row in iterate_by_key(accounts, batch_size=3)}

    assert len(owners) == 4
    assert len(captured) == 5  # and one of the catalogue


def test_another_unique_key_and_dicts() -> None:
    """``values()`` that hold the key do."""
    for name in ("b", "c", "a"):
        SyncWatermarkFactory.create(sw_object_name=name)
    rows = SyncWatermark.objects.values("sw_object_name")

    found = list(iterate_by_key(rows, key="sw_object_name", batch_size=1))

    assert found == [{"sw_object_name": name} for name in "abc"]


def test_rows_may_be_written_meanwhile() -> None:
    """One behind the place is seen, and deleting what was read skips nothing."""
    user = UserFactory.create()
    first = AccountFactory.create_batch(4, acc_owner=user)
    seen = []

    for row in iterate_by_key(Account.objects.all(), batch_size=2):
        seen.append(row.pk)
        if len(seen) == 1:
            late = AccountFactory.create(acc_owner=user)
        row.delete()

    assert seen == sorted([*(row.pk for row in first), late.pk])


@pytest.mark.parametrize("key", ["sl_job_name", "sl_completed_at"])
def test_a_key_has_to_identify_a_row(key: str) -> None:
    """Else rows would be lost between two batches."""
    with pytest.raises(TypeError, match="must be unique and NOT NULL"):
        next(iterate_by_key(SyncLog.objects.all(), key=key))


def test_rows_have_to_hold_the_key() -> None:
    """Said as soon as it is needed."""
    AccountFactory.create_batch(2, acc_owner=UserFactory.create())

    with pytest.raises(TypeError, match="Rows lack 'pk'"):
        list(iterate_by_key(Account.objects.values("acc_name"), batch_size=1))


def test_a_slice_is_refused() -> None:
    """By Django itself."""
    with pytest.raises(TypeError, match="slice"):
        list(iterate_by_key(Account.objects.all()[:5]))


DOWNWARDS: dict[str, Any] = {
    "reverse": lambda rows: rows.reverse(),
    "ordered and reversed": lambda rows: rows.order_by("text").reverse(),
    "ordered by the key and reversed": lambda rows: rows.order_by("pk").reverse(),
    "falling": lambda rows: rows.order_by("-key"),
    "falling pk": lambda rows: rows.order_by("-pk"),
    "falling expression": lambda rows: rows.order_by(F("key").desc()),
}
UPWARDS: dict[str, Any] = {
    "falling and reversed": lambda rows: rows.order_by("-pk").reverse(),
    "reversed twice": lambda rows: rows.reverse().reverse(),
    "ordered by another": lambda rows: rows.order_by("-text"),
    "extra": lambda rows: rows.extra(order_by=["-age"]),
}


@pytest.mark.parametrize("number", [0, 1, 3, 7, 9])
@pytest.mark.parametrize("order", [*DOWNWARDS, *UPWARDS])
@pytest.mark.parametrize("as_values", [False, True])
def test_each_row_once_in_either_direction(number: int, order: str, as_values: bool) -> None:
    """From the last to the first where the queryset says so."""
    Item.objects.bulk_create(Item(key=n, text=str(n % 3)) for n in range(number))
    rows: Any = {**DOWNWARDS, **UPWARDS}[order](Item.objects.all())

    found = [
        row["key"] if as_values else row.key
        for row in iterate_by_key(rows.values("key", "text") if as_values else rows, batch_size=3)
    ]

    assert found == sorted(range(number), reverse=order in DOWNWARDS)


@pytest.mark.parametrize("size", [1, 2, 3, 50])
@pytest.mark.parametrize("falls", [False, True])
def test_keys_of_several_columns(size: int, falls: bool) -> None:
    """By the condition that one index serves."""
    keys = [(team, number) for team in "abc" for number in range(4)]
    Member.objects.bulk_create(Member(team=team, number=number, name="x") for team, number in reversed(keys))
    rows = Member.objects.order_by("-team") if falls else Member.objects.all()

    with CaptureQueriesContext(connection) as captured:
        found = [(row.team, row.number) for row in rows.iterate_by_key(key=["team", "number"], batch_size=size)]

    dicts = list(iterate_by_key(Member.objects.values("team", "number"), key=["team", "No. X"], batch_size=size))
    assert found == sorted(keys, reverse=falls)
    assert [(row["team"], row["number"]) for row in dicts] == sorted(keys)
    of_catalogue = sum("pg_catalog" in query["sql"] for query in captured)
    assert len(captured) - of_catalogue == len(keys) // size + 1
    assert of_catalogue == (0 if falls or size > len(keys) else 2)


@pytest.mark.parametrize("size", [1, 2, 50])
def test_composite_primary_keys(size: int) -> None:
    """As ``pk``, of instances and of dicts."""
    model: Any = of_table(
        "CREATE TABLE thing (tenant int, at date, v text, PRIMARY KEY (tenant, at))",
        pk=models.CompositePrimaryKey("tenant", "at"),
        tenant=models.IntegerField(),
        at=models.DateField(),
    )
    keys = [(tenant, date(2026, 1, day)) for tenant in (1, 2) for day in (1, 2, 3)]
    model.objects.bulk_create(model(tenant=tenant, at=at) for tenant, at in reversed(keys))

    assert [row.pk for row in iterate_by_key(model.objects.all(), batch_size=size)] == keys
    assert [row["pk"] for row in iterate_by_key(model.objects.values("pk"), batch_size=size)] == keys
    assert [row.pk for row in iterate_by_key(model.objects.order_by("-pk"), batch_size=size)] == keys[::-1]
    by_parts = iterate_by_key(model.objects.values("at", "tenant"), batch_size=size)
    assert [(row["tenant"], row["at"]) for row in by_parts] == keys


def of_table(ddl: str, **fields: Any) -> Any:
    """Return a model of the table ``thing``, which is made."""
    with connection.cursor() as cursor:
        cursor.execute(ddl)
    with isolate_apps("tests.apps.bulky"):
        meta = type("Meta", (), {"app_label": "bulky", "managed": False, "db_table": "thing", **fields.pop("meta", {})})
        return type("Thing", (models.Model,), {"__module__": __name__, "Meta": meta, **fields})


UNIQUE: list[dict[str, Any]] = [
    {"meta": {"constraints": [models.UniqueConstraint(fields=["code"], name="code")]}},
    {"meta": {"unique_together": [("code",)]}},
    {"code": models.TextField(unique=True)},
]


@pytest.mark.parametrize("said", UNIQUE)
def test_a_key_is_unique_however_the_model_says_so(said: dict[str, Any]) -> None:
    """By the field, by a constraint, or together."""
    fields = {"code": models.TextField(), **said}
    model = of_table("CREATE TABLE thing (id serial PRIMARY KEY, code text UNIQUE)", **fields)
    model.objects.bulk_create(model(code=code) for code in "cab")

    assert [row.code for row in iterate_by_key(model.objects.all(), key="code", batch_size=2)] == ["a", "b", "c"]


def test_a_constraint_with_a_condition_is_not_enough() -> None:
    """It leaves rows out."""
    constraint = models.UniqueConstraint(fields=["code"], condition=models.Q(id__gt=5), name="code")
    model = of_table(
        "CREATE TABLE thing (id int, code text)", code=models.TextField(), meta={"constraints": [constraint]}
    )

    with pytest.raises(TypeError, match="must be unique"):
        next(iterate_by_key(model.objects.all(), key="code"))


@pytest.mark.parametrize(
    "keys", [[1, 1], [1, 2, 2], [1, 2, 2, 2, 2, 3], [1, 2, 3, 3], [1, 2, 3, 4, 4, 5], [1, None], [1, 2, 3, 4, None]]
)
@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("falls", [False, True])
@pytest.mark.parametrize("as_values", [False, True])
def test_a_key_that_is_not_unique_in_the_table_is_an_error(
    keys: list[int | None], size: int, falls: bool, as_values: bool
) -> None:
    """Wherever the batches end; no row is left out in silence."""
    model = of_table("CREATE TABLE thing (id int, n serial)", id=models.IntegerField(primary_key=True))
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO thing (id) VALUES (%s)", [[key] for key in keys])
    rows = model.objects.order_by("-pk") if falls else model.objects.all()

    with pytest.raises(MultipleObjectsReturned, match="two rows with the same id, or a row without it"):
        list(iterate_by_key(rows.values("pk") if as_values else rows, batch_size=size))


def test_rows_that_a_join_repeats_are_an_error() -> None:
    """Unless they are made distinct."""
    kind = Kind.objects.create(code="k")
    for number in (1, 2, 3):
        Member.objects.create(team="a", number=number, name="x", kind=kind)
    rows = Kind.objects.filter(members__name="x")

    with pytest.raises(MultipleObjectsReturned, match=r"distinct\(\)"):
        list(iterate_by_key(rows, batch_size=2))
    assert list(iterate_by_key(rows.distinct(), batch_size=2)) == [kind]


WITHOUT_KEY: dict[str, Any] = {
    "values": lambda rows: rows.values("text"),
    "lists": lambda rows: rows.values_list("key", "text"),
    "flat": lambda rows: rows.values_list("key", flat=True),
    "groups": lambda rows: rows.values("text").annotate(n=Count("key")),
    "another pk": lambda rows: rows.values("text", pk=F("age")),
    "union": lambda rows: rows.union(rows.filter(age=None), all=True),
}


@pytest.mark.parametrize("shape", WITHOUT_KEY)
@pytest.mark.parametrize("size", [1, 50])
def test_rows_without_their_key_are_an_error_at_the_first_row(shape: str, size: int) -> None:
    """And not only at the end of a batch."""
    Item.objects.bulk_create(Item(key=n, text="x", age=-n) for n in range(3))

    with pytest.raises(TypeError, match=r"Rows lack 'pk'|A union"):
        next(iterate_by_key(WITHOUT_KEY[shape](Item.objects.all()), batch_size=size))


@pytest.mark.parametrize("name", ["pk", "key"])
def test_the_key_may_have_any_of_its_names(name: str) -> None:
    """In ``values()``; an annotation of another name stands beside it."""
    Item.objects.bulk_create(Item(key=n, age=-n) for n in range(5))

    rows = iterate_by_key(Item.objects.values(name, other=F("age")), batch_size=2)

    assert [(row[name], row["other"]) for row in rows] == [(n, -n) for n in range(5)]


def test_a_deferred_key_is_an_error() -> None:
    """It would take a query for each row."""
    Kind.objects.create(code="a")

    with pytest.raises(TypeError, match="Rows lack 'code'"):
        next(iterate_by_key(Kind.objects.only("small"), key="code"))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 9])
@pytest.mark.parametrize("falls", [False, True])
@pytest.mark.parametrize("lost", [(1, None), (None, 1), (2, None), (None, None)])
def test_a_key_that_lacks_a_part_is_an_error(lost: tuple[int | None, ...], size: int, falls: bool) -> None:
    """Wherever it would come, also in a view; no row is left out in silence."""
    constraint = models.UniqueConstraint(fields=["a", "b"], name="a_b")
    model = of_table(
        "CREATE TABLE things (id int, a int, b int); CREATE VIEW thing AS SELECT * FROM things",
        a=models.IntegerField(),
        b=models.IntegerField(),
        meta={"constraints": [constraint]},
    )
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO things (a, b) VALUES (%s, %s)", [(1, 1), (1, 2), lost, (2, 1), (2, 2)])
    rows = model.objects.order_by("-a") if falls else model.objects.all()

    with pytest.raises(MultipleObjectsReturned, match="or a row without it"):
        list(iterate_by_key(rows.values("a", "b"), key=["a", "b"], batch_size=size))


def test_a_batch_has_at_least_one_row() -> None:
    """Else nothing would be read."""
    with pytest.raises(ValueError, match="must be at least 1"):
        next(iterate_by_key(Item.objects.all(), batch_size=0))
