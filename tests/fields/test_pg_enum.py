"""``PgEnumField``: columns of native ENUM types, and of arrays of them, on both bindings of parameters."""

import copy
import json
import pickle
import re
from collections.abc import Callable, Iterator
from typing import Any, assert_type

import pytest
from django import forms
from django.apps import apps
from django.contrib.admin import ModelAdmin, site
from django.contrib.auth.models import User
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import DataError, connection, connections, models, transaction
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import OperationWriter
from django.db.models import Case, Count, Exists, F, Func, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, Lower, Upper
from django.forms import modelform_factory
from django.test import RequestFactory
from django.test.utils import isolate_apps
from pytest_django import DjangoAssertNumQueries

from agent360_models.bulk import UpsertResult, upsert
from agent360_models.exceptions import MissingLabelError
from agent360_models.fields import PgEnumField
from agent360_models.fields._live_labels import forget
from tests.apps.toy.models import Piece

PLANNED, MADE, MISSING, BOXED = Piece.Stage
RED, GREEN, SKY_BLUE, GONE = Piece.Colour
LOST, GOLD = "lost", 'old "gold"'  # labels that only the database knows; MISSING and GONE are those that it lacks
STAGE_TYPE = '"toy_types"."stage"'


@pytest.fixture(params=[False, True], ids=["client-side", "server-side"])
def binding(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let psycopg put the parameters into the statement, or send them beside it."""
    usual = connections["default"]
    options = {**usual.settings_dict["OPTIONS"], "server_side_binding": request.param}
    connections["default"] = type(usual)({**usual.settings_dict, "OPTIONS": options}, "default")
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
    connections["default"] = usual


@pytest.fixture(autouse=True)
def database(binding: None, db: None) -> None:
    """Give every test the database, after the binding is chosen, with a label in each type that the code lacks.

    A label that is added cannot be used before the transaction ends; one that is renamed can.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TYPE {STAGE_TYPE} RENAME VALUE 'missing' TO 'lost'")
        cursor.execute("""ALTER TYPE "Colour" RENAME VALUE 'gold' TO 'old "gold"'""")
    forget()


def pieces(*stages: str, **values: Any) -> list[Piece]:
    """Store one piece for each stage, numbered from 1."""
    return Piece.objects.bulk_create(
        [Piece(number=number, stage=stage, **values) for number, stage in enumerate(stages, 1)]
    )


def stored() -> list[tuple[Any, ...]]:
    """Return what the database has, as text."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT stage::text, goal::text, colours::text FROM "toy"."piece" ORDER BY number')
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def changed(piece: Piece, **values: Any) -> Piece:
    for name, value in values.items():
        setattr(piece, name, value)
    return piece


def numbers(rows: "QuerySet[Piece]") -> list[int]:
    return sorted(rows.values_list("number", flat=True))


# Writing


def test_create_and_save() -> None:
    """A member or its label, an array of either, and NULL."""
    piece = Piece.objects.create(number=1, stage=MADE, goal="in box", colours=[RED, "sky, blue"])
    assert stored() == [("made", "in box", '{red,"sky, blue"}')]

    piece.stage, piece.goal, piece.colours = "planned", None, []
    piece.save()

    assert stored() == [("planned", None, "{}")]


def test_bulk_create() -> None:
    """Several rows in one statement."""
    Piece.objects.bulk_create(
        [Piece(number=1, stage=MADE, goal=BOXED, colours=[RED]), Piece(number=2, stage="in box", goal="in box")]
    )

    assert stored() == [("made", "in box", "{red}"), ("in box", "in box", "{}")]


@pytest.mark.parametrize("form", [{"ignore_conflicts": True}, {"update_conflicts": True}])
def test_bulk_create_over_stored_rows(form: dict[str, Any]) -> None:
    """Conflicts are ignored or become updates."""
    pieces(MADE)
    if "update_conflicts" in form:
        form = {**form, "unique_fields": ["number"], "update_fields": ["stage", "colours"]}

    Piece.objects.bulk_create([Piece(number=1, stage=PLANNED, colours=[RED]), Piece(number=2)], **form)

    first = ("planned", None, "{red}") if "update_conflicts" in form else ("made", None, "{}")
    assert stored() == [first, ("planned", None, "{}")]


def test_bulk_update() -> None:
    """Members, labels, NULL and arrays."""
    first, second, third = pieces(MADE, MADE, MADE, goal=MADE)
    first.stage, first.goal, first.colours = PLANNED, None, [RED, GREEN]
    second.stage, second.goal, second.colours = "planned", BOXED, []
    third.stage = Case(When(number=3, then=Value("planned")), default=Lower("note"))

    Piece.objects.bulk_update([first, second, third], ["stage", "goal", "colours"])

    assert stored() == [("planned", None, "{red,green}"), ("planned", "in box", "{}"), ("planned", "made", "{}")]


@pytest.mark.parametrize(
    "value",
    [
        MADE,
        "made",
        Value("made"),
        Value(MADE),
        F("goal"),
        Case(When(number=1, then=Value("made")), default=Value("planned")),
        Case(When(number=1, then=Value(MADE)), default=F("stage")),
        Case(When(number=1, then=F("goal")), default=Value("planned")),
        Case(When(number=2, then=Value("planned")), When(stage=PLANNED, then=Value("made"))),
        Case(When(number=1, then=Lower(Value("MADE"))), When(number=2, then=None), default=F("stage")),
        Case(When(number=1, then=Coalesce("goal", Lower("note"))), default=Value("planned")),
        Greatest("stage", Value("made")),
        Coalesce(Value(None), Value("made")),
        Coalesce("goal", Value("planned")),
        Lower(Value("MADE")),
        Lower("goal__text"),
        Cast(Value("made"), models.TextField()),
        Subquery(Piece.objects.filter(number=OuterRef("number")).values("goal")[:1]),
        Max("goal"),
    ],
)
def test_update_takes_any_expression(value: Any) -> None:
    """Also one that PostgreSQL takes for text, or of which Django says that types are mixed; without a cast."""
    pieces(PLANNED, goal=MADE)
    if isinstance(value, Max):
        value = Piece.objects.values("goal").annotate(it=value).values("it")[:1]

    Piece.objects.update(stage=value)

    assert stored() == [("made", "made", "{}")]


@pytest.mark.parametrize("value", [Value("made"), Lower(Value("MADE")), MADE])
def test_create_takes_expressions(value: Any) -> None:
    """As update does, alone and in bulk."""
    Piece.objects.create(number=1, stage=value)
    Piece.objects.bulk_create([Piece(number=2, stage=value), Piece(number=3, stage=value)])

    assert [stage for stage, *_ in stored()] == ["made"] * 3


def test_save_takes_expressions() -> None:
    """And the row can be read afterwards."""
    (piece,) = pieces(PLANNED, goal=MADE)
    piece.stage = F("goal")
    piece.goal = Case(When(stage=PLANNED, then=Value("planned")), default=F("goal"))
    piece.colours = Func(F("colours"), Value("sky, blue"), function="array_append")

    piece.save()
    piece.refresh_from_db()

    assert (piece.stage, piece.goal, piece.colours) == (MADE, PLANNED, [SKY_BLUE])


def test_update_of_arrays() -> None:
    """By value and by expression."""
    pieces(PLANNED, MADE, colours=[GREEN])

    Piece.objects.filter(number=1).update(colours=[RED, "green", None])
    Piece.objects.filter(number=2).update(colours=Func(F("colours"), Value("red"), function="array_append"))

    assert [colours for *_, colours in stored()] == ["{red,green,NULL}", "{green,red}"]


@pytest.mark.parametrize(
    "value",
    [
        Value([RED, GOLD]),
        Case(When(number=1, then=Value([RED, GOLD])), default=Value(["green"])),
        Case(
            When(number=1, then=Value([RED, GOLD], output_field=Piece._meta.get_field("colours"))),
            default=F("colours"),
        ),
    ],
)
def test_update_of_arrays_by_expressions(value: Any) -> None:
    """An array beside a column says whose it is."""
    pieces(PLANNED)

    Piece.objects.update(colours=value)

    assert Piece.objects.get().colours == [RED, GOLD]


def test_the_databases_default_is_used() -> None:
    """And comes back as a member, in single and in bulk writes."""
    one = Piece.objects.create(number=1)
    pieces_ = Piece.objects.bulk_create([Piece(number=2), Piece(number=3, start=MADE)])
    one.note = "again"
    one.save()

    assert one.start is PLANNED
    assert [piece.start for piece in pieces_] == [PLANNED, MADE]
    assert list(Piece.objects.order_by("number").values_list("start", flat=True)) == [PLANNED, PLANNED, MADE]


def test_get_or_create_and_update_or_create() -> None:
    """Found and made by label."""
    made: dict[str, Any] = {"number": 1, "stage": MADE}

    assert [Piece.objects.get_or_create(**made)[1] for _ in range(2)] == [True, False]
    piece, created = Piece.objects.update_or_create({"stage": PLANNED}, **made)

    assert (piece.stage, created) == (PLANNED, False)


MISSING_WRITES: list[tuple[str, Callable[[Piece], object]]] = [
    ("create", lambda _: Piece.objects.create(number=2, stage=MISSING)),
    ("create-unknown", lambda _: Piece.objects.create(number=2, stage="broken")),
    ("create-value", lambda _: Piece.objects.create(number=2, stage=Value(MISSING))),
    ("create-array", lambda _: Piece.objects.create(number=2, colours=[RED, GONE])),
    ("create-nested", lambda _: Piece.objects.create(number=2, mixes=[[RED], [GONE]])),
    ("bulk_create", lambda _: Piece.objects.bulk_create([Piece(number=2), Piece(number=3, goal=MISSING)])),
    ("bulk_create-array", lambda _: Piece.objects.bulk_create([Piece(number=2), Piece(number=3, colours=[GONE])])),
    ("save", lambda piece: changed(piece, stage=MISSING).save()),
    ("update", lambda _: Piece.objects.update(stage="missing")),
    ("update-value", lambda _: Piece.objects.update(stage=Value("missing"))),
    ("update-case", lambda _: Piece.objects.update(stage=Case(When(number=1, then=Value(MISSING)), default="goal"))),
    ("update-array", lambda _: Piece.objects.update(colours=["gold"])),
    ("bulk_update", lambda piece: Piece.objects.bulk_update([changed(piece, goal=MISSING)], ["goal"])),
    ("update_or_create", lambda _: Piece.objects.update_or_create({"stage": MISSING}, number=1)),
]


@pytest.mark.parametrize("write", [write for _, write in MISSING_WRITES], ids=[name for name, _ in MISSING_WRITES])
def test_a_label_that_the_database_lacks_is_not_sent(write: Callable[[Piece], object]) -> None:
    """The error says who does what about it."""
    (piece,) = pieces(MADE, colours=[RED])

    error = r"ALTER TYPE \S+ ADD VALUE '(missing|broken|gold)'"
    with pytest.raises(DataError, match=error) as caught, transaction.atomic():
        write(piece)

    assert caught.type is MissingLabelError
    assert stored() == [("made", None, "{red}")]


def test_a_label_that_the_database_gets_is_written_and_found() -> None:
    """Without a new process; only a rename makes a label go away."""
    assert not Piece.objects.filter(stage=MISSING).exists()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TYPE {STAGE_TYPE} RENAME VALUE 'lost' TO 'missing'")

    Piece.objects.create(number=1, stage=MISSING)

    assert Piece.objects.get(stage=MISSING).stage is MISSING


def test_the_database_is_asked_beside_the_statements_that_a_project_counts(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """And only for labels that it was not known to have."""
    with django_assert_num_queries(2):
        Piece.objects.create(number=1, stage=MADE)
        assert Piece.objects.filter(stage__in=[MADE, MISSING]).exists()


def test_upsert_writes_labels_and_arrays() -> None:
    """Only what differs."""
    rows = [{"number": 1, "stage": MADE, "colours": [RED, SKY_BLUE]}, {"number": 2, "stage": LOST, "colours": []}]

    results = [upsert(Piece, rows), upsert(Piece, rows), upsert(Piece, [{**rows[0], "colours": [RED, GOLD, None]}])]

    assert results == [UpsertResult(inserted=2), UpsertResult(unchanged=2), UpsertResult(updated=1)]
    assert stored() == [("made", None, '{red,"old \\"gold\\"",NULL}'), ("lost", None, "{}")]


def test_upsert_takes_instances() -> None:
    """As they were read."""
    pieces(MADE, LOST, start=PLANNED, colours=[RED, GOLD])

    assert upsert(Piece, list(Piece.objects.all())) == UpsertResult(unchanged=2)


# Reading


def test_members_are_read() -> None:
    """From instances, values, deferred columns, raw queries and chunks."""
    pieces(BOXED, goal=BOXED, colours=[SKY_BLUE, RED])
    row = Piece.objects.get()

    assert_type(row.stage, str)  # for the label that only the database knows
    assert_type(row.goal, str | None)
    assert_type(row.colours, list[str])
    assert (row.stage, row.goal, row.colours) == (BOXED, BOXED, [SKY_BLUE, RED])
    assert [type(value) for value in (row.stage, row.goal, *row.colours)] == [Piece.Stage] * 2 + [Piece.Colour] * 2
    assert row.get_stage_display() == "In its box"
    assert Piece.objects.defer("stage").get().stage is BOXED
    assert Piece.objects.values("stage", "colours").get() == {"stage": BOXED, "colours": [SKY_BLUE, RED]}
    assert [type(v) for v in Piece.objects.values_list("stage", flat=True)] == [Piece.Stage]
    assert [p.colours for p in Piece.objects.raw('SELECT * FROM "toy"."piece"')] == [[SKY_BLUE, RED]]
    assert [p.colours for p in Piece.objects.iterator(chunk_size=1)] == [[SKY_BLUE, RED]]


@pytest.mark.parametrize("colours", [[], [RED], [None, RED], [SKY_BLUE, GOLD, GREEN]])
def test_arrays_are_read_as_they_were_written(colours: list[Any]) -> None:
    """Empty, with NULL elements, with commas and quotes in a label."""
    Piece.objects.create(number=1, colours=colours)

    assert Piece.objects.get().colours == colours


@pytest.mark.parametrize("mixes", [None, [], [[RED, GREEN], [GOLD, None]]])
def test_arrays_of_arrays(mixes: Any) -> None:
    """And NULL in place of one."""
    Piece.objects.create(number=1, mixes=mixes)

    assert Piece.objects.get().mixes == mixes


def test_a_label_that_only_the_database_knows_is_a_plain_str() -> None:
    """It is displayed, and every way of saving writes it back unharmed."""
    pieces(LOST, colours=[RED, GOLD])
    piece = Piece.objects.get()

    assert (type(piece.stage), piece.stage, piece.get_stage_display()) == (str, LOST, LOST)
    assert [type(colour) for colour in piece.colours] == [Piece.Colour, str]

    piece.save()
    Piece.objects.bulk_update([piece], ["stage", "colours"])
    Piece.objects.update(stage=F("stage"), colours=F("colours"))
    assert stored() == [("lost", None, '{red,"old \\"gold\\""}')]


# Queries


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Q(stage=MADE), [2]),
        (Q(stage="made"), [2]),
        (Q(stage=Value("made")), [2]),
        (~Q(stage=MADE), [1, 3, 4]),
        (Q(stage__in=[PLANNED, "in box"]), [1, 3]),
        (Q(stage__in={MADE, BOXED}), [2, 3]),
        (Q(stage__in=[]), []),
        (Q(stage__in=[MADE, LOST, "nonsense", None]), [2, 4]),
        (Q(stage__in=Piece.objects.filter(goal=MADE).values("goal")), [2]),
        (Q(stage__in=Piece.objects.values("note")), [2]),
        (Q(stage__in=[F("goal"), "planned"]), [1, 2]),
        # No label of the enum: nothing, or what only the database knows.
        (Q(stage="nonsense"), []),
        (Q(stage=""), []),
        (Q(stage=3), []),
        (~Q(stage=""), [1, 2, 3, 4]),
        (Q(stage=LOST), [4]),
        (Q(stage=Value("nonsense")), []),
        (Q(goal=""), []),
        (Q(goal__isnull=True), [1, 4]),
        (Q(goal=None), [1, 4]),
        (Q(stage=F("goal")), [2]),
        (Q(stage=F("note")), [2]),
        (Q(stage=Lower("note")), [2]),
        (Q(stage=Case(When(number=2, then=Value("made")), default=Value("lost"))), [2, 4]),
        (Q(stage=Subquery(Piece.objects.filter(number=2).values("goal")[:1])), [2]),
        # A label of the enum that the database lacks: nothing.
        (Q(stage=MISSING), []),
        (Q(stage="missing"), []),
        (Q(stage=Value("missing")), []),
        (Q(stage=Value("missing", output_field=Piece._meta.get_field("stage"))), []),
        (~Q(stage=MISSING), [1, 2, 3, 4]),
        (~Q(goal=MISSING), [1, 2, 3, 4]),
        (Q(stage__in=[MADE, MISSING]), [2]),
        (Q(stage__in=[MISSING, None]), []),
        (Q(stage__in=[Value("missing"), F("goal")]), [2]),
        (Q(stage__in=[MISSING, "planned", F("goal")]), [1, 2]),
        (Q(stage__in=[Value("missing")]), []),
        (~Q(stage__in=[MADE, MISSING]), [1, 3, 4]),
        (~Q(goal__in=[MADE, MISSING]), [1, 4]),
        (~Q(stage__in=[MISSING]), [1, 2, 3, 4]),
        (Q(stage=MADE) | Q(stage=MISSING), [2]),
        (Q(Exists(Piece.objects.filter(number=OuterRef("number"), stage=MISSING))), []),
        (Q(stage__text=MISSING), []),
        (Q(stage__contains="a"), [1, 2]),
        (Q(stage__icontains="O"), [3, 4]),
        (Q(stage__startswith="in"), [3]),
        (Q(stage__iendswith="BOX"), [3]),
        (Q(stage__iexact="MADE"), [2]),
        (Q(stage__iexact="x"), []),
        (Q(stage__regex="^(made|lost)$"), [2, 4]),
        (Q(stage__contains=""), [1, 2, 3, 4]),
        (Q(stage__contains=F("note")), [1, 2, 3, 4]),
        # In declared order: planned, made, lost, in box.
        (Q(stage__gt=MADE), [3, 4]),
        (Q(stage__gte="made"), [2, 3, 4]),
        (Q(stage__lt=BOXED), [1, 2, 4]),
        (Q(stage__range=(PLANNED, MADE)), [1, 2]),
        (Q(stage__lt=F("goal")), []),
        (Q(stage__text="lost"), [4]),
        (Q(stage__text__gt="made"), [1]),
        (Q(stage__text__in=["made", "nonsense"]), [2]),
    ],
)
def test_lookups(condition: Q, found: list[int]) -> None:
    """No filter makes PostgreSQL refuse the statement."""
    pieces(PLANNED, MADE, BOXED, LOST)
    Piece.objects.filter(number=2).update(note="made", goal=MADE)
    Piece.objects.filter(number=3).update(goal=MADE)

    assert numbers(Piece.objects.filter(condition)) == found


def test_any_iterable_is_a_list_of_labels() -> None:
    """Also one that can be read only once."""
    pieces(PLANNED, MADE)

    assert numbers(Piece.objects.filter(stage__in=(label for label in ["made", "nonsense"]))) == [2]
    assert numbers(Piece.objects.filter(stage__in=iter([MADE]))) == [2]


@pytest.mark.parametrize("condition", [Q(stage__gt="nonsense"), Q(stage__lte=""), Q(stage__range=("made", "x"))])
def test_nothing_is_before_or_after_an_unknown_label(condition: Q) -> None:
    """It is refused before the database could."""
    with pytest.raises(ValidationError, match="is not a label of Stage"):
        Piece.objects.filter(condition)


@pytest.mark.parametrize(
    "condition",
    [Q(stage__gt=MISSING), Q(stage__lte="missing"), Q(stage__range=(MADE, MISSING)), Q(colours__0__lt=GONE)],
)
def test_nothing_is_before_or_after_a_label_that_the_database_lacks(condition: Q) -> None:
    """What to do is in the error, and the transaction goes on."""
    pieces(MADE)

    with pytest.raises(MissingLabelError, match=r"ALTER TYPE .* ADD VALUE"):
        list(Piece.objects.filter(condition))

    assert Piece.objects.count() == 1


@pytest.mark.parametrize(
    "condition",
    [
        Q(stage=MADE),
        Q(stage=LOST),
        Q(stage=MISSING),
        Q(stage__in=[MADE, LOST]),
        Q(stage__in=[MADE, MISSING, "nonsense"]),
        Q(stage__in=["nonsense"]),
        Q(stage__gt=MADE),
    ],
)
def test_the_index_of_the_column_is_used(condition: Q) -> None:
    """Whatever the code and the database know of the labels."""
    with connection.cursor() as cursor:
        cursor.execute('CREATE INDEX piece_stage_index ON "toy"."piece" (stage)')
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "piece_stage_index" in Piece.objects.filter(condition).explain()


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Q(colours=[RED]), [2]),
        (Q(colours=[]), [1]),
        (~Q(colours=[]), [2, 3, 4]),
        (Q(colours__contains=[RED]), [2, 3]),
        (Q(colours__contains=["sky, blue"]), [3]),
        (Q(colours__contains=[]), [1, 2, 3, 4]),
        (Q(colours__contains=[GOLD]), [4]),
        (Q(colours__contains=["nonsense"]), []),
        (Q(colours__contained_by=[RED, GREEN]), [1, 2]),
        (Q(colours__overlap=[GREEN, SKY_BLUE]), [3]),
        (Q(colours__overlap=["nonsense", RED]), [2, 3]),
        (Q(colours__overlap=F("colours")), [2, 3, 4]),
        (Q(colours__contains=F("colours")), [1, 2, 3]),  # NULL is in no array
        (Q(colours=[RED, "nonsense"]), []),
        (Q(colours=[GOLD, None]), [4]),
        (Q(colours__in=[[RED], [RED, SKY_BLUE]]), [2, 3]),
        (Q(colours__in=[["nonsense"], [RED]]), [2]),
        (Q(colours=[GONE]), []),
        (~Q(colours=[GONE]), [1, 2, 3, 4]),
        (Q(colours__contains=[GONE]), []),
        (Q(colours__overlap=[GONE, RED]), [2, 3]),
        (Q(colours__contained_by=[GONE, RED, GREEN]), [1, 2]),
        (Q(colours__in=[[GONE], [RED]]), [2]),
        (Q(colours__0=GONE), []),
        (Q(mixes__contains=[[GONE]]), []),
        (Q(colours__0=RED), [2, 3]),
        (Q(colours__0="nonsense"), []),
        (Q(colours__0__in=[RED, GOLD]), [2, 3, 4]),
        (Q(colours__0_1=[RED]), [2, 3]),
        (Q(colours__len=2), [3, 4]),
        (Q(mixes__isnull=True), [1, 2, 4]),
        (Q(mixes=[[RED], [GREEN]]), [3]),
        (Q(mixes__contains=[[GREEN]]), [3]),
        (Q(mixes__contains=[["nonsense"]]), []),
    ],
)
def test_array_lookups(condition: Q, found: list[int]) -> None:
    """The same for arrays."""
    pieces(MADE, MADE, MADE, MADE)
    Piece.objects.filter(number=2).update(colours=[RED])
    Piece.objects.filter(number=3).update(colours=[RED, SKY_BLUE], mixes=[[RED], [GREEN]])
    Piece.objects.filter(number=4).update(colours=[GOLD, None])

    assert numbers(Piece.objects.filter(condition)) == found


def test_order() -> None:
    """As declared in the database, or alphabetical by ``__text``."""
    pieces(BOXED, MADE, LOST, PLANNED)

    assert list(Piece.objects.order_by("stage").values_list("stage", flat=True)) == [PLANNED, MADE, LOST, BOXED]
    assert list(Piece.objects.order_by("-stage").values_list("number", flat=True)) == [1, 3, 2, 4]
    assert list(Piece.objects.order_by("stage__text").values_list("stage", flat=True)) == [BOXED, LOST, MADE, PLANNED]


def test_aggregates() -> None:
    """Groups, extremes in declared order, and arrays of text."""
    pieces(BOXED, MADE, MADE, LOST)

    groups = Piece.objects.values("stage").annotate(n=Count("*")).order_by("stage").values_list("stage", "n")

    assert list(groups) == [(MADE, 2), (LOST, 1), (BOXED, 1)]
    assert Piece.objects.aggregate(low=Min("stage"), high=Max("stage")) == {"low": MADE, "high": BOXED}
    assert Piece.objects.aggregate(n=Count("stage", distinct=True), made=Count("pk", filter=Q(stage=MADE))) == {
        "n": 3,
        "made": 2,
    }
    assert list(Piece.objects.values("note").annotate(top=Max("stage")).filter(top="nonsense")) == []
    assert Piece.objects.aggregate(it=ArrayAgg("stage__text", distinct=True))["it"] == ["in box", "lost", "made"]
    assert list(Piece.objects.order_by("stage").distinct("stage").values_list("stage", flat=True)) == [
        MADE,
        LOST,
        BOXED,
    ]


def test_an_array_that_is_no_column_says_how_to_be_read() -> None:
    """It would be a list of characters."""
    pieces(MADE)

    with pytest.raises(TypeError, match="ask for text"):
        Piece.objects.aggregate(it=ArrayAgg("stage"))


def test_functions() -> None:
    """Those on text take ``__text``; a value of the column's type says so."""
    pieces(MADE, goal=BOXED)
    column = Piece._meta.get_field("stage")

    rows = Piece.objects.annotate(
        upper=Upper("stage__text"),
        said=Concat("stage__text", Value("!"), output_field=models.TextField()),
        greatest=Func(F("stage"), Value("in box", output_field=column), function="greatest", output_field=column),
        case=Case(When(stage=MADE, then=Value("lost")), default=F("stage"), output_field=column),
        cast=Cast(Value("made"), column),
    )

    assert rows.values_list("upper", "said", "greatest", "case", "cast").get() == ("MADE", "made!", BOXED, "lost", MADE)


def test_union_and_subqueries() -> None:
    """Members come out of them too."""
    pieces(MADE, LOST, goal=PLANNED, colours=[RED])
    both = Piece.objects.values_list("stage").union(Piece.objects.values_list("goal"))
    outer = Piece.objects.annotate(it=Subquery(Piece.objects.filter(pk=OuterRef("pk")).values("colours")))

    assert sorted(both) == [(LOST,), (MADE,), (PLANNED,)]
    assert [row.it for row in outer] == [[RED], [RED]]


# Forms, admin, fixtures


def test_forms_offer_the_labels() -> None:
    """By their human names, and give back members."""
    form_class = modelform_factory(Piece, fields=["number", "stage", "goal", "colours"])

    form = form_class({"number": 1, "stage": "made", "goal": "", "colours": "red,green"})

    assert isinstance(form.fields["stage"], forms.TypedChoiceField)
    assert ("in box", "In its box") in list(form.fields["stage"].choices)  # type: ignore[arg-type]
    assert form.is_valid(), form.errors
    assert form.save().goal is None
    assert stored() == [("made", None, "{red,green}")]
    assert form_class({"number": 2, "stage": "nonsense"}).errors["stage"] == [
        "Select a valid choice. nonsense is not one of the available choices."
    ]


def test_a_form_never_replaces_a_label_that_it_does_not_know() -> None:
    """A browser would choose the first one that it is offered."""
    pieces(LOST)

    for widget in (forms.Select, forms.RadioSelect):
        form_class = modelform_factory(Piece, fields=["stage"], widgets={"stage": widget})
        page = form_class(instance=Piece.objects.get()).as_p()

        assert re.findall(r'value="([^"]*)"[^>]* (?:selected|checked)', page) == ["lost"]


def test_full_clean_judges_labels_and_constraints() -> None:
    """Before the database would."""
    with pytest.raises(ValidationError, match="nonsense"):
        Piece(number=1, stage="nonsense").full_clean()
    with pytest.raises(ValidationError, match="piece_stage"):
        Piece(number=-1).full_clean()

    Piece(number=-1, stage="in box", start=MADE, colours=["red"]).full_clean()


# Rows with labels that only the database knows


def test_what_a_row_has_is_valid() -> None:
    """However the row came here."""
    pieces(LOST, goal=LOST, colours=[RED, GOLD], mixes=[[GOLD], [RED]])
    piece = Piece.objects.get()
    again = Piece.objects.get()
    again.refresh_from_db()
    written = Piece.objects.get()
    written.stage = MADE
    written.stage = str(LOST)  # such as a form or a serializer gives

    Piece.objects.get().full_clean()
    for row in [
        *Piece.objects.defer("stage", "colours", "mixes"),
        *Piece.objects.only("number"),
        *Piece.objects.raw('SELECT * FROM "toy"."piece"'),
        again,
        written,
        copy.copy(piece),
        copy.deepcopy(piece),
        pickle.loads(pickle.dumps(piece)),  # noqa: S301  # of our own
    ]:
        row.full_clean()
        row.note = "saved"
        row.save()

    assert stored() == [("lost", "lost", '{red,"old \\"gold\\""}')]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stage", "nonsense"),
        ("stage", GOLD),  # of another column
        ("goal", LOST),
        ("colours", [RED, "nonsense"]),
        ("colours", [GOLD, LOST]),
        ("mixes", [[GOLD]]),
    ],
)
def test_what_a_row_has_not_is_refused(name: str, value: Any) -> None:
    """Also beside what it has, and what another row has."""
    pieces(LOST, MADE, colours=[GOLD])
    Piece.objects.filter(number=2).update(goal=LOST, mixes=[[GOLD]])
    piece = Piece.objects.get(number=1)
    setattr(piece, name, value)

    with pytest.raises(ValidationError, match="is not a valid choice") as caught:
        piece.full_clean()

    assert set(caught.value.message_dict) == {name}


