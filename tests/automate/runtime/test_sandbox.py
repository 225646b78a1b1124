"""Templates of Jinja2 by authors who need not be trusted."""

import time
from typing import Any

import pytest

from agent360_models.automate.exceptions import PromptError
from agent360_models.automate.providers.models import PromptVersion

VALUES: dict[str, Any] = {
    "name": "Ada",
    "items": [{"title": "Milk", "price": 2}, {"title": "Bread", "price": 3}],
    "address": {"city": "Paris"},
    "long": "ab" * 200_000,
}


def render(template: str, **values: Any) -> str:
    version = PromptVersion(user_template=template, engine="jinja")
    return version.render({**VALUES, **values}).user


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hello {{ name }}, from {{ address.city }}\n", "Hello Ada, from Paris\n"),
        ("{% for item in items %}{{ loop.index }}. {{ item.title }}\n{% endfor %}", "1. Milk\n2. Bread\n"),
        ("{% for key, value in address.items() %}{{ key }}={{ value }}{% endfor %}", "city=Paris"),
        ("{% if vip is defined %}gold{% else %}{{ tone | default('kind') }}{% endif %}", "kind"),
        ("{{ items | map(attribute='title') | join(', ') }}", "Milk, Bread"),
        ("{{ items | sum(attribute='price') }}", "5"),
        ("{{ items | selectattr('price', 'gt', 2) | list | tojson }}", '[{"title": "Bread", "price": 3}]'),
        ("{{ name.upper() ~ '!' }} {{ 'a' in name }} {{ 2 ** 10 }} {{ '-' * 3 }}", "ADA! True 1024 ---"),
        (
            "{% set n = namespace(sum=0) %}{% for i in range(4) %}{% set n.sum = n.sum + i %}{% endfor %}{{ n.sum }}",
            "6",
        ),
        ("{{ 'a\nb' | indent(2) }} {{ 1.25 | round(1) }} {{ name | replace('A', 'I') }}", "a\n  b 1.2 Ida"),
        ("<b> & {{ '<i>' }}", "<b> & <i>"),
        ("{{ value }}", "{{ name }}{% include 'x' %}"),
    ],
)
def test_what_prompts_need_works(template: str, text: str) -> None:
    """And nothing is escaped for HTML, nor is a value taken for a template."""
    assert render(template, value="{{ name }}{% include 'x' %}") == text


def test_a_long_text_and_a_long_list_are_no_problem() -> None:
    lines = [f"line {number}" for number in range(2_000)]

    text = render(
        "{{ text }}{% for line in lines %}{{ loop.index }}: {{ line }}\n{% endfor %}", text="x" * 500_000, lines=lines
    )

    assert text.endswith("2000: line 1999\n")


DOUBLED = "{% set a = [1, 1] %}" + "{% set a = [a, a] %}" * 40

