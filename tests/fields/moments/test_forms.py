"""Forms, and the rest of Django."""

from datetime import UTC, date, timedelta, tzinfo
from typing import Any

import pytest
from django import forms
from django.contrib.admin import ModelAdmin, site
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from agent360_models.fields import MomentField, utc_now
from tests.fields.moments.tables import MOMENTS, TABLES, Local, Naive, NaiveUTC, created, fill, stored


@pytest.mark.parametrize("model_class", [*TABLES, Local], ids=lambda model: model.__name__)
@pytest.mark.parametrize("is_admin", [False, True], ids=["form", "admin"])
def test_a_form_shows_local_time_and_changes_nothing_by_itself(
    zone: tzinfo, db: None, model_class: Any, is_admin: bool
) -> None:
    fill(created(model_class))
    before = stored(model_class)
    form_class: Any = modelform_factory(model_class, fields=["at", "then"])
    if is_admin:
        form_class = ModelAdmin(model_class, site).get_form(RequestFactory().get("/"))

    for row in model_class.objects.all():
        shown = form_class(instance=row)
        local = row.at.astimezone(zone).replace(tzinfo=None, microsecond=0, fold=0)
        assert str(local.time()) in str(shown["at"])
        form = form_class(sent(shown), instance=row)
        assert form.is_valid(), form.errors
        assert form.changed_data == []
        form.save()
    assert stored(model_class) == before

    row = model_class.objects.get(at=MOMENTS[10])
    data = sent(form_class(instance=row))
    data = {name: value.replace("2026-07", "2026-08") for name, value in data.items()}
    form = form_class(data, instance=row)
    assert form.is_valid()
    assert form.changed_data == ["at", "then"]
    form.save()
    row.refresh_from_db()
    wanted = MOMENTS[10].astimezone(zone).replace(month=8, microsecond=0)
    assert row.at.astimezone(zone) == wanted


def sent(form: forms.Form) -> dict[str, str]:
    """Return what a browser sends for a form that nobody touched."""
    data: dict[str, str] = {}
    for bound in form:
        context = bound.field.widget.get_context(bound.html_name, bound.value(), {})["widget"]
        for widget in context.get("subwidgets") or [context]:
            data[widget["name"]] = widget["value"] or ""
    return data


def test_an_hour_that_comes_twice_is_refused_when_it_is_typed(db: None, settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    created(Naive)
    row = Naive.objects.create(at=MOMENTS[0])
    form_class: Any = modelform_factory(Naive, fields=["at"])

    assert not form_class({"at": "2026-10-25 02:30:00"}, instance=row).is_valid()
    assert form_class({"at": "2026-10-25T02:30:00+01:00"}, instance=row).is_valid()


def test_a_migration_names_the_field(model: Any) -> None:
    _, path, _, options = model._meta.get_field("at").deconstruct()

    assert path == "agent360_models.fields.MomentField"
    assert options == {"db_index": True} | ({"zone": "UTC"} if model is NaiveUTC else {})


def test_clocks_and_dates(model: Any, zone: tzinfo) -> None:
    field = MomentField(auto_now=True)
    field.set_attributes_from_name("at")
    row = model(at=None)
    assert abs(field.pre_save(row, add=False) - utc_now()) < timedelta(minutes=1)
    assert row.at.tzinfo is UTC

    model.objects.create(at=date(2026, 7, 1))
    assert stored(model)[0].startswith("2026-07-01 00:00:00")


@pytest.mark.parametrize("model_class", [*TABLES, Local], ids=lambda model: model.__name__)
@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_outside_the_years_of_python_is_not_valid(model_class: Any, text: str) -> None:
    """A filter in a URL may have it, and so may a form; the admin's list then says that the filter is wrong."""
    with pytest.raises(ValidationError, match="invalid date/time"):
        model_class.objects.filter(at__lt=text)