@pytest.mark.parametrize("values", [{"stage": LOST}, {"colours": [GOLD]}])
def test_a_row_that_was_made_in_python_has_nothing(values: dict[str, Any]) -> None:
    """Though there is one with its key."""
    pieces(LOST, colours=[GOLD])

    with pytest.raises(ValidationError, match="is not a valid choice"):
        Piece(number=1, **values).clean_fields()


def test_a_label_that_the_enum_knows_asks_no_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Of the others each asks once."""
    pieces(MADE, LOST, colours=[RED])
    known, unknown = Piece.objects.order_by("number")

    with django_assert_num_queries(0):
        known.clean_fields()
    with django_assert_num_queries(1):
        unknown.clean_fields()


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({}, []),
        ({"stage": "made"}, []),
        ({"colours": "red"}, []),
        ({"colours": f"{GOLD},{GOLD},green"}, []),
        ({"stage": "nonsense"}, ["stage"]),
        ({"stage": "old"}, ["stage"]),
        ({"goal": LOST}, ["goal"]),
        ({"colours": "nonsense"}, ["colours"]),
        ({"colours": f"red,{LOST}"}, ["colours"]),
    ],
)
def test_a_form_takes_what_the_row_has(data: dict[str, str], errors: list[str]) -> None:
    """And nothing else that the enum does not know."""
    pieces(LOST, colours=[RED, GOLD])
    form_class = modelform_factory(Piece, fields=["number", "note", "stage", "goal", "start", "colours"])
    given = {"number": 1, "stage": LOST, "goal": "", "start": PLANNED, "colours": f"red,{GOLD}"}
    given["initial-colours"] = given["colours"]  # a hidden field of Django's, as the default is a function

    form = form_class({**given, "note": "changed", **data}, instance=Piece.objects.get())

    assert list(form.errors) == errors
    assert set(form.changed_data) == {"note", *data}
    if not errors:
        form.save()
        assert stored()[0][:2] == (data.get("stage", "lost"), None)
        assert Piece.objects.get().colours == data.get("colours", f"red,{GOLD}").split(",")


def test_a_list_that_is_edited_takes_of_each_row_what_it_has() -> None:
    """As ``list_editable`` of the admin does; no form learns of another's labels."""
    pieces(LOST, MADE)
    Piece.objects.filter(number=1).update(colours=[GOLD])

    class PieceAdmin(ModelAdmin):  # type: ignore[type-arg]
        list_display = ("number", "note", "stage", "colours")
        list_editable = ("note", "stage", "colours")

    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True)
    formset_class: Any = PieceAdmin(Piece, site).get_changelist_formset(request)

    def sent(*rows: dict[str, str]) -> Any:
        data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2"}
        for place, row in enumerate(rows):
            data |= {f"form-{place}-{name}": value for name, value in row.items()}
        return formset_class(data, queryset=Piece.objects.order_by("number"))

    first = {"number": "1", "note": "new", "stage": LOST, "colours": GOLD}
    refused = sent(first, {"number": "2", "note": "", "stage": LOST, "colours": GOLD})
    taken = sent(first, {"number": "2", "note": "new", "stage": "planned", "colours": "red"})

    assert [set(errors) for errors in refused.errors] == [set(), {"stage", "colours"}]
    assert taken.is_valid(), taken.errors
    taken.save()
    assert stored() == [("lost", None, '{"old \\"gold\\""}'), ("planned", None, "{red}")]
    assert set(Piece.objects.values_list("note", flat=True)) == {"new"}


