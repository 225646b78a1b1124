"""Labels are written, and one that the database lacks is not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError, connection, models, transaction
from django.db.models import Case, F, Func, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest, Lower
from pytest_django import DjangoAssertNumQueries

from agent360_models.bulk import UpsertResult, upsert
from agent360_models.exceptions import MissingLabelError
from tests.apps.toy.models import Piece
from tests.fields.enum_pieces import (  # noqa: F401  # fixtures
    BOXED,
    GOLD,
    GONE,
    GREEN,
    LOST,
    MADE,
    MISSING,
    PLANNED,
    RED,
    SKY_BLUE,
    STAGE_TYPE,
    binding,
    changed,
    database,
    pieces,
    stored,
)


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
