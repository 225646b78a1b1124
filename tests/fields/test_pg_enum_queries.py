"""Lookups, sorting and functions over labels."""

import pytest
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Case, Count, Exists, F, Func, Max, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Concat, Lower, Upper

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
    binding,
    database,
    numbers,
    pieces,
)


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

    with pytest.raises(TypeError, match="Select it as text"):
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