def test_a_form_for_a_new_row_takes_no_unknown_label() -> None:
    """Even where somebody lets it begin with one."""
    form_class = modelform_factory(Piece, fields=["number", "stage"])

    form = form_class({"number": 1, "stage": LOST}, initial={"stage": LOST})

    assert list(form.errors) == ["stage"]


@pytest.mark.parametrize(
    ("query", "found"), [("stage__exact=made", [2]), ("stage=lost", [3]), ("stage=x", []), ("stage=missing", [])]
)
def test_admin_filters(query: str, found: list[int]) -> None:
    """By the labels; an unknown one is no error."""
    pieces(PLANNED, MADE, LOST)
    request = RequestFactory().get(f"/?{query}")
    request.user = User(is_superuser=True, is_active=True)

    class PieceAdmin(ModelAdmin):  # type: ignore[type-arg]
        list_filter = ["stage"]
        list_display = ["number", "stage"]

    changes = PieceAdmin(Piece, site).get_changelist_instance(request)

    assert numbers(changes.get_queryset(request)) == found
    titles = [choice["display"] for choice in changes.filter_specs[0].choices(changes)]
    assert titles == ["All", "Planned", "Made", "Missing", "In its box"]


@pytest.mark.parametrize("form", ["json", "jsonl", "xml", "python"])
def test_fixtures(form: str) -> None:
    """What is dumped loads as the same row."""
    pieces(LOST, goal=MADE, colours=[SKY_BLUE, None, GOLD])
    before = stored()

    text = serializers.serialize(form, Piece.objects.all())
    Piece.objects.all().delete()
    for row in serializers.deserialize(form, text):
        row.save()

    assert stored() == before
    if form == "json":
        assert json.loads(text)[0]["fields"]["stage"] == "lost"


