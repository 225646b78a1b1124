"""Forms, the admin and fixtures, of rows with labels that only the database knows."""

import copy
import json
import pickle
import re
from typing import Any

import pytest
from django import forms
from django.contrib.admin import ModelAdmin, site
from django.contrib.auth.models import User
from django.core import serializers
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from tests.apps.toy.models import Piece
from tests.fields.enum_pieces import (  # noqa: F401  # fixtures
    GOLD,
    LOST,
    MADE,
    PLANNED,
    RED,
    SKY_BLUE,
    binding,
    changed,
    database,
    numbers,
    pieces,
    stored,
)


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
