"""Prompts: their versions, and templates of plain names."""

import json
from datetime import date
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from agent360_models.automate.exceptions import PromptError
from agent360_models.automate.providers.factories import PromptFactory, PromptVersionFactory
from agent360_models.automate.providers.models import Prompt, PromptVersion
from agent360_models.automate.runtime import _placeholders
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db


def version(user: str, *, variables: tuple[str, ...] = (), system: str = "", engine: str = "names") -> PromptVersion:
    return PromptVersion(system_template=system, user_template=user, variables=list(variables), engine=engine)


# Versions


def test_versions_are_numbered_and_the_newest_is_found() -> None:
    prompt = PromptFactory.create()

    first = prompt.new_version(user_template="Hello")
    second = prompt.new_version(system_template="Be brief.", user_template="Hello {{ name }}", variables=["name"])

    assert (first.version, second.version) == (1, 2)
    assert prompt.latest() == second
    assert prompt.latest().render({"name": "Ada"}) == ("Be brief.", "Hello Ada")


def test_a_prompt_without_versions_says_so() -> None:
    with pytest.raises(PromptVersion.DoesNotExist, match=r"has no version. Call new_version"):
        PromptFactory.create().latest()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_a_version_at_once_each_gets_a_number() -> None:
    """The database decides, and nobody is told to try again."""
    prompt = PromptFactory.create()

    def add() -> int:
        return Prompt.objects.get(pk=prompt.pk).new_version(user_template="Hello").version

    assert sorted(map(str, at_once(*[add] * 6))) == ["1", "2", "3", "4", "5", "6"]


def test_a_version_stays_as_it_was_saved() -> None:
    """Who finds a number in a log finds the wording that was used."""
    stored = PromptVersionFactory.create()
    stored.user_template = "Something else"

    with pytest.raises(PromptError, match=r"cannot be changed: user_template. Call new_version"):
        stored.save()

    stored.refresh_from_db()
    stored.save()
    assert stored.user_template == "{{ question }}"


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"user_template": "{{ name }}", "variables": ["name", "city"]}, "No template uses city"),
        ({"user_template": "Hello", "variables": "name"}, "No template uses"),
        ({"user_template": "Hello", "variables": ["1st"]}, "list of names"),
        ({"user_template": "{{ a.b }}"}, "is not the name of a variable"),
        ({"user_template": "{{ name"}, "without a name and }}"),
        ({"user_template": "{% if %}", "engine": "jinja"}, "wrong in line 1"),
        ({"user_template": "Hello", "engine": "mustache"}, "not a valid choice"),
    ],
)
def test_a_version_that_is_wrong_is_not_stored(options: dict[str, Any], problem: str) -> None:
    prompt = PromptFactory.create()

    with pytest.raises(ValidationError, match=problem):
        prompt.new_version(**options)

    assert not prompt.versions.exists()


# Plain names


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Ada", "Ada"),
        ("{{ secret }}", "{{ secret }}"),
        ("{% raw %}", "{% raw %}"),
        (3, "3"),
        (1.5, "1.5"),
        (True, "true"),
        (None, "null"),
        (["a", {"b": "ü"}], '["a", {"b": "ü"}]'),
        (date(2026, 3, 1), "2026-03-01"),
        (Decimal("1.10"), "1.10"),
        (gettext_lazy("Yes"), "Yes"),
    ],
)
def test_a_value_is_filled_in_and_is_no_template(value: object, text: str) -> None:
    rendered = version("<{{name}}|{{  name  }}>", variables=("name",)).render({"name": value, "secret": "hidden"})

    assert rendered.user == f"<{text}|{text}>"


def test_what_is_missing_is_named_all_at_once() -> None:
    """Of both templates, and also what no template uses but the version requires."""
    prompt = version("{{ question }} {{ name }}", system="For {{ company }}", variables=("tone",))

    with pytest.raises(PromptError, match=r"No value is given for company, question, tone."):
        prompt.render({"name": "Ada"})


@pytest.mark.parametrize(
    "template",
    [
        "{{ }}",
        "{{ name | upper }}",
        "{{ name.__class__ }}",
        "{{ name() }}",
        "{{ 'a' * 100000000 }}",
        "{{ {{ name }} }}",
        "{{",
        "{{ name }",
        "{{ name {{ name }}",
        "{{ 1 }}",
        "{{" * 40_000,
        "a" * 100_001,
        "{{ name }}" * 9_000,
    ],
    ids=lambda template: template[:30],
)
def test_a_hostile_template_of_plain_names_is_an_error(template: str) -> None:
    """Also one that makes a gigabyte of a long value."""
    with pytest.raises(PromptError):
        version(template).render({"name": "x" * 100_000})


def test_a_value_that_is_no_text_is_written_once() -> None:
    """However many places it has; as JSON each time, it would hold a worker for half a minute."""
    with mock.patch.object(json, "dumps", wraps=json.dumps) as dumps, pytest.raises(PromptError):
        _placeholders.render("{{ name }}" * 1_000, {"name": [0] * 1_000}, 1_000_000)

    assert dumps.call_count == 1


class Customer:
    """Something of a project that no template is to reach."""

    secret = "hidden"


circle: dict[str, Any] = {}
circle["circle"] = circle


@pytest.mark.parametrize(
    "value",
    [Customer(), Customer, print, {"inner": [Customer()]}, {1, 2}, b"bytes", circle, {("a", "b"): 1}, "x" * 1_000_001],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("engine", ["names", "jinja"])
def test_only_plain_data_goes_in(value: object, engine: str) -> None:
    with pytest.raises(PromptError, match=r"as in JSON|are allowed"):
        version("{{ value }}", engine=engine).render({"value": value})