# The field itself, and migrations


def test_the_column() -> None:
    """Its type is quoted, and there is no ``varchar`` and no index for patterns."""
    with isolate_apps("tests.apps.toy"):

        class Indexed(models.Model):
            stage = PgEnumField(enum=Piece.Stage, type_name="stage", schema="toy_types", db_index=True)
            colour = PgEnumField(enum=Piece.Colour, type_name="Colour")

            class Meta:
                app_label = "toy"

    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(Indexed)

    ddl = "\n".join(editor.collected_sql)
    assert f'"stage" {STAGE_TYPE} NOT NULL' in ddl
    assert '"colour" "Colour" NOT NULL' in ddl
    assert ddl.count("CREATE INDEX") == 1
    assert "varchar" not in ddl


def test_choices_and_max_length_are_refused() -> None:
    """The enum says both."""
    with pytest.raises(TypeError, match="takes no 'choices'"):
        PgEnumField(enum=Piece.Stage, type_name="stage", choices=[("a", "A")])


@pytest.mark.parametrize("name", ["", 'a"b', "x" * 64])
def test_what_cannot_be_a_type_is_refused(name: str) -> None:
    """As ``qualified()`` refuses it."""
    with pytest.raises(ValueError, match="cannot be a PostgreSQL name"):
        PgEnumField(enum=Piece.Stage, type_name=name)