HOSTILE = {
    "dunder": "{{ ''.__class__.__mro__ }}",
    "dunder by item": "{{ name['__class__'] }}",
    "dunder of a tuple": "{{ ().__class__.__base__.__subclasses__() }}",
    "globals of a function": "{{ range.__init__.__globals__ }}",
    "globals of a class": "{{ namespace.__init__.__globals__ }}",
    "self": "{{ self.__init__.__globals__ }}",
    "self printed": "{{ self }}",
    "loop": "{% for x in [1] %}{{ loop._iterator }}{% endfor %}",
    "undefined's insides": "{{ nothing.__class__ }}",
    "attr filter": "{{ name | attr('__class__') }}",
    "dunder by a filter": "{{ [name] | selectattr('__class__') | list }}",
    "format": "{{ '{0.__class__}'.format(name) }}",
    "format_map": "{{ '{a.__class__}'.format_map({'a': name}) }}",
    "format filter": "{{ '%1000000000d' | format(1) }}",
    "format operator": "{{ '%1000000000d' % 1 }}",
    "format width": "{{ '{:>1000000000}'.format(1) }}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'os' as os %}",
    "from": "{% from 'os' import path %}",
    "extends": "{% extends 'base' %}",
    "unknown name": "{{ config.items() }}",
    "unknown filter": "{{ name | shell }}",
    "unknown test": "{{ name is shell }}",
    "unknown tag": "{% do name %}",
    "changed data": "{{ items.append(1) }}",
    "changed object": "{{ address.update(city='Rome') }}",
    "recursion by a macro": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "recursion by a loop": "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "call block": "{% call name() %}{% endcall %}",
    "huge text": "{{ 'a' * 300000000 }}",
    "huge text the other way": "{{ 300000000 * 'a' }}",
    "huge list": "{{ [0] * 300000000 }}",
    "huge centre": "{{ 'x' | center(1000000000) }}",
    "huge centre by a method": "{{ 'x'.center(1000000000) }}",
    "huge indent": "{{ 'a' | indent(1000000000, true) }}",
    "huge JSON": "{{ [1] | tojson(indent=1000000000) }}",
    "huge replacement": "{{ long | replace('', long) }}",
    "huge join": "{{ range(1000) | join(long) }}",
    "huge number": "{{ 9 ** (9 ** 9) }}",
    "huge number in a loop": (
        "{% set n = namespace(x=9) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}"
    ),
    "huge number from text": "{{ long | int(base=16) // 3 }}",
    "huge range": "{{ range(999999999) | list }}",
    "huger range": "{{ range(10 ** 30) | list }}",
    "doubled text": "{% set a = name %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "doubled text by plus": "{% set a = name %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
    "doubled list, printed": DOUBLED + "{{ a }}",
    "doubled list, compared": DOUBLED + DOUBLED.replace("a", "b") + "{{ a == b }}",
    "doubled list, as JSON": DOUBLED + "{{ a | tojson }}",
    "doubled tuple, hashed": "{% set a = (1, 1) %}" + "{% set a = (a, a) %}" * 40 + "{{ {a: 1} }}",
    "deep tuple, hashed": (
        "{% set n = namespace(t=()) %}{% for i in range(9000) %}{% set n.t = (n.t,) %}{% endfor %}{{ {n.t: 1} }}"
    ),
    "nested loops": "{% for i in range(9999) %}" * 5 + "x" + "{% endfor %}" * 5,
    "nested loops without output": "{% for i in range(9999) %}" * 5 + "{% endfor %}" * 5,
    "a loop with much text": "{% for i in range(9999) %}" + "y" * 9999 + "{% endfor %}",
    "a loop that searches": "{% for i in range(99999) %}{% if 'c' in long %}{% endif %}{% endfor %}",
    "a loop with a long body": (
        "{% for i in range(9999) %}" + "{% if address.zip is defined %}{% endif %}" * 500 + "{% endfor %}"
    ),
    "filters in a row": "{{ range(99999) | map('string') | map('upper') | map('lower') | join }}",
    "sorted letters": "{{ (long ~ long ~ long) | sort | join }}",
    "stripped letters": "{{ ('a' * 900000).strip('b' * 900000 ~ 'a') }}",
    "trimmed letters": "{{ ('a' * 900000) | trim('b' * 900000 ~ 'a') }}",
    "deep brackets": "{{ " + "(" * 9999 + "1" + ")" * 9999 + " }}",
    "deep lists": "{{ " + "[" * 9999 + "]" * 9999 + " }}",
    "deep attributes": "{{ name" + ".a" * 3000 + " }}",
    "deep ifs": "{% if 1 %}" * 2000 + "{% endif %}" * 2000,
    "many loops in each other": "{% for i in [1] %}" * 25 + "{% endfor %}" * 25,
    "many signs": "{{ " + "-" * 50_000 + "1 }}",
    "a long sum": "{{ " + "1 + " * 20_000 + "1 }}",
    "very many tags": "{{ name }}" * 9_900,
    "too long": "a" * 100_001,
    "unclosed": "{{ name",
    "unclosed comments": "{#" * 50_000,
    "divided by zero": "{{ 1 / 0 }}",
    "wrong types": "{{ 'a' + 1 }}",
}


@pytest.mark.parametrize("template", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_template_ends_soon_and_in_a_clear_error(template: str) -> None:
    """In a sentence about the template, in which no value is repeated."""
    started = time.thread_time()  # not of what else the machine does

    with pytest.raises(PromptError, match=r"[Tt]emplate") as caught:
        render(template)

    assert time.thread_time() - started < 1
    assert len(str(caught.value)) < 400
    assert "Ada" not in str(caught.value)


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 60


def test_an_item_that_is_missing_is_not_named() -> None:
    """It may be a value."""
    with pytest.raises(PromptError, match="there is no such item") as caught:
        render("{{ address[name] }}")

    assert "Ada" not in str(caught.value)


def test_an_undefined_name_is_named() -> None:
    with pytest.raises(PromptError, match="'naem' is undefined"):
        render("{{ naem }}")
