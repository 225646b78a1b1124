"""Forms over secrets."""

import json

import pytest
from django import forms
from pytest_django.fixtures import Settings

from agent360_models.secrets import revealed
from agent360_models.secrets.cipher import PREFIX
from tests.apps.toy.models import Safe
from tests.fields.safes import CONFIG, CONTENTS, OPEN_SESAME, stored, use_keys

pytestmark = pytest.mark.django_db


SafeForm = forms.modelform_factory(Safe, fields=["label", "contents", "config"])


def test_a_form_shows_nothing_and_keeps_what_is_not_typed() -> None:
    """Asterisks stand for the secrets of a config."""
    Safe.objects.create(number=1, contents=CONTENTS, config=CONFIG)
    form = SafeForm(instance=Safe.objects.get())
    html = form.as_p()

    assert OPEN_SESAME not in html
    assert PREFIX not in html
    assert html.count("********") == 2
    assert "Leave this empty to keep it." in html
    config = form["config"].value().replace("m-1", "m-2")
    form = SafeForm({"label": "new", "contents": "", "config": config}, instance=Safe.objects.get())
    assert form.changed_data == ["label", "config"]
    form.save()

    safe = Safe.objects.get()
    assert (safe.label, safe.contents) == ("new", CONTENTS)
    assert revealed(safe.config) == {**CONFIG, "model": "m-2"}


def test_a_form_replaces_what_is_typed() -> None:
    """One secret of several, too."""
    Safe.objects.create(number=1, contents=CONTENTS, config=CONFIG)
    config = {**CONFIG, "api_key": "new", "hosts": [{"url": "https://a.example", "x-api-key": "********"}]}
    data = {"label": "", "contents": '{"token": "new"}', "config": json.dumps(config)}
    form = SafeForm(data, instance=Safe.objects.get())
    assert form.changed_data == ["contents", "config"]
    form.save()

    safe = Safe.objects.get()
    assert safe.contents == {"token": "new"}
    assert revealed(safe.config) == {**CONFIG, "api_key": "new"}
    assert "new" not in "".join(map(str, stored()))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"contents": "{'no': json}"}, "contents"),
        ({"config": '{"api_key": "********"}'}, "config"),
        ({"config": '{"model": "********"}'}, "config"),
    ],
)
def test_a_form_refuses_what_it_cannot_store(data: dict[str, str], field: str) -> None:
    """Asterisks without a secret behind them, too."""
    form = SafeForm({"label": "", "contents": "", "config": "{}", **data}, instance=Safe(number=1))

    assert list(form.errors) == [field]


def test_a_form_works_without_the_key(settings: Settings) -> None:
    """Other columns are edited."""
    Safe.objects.create(number=1, contents=CONTENTS, config=CONFIG)
    before = stored()
    use_keys(settings)
    config = SafeForm(instance=Safe.objects.get())["config"].value()

    SafeForm({"label": "new", "contents": "", "config": config}, instance=Safe.objects.get()).save()

    assert (Safe.objects.get().label, stored()) == ("new", before)