def test_makemigrations_finds_nothing() -> None:
    """The field is the same before and after a migration file."""
    loader = MigrationLoader(connection)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)

    operations = [operation for migration in changes.get("toy", []) for operation in migration.operations]
    assert [o for o in operations if o.references_model("Piece", "toy")] == []


def test_what_a_migration_says_makes_the_same_field() -> None:
    """Enum and type are in it, choices are not."""
    state = ModelState.from_model(Piece)
    text, imports = OperationWriter(CreateModel("Piece", list(state.fields.items())), indentation=0).serialize()
    namespace: dict[str, Any] = {}
    exec("\n".join([*imports, "from django.db import migrations", "it = " + text.rstrip(",")]), namespace)  # noqa: S102

    again = dict(namespace["it"].fields)
    deep = MigrationAutodetector(ProjectState(), ProjectState()).deep_deconstruct

    assert "choices" not in text
    for name, field in state.fields.items():
        assert deep(again[name]) == deep(field)
        assert again[name].db_type(connection) == field.db_type(connection)


def test_a_column_is_added_and_its_type_changed() -> None:
    """By the schema editor, with rows in the table."""
    pieces(MADE)
    new = PgEnumField(enum=Piece.Stage, type_name="stage", schema="toy_types", default=BOXED)
    new.set_attributes_from_name("extra")
    array: ArrayField[Any, Any] = ArrayField(
        PgEnumField(enum=Piece.Colour, type_name="Colour"), default=lambda: [SKY_BLUE]
    )
    array.set_attributes_from_name("more")
    text, label = Piece._meta.get_field("note"), PgEnumField(enum=Piece.Stage, type_name="stage", schema="toy_types")
    label.set_attributes_from_name("note")
    Piece.objects.update(note="made")

    with connection.schema_editor() as editor:
        editor.add_field(Piece, new)
        editor.add_field(Piece, array)
        editor.alter_field(Piece, text, label)

    with connection.cursor() as cursor:
        cursor.execute('SELECT extra, more::text, note, pg_typeof(note)::text FROM "toy"."piece"')
        assert cursor.fetchall() == [("in box", '{"sky, blue"}', "made", "toy_types.stage")]
