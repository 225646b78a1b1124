"""Rules in CEL: what they answer, and what hostile ones end in."""

from __future__ import annotations

import datetime as dt
import logging
import sys
import time
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from agent360_models.automate.exceptions import RuleError
from agent360_models.automate.governance.factories import RuleSpecFactory
from agent360_models.automate.governance.models import RuleSpec
from agent360_models.automate.runtime import _rules
from tests.support import endurance

celpy = pytest.importorskip("celpy", reason="the extra rules is not installed")

CONTEXT = {
    "amount": 1200,
    "country": "DE",
    "tags": ["new", "large"],
    "order": {"lines": [{"price": 2.5}, {"price": 7.5}], "paid": False},
    "at": dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC),
    "took": dt.timedelta(minutes=90),
    "note": None,
    "text": "a" * 200,
    "number": 4711,
    "long": ["a" * 9_000] * 50,
}


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("amount > 1000 && country in ['DE', 'AT']", True),
        ("amount > 1000 && !order.paid", True),
        ("order.lines.exists(line, line.price > 5.0)", True),
        ("order.lines.all(line, line.price > 5.0)", False),
        ("order.lines.filter(l, l.price > 5.0).size() == 1", True),
        ("order.lines.map(l, l.price) == [2.5, 7.5]", True),
        ("tags.exists_one(tag, tag.startsWith('n'))", True),
        ("has(order.paid) && !has(order.shipped)", True),
        ("at > timestamp('2026-01-01T00:00:00Z')", True),
        ("took >= duration('1h30m') && took < duration('2h')", True),
        ("at - duration('24h') < timestamp('2026-03-01T00:00:00Z')", True),
        ("note == null", True),
        ("country.matches('^[A-Z]{2}$')", True),
        ("amount > 1000 ? country == 'DE' : country == 'AT'", True),
        ("type(amount) == int", True),
        ("string(amount) + '!' == '1200!'", True),
        ("1 / 0 == 1 || true", True),
        ("false && 1 / 0 == 1", False),
        ("[0, 1].exists(n, 1 / n == 1)", True),
        ("[0, 1].all(n, 1 / n == 2)", False),
        ("[].all(n, n) && ![].exists(n, n)", True),
        ("size(text) == 200 // a comment", True),
    ],
)
def test_a_rule_answers(expression: str, answer: bool) -> None:
    """What CEL says."""
    assert RuleSpec(name="r", expression=expression).evaluate(CONTEXT) is answer


LANGUAGE = {
    "flag": True,
    "one": 1,
    "half": 0.5,
    "items": [1, 2, 3],
    "text": "abc",
    "table": {"a": 1, "1": 2},
    "nothing": None,
}


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("string(flag) == 'true' && string(!flag) == 'false'", True),
        ("flag == 1", False),
        ("1 == flag", False),
        ("flag != 1", True),
        ("[flag] == [1]", False),
        ("{'a': flag} == {'a': 1}", False),
        ("one == 1.0 && 1u == one && [1] == [1.0]", True),
        ("one == '1'", False),
        ("nothing == 0", False),
        ("nothing == null", True),
        ("flag in [1]", False),
        ("1.0 in items", True),
        ("'a' in table", True),
        ("1 in table", False),
        ("items[0] == 1 && items[1.0] == 2 && items[2u] == 3", True),
        ("{1: 'a'}[1.0] == 'a'", True),
        ("items.exists(n, n == true)", False),
        ("bool('t') && !bool('FALSE') && bool(flag)", True),
        ("text + 'd' == 'abcd' && items + [4] == [1, 2, 3, 4]", True),
    ],
)
def test_a_rule_answers_as_the_language_says(expression: str, answer: bool) -> None:
    """Where Python, in which the library is written, has another opinion of true, of numbers and of texts."""
    assert _rules.evaluate(expression, LANGUAGE) is answer


@pytest.mark.parametrize(
    "expression",
    [
        *("items[-1] == 3", "items[3] == 1", "items[half] == 1", "items[flag] == 2", "items['0'] == 1"),
        *("text[0] == 'a'", "text[-1] == 'c'", "'a' in text", "table[1] == 2", "{1: 'a'}[true] == 'a'"),
        *("flag + flag == 2", "flag * 2 == 2", "-flag == -1", "flag < 2", "one > false", "one + half == 1.5"),
        *("int(flag) == 1", "double(flag) == 1.0", "uint(flag) == 1u", "bool(one)", "bool('yes')"),
        "string(nothing) == 'null'",
    ],
)
def test_what_the_language_does_not_have_gives_no_answer(expression: str) -> None:
    """Instead of the answer that Python would have for it."""
    with pytest.raises(RuleError, match="has no result"):
        _rules.evaluate(expression, LANGUAGE)


def test_a_rule_tells_what_it_asks_for() -> None:
    """Names that it binds by itself, types and functions are not among them."""
    rule = RuleSpec(expression="tags.all(t, t != name && [1].exists(x, x == size(t))) && type(amount) == int")

    assert rule.variables == {"tags", "name", "amount"}


def nested(level: int) -> str:
    lists = "".join(f"[1,2,3,4,5,6,7,8,9,10].all(x{number}, " for number in range(level))
    return f"{lists}true{')' * level}"


HOSTILE: dict[str, tuple[str, str]] = {
    "empty": ("", "is empty"),
    "blank": (" \n\t", "is empty"),
    "cut off": ("amount >", "cannot be read"),
    "unclosed bracket": ("(amount > 1", "cannot be read"),
    "unclosed text": ("country == 'DE", "cannot be read"),
    "two expressions": ("amount > 1; true", "cannot be read"),
    "assignment": ("amount = 1", "cannot be read"),
    "lambda": ("(lambda: 1)()", "cannot be read"),
    "SQL": ("'; DROP TABLE users; --", "cannot be read"),
    "NUL": ("amount > 1\x00", "cannot be read"),
    "unknown variable": ("amont > 1", "uses amont"),
    "unknown variable behind or": ("true || amont > 1", "uses amont"),
    "unknown function": ("eval('1') == 1", r"calls eval\(\), which is not a CEL function"),
    "import": ("__import__('os').system('true') == 0", "not a CEL function"),
    "unknown method": ("country.format('x') == ''", "not a CEL function"),
    "operator as a function": ("amount.reduce(a, b, 0, a + b) > 1", r"calls reduce\(\)"),
    "macro with too much": ("tags.all(a, b, true)", "with wrong arguments"),
    "macro with too little": ("tags.all(true)", "with wrong arguments"),
    "macro without a name": ("tags.all(1, true)", "with wrong arguments"),
    "macro with nothing": ("tags.all()", "with wrong arguments"),
    "dunder of a text": ("country.__class__ == 1", "no result"),
    "dunder of a dictionary": ("order.__class__ == 1", "no result"),
    "dunder as a key": ("order['__class__'] == 1", "a key that does not exist"),
    "protobuf": ("google.protobuf.Any{} == null", "uses google"),
    "number": ("amount + 1", "returns a value of type int"),
    "text": ("country", "returns a value of type string"),
    "null": ("note", "returns a value of type none"),
    "list": ("[true]", "returns a value of type list"),
    "type": ("type(amount)", "returns"),
    "no method of it": ("amount.size() > 1", "no result"),
    "attribute of a number": ("amount.b == 1", "no result"),
    "missing key": ("order.shipped", "a key that does not exist"),
    "missing item": ("tags[7] == 'x'", "no result"),
    "mixed comparison": ("amount < country", "incompatible types"),
    "mixed addition": ("amount + country == 'x'", "incompatible types"),
    "text times number": ("country * 1000000 == ''", "incompatible types"),
    "division by zero": ("amount / 0 == 1", "divides by zero"),
    "modulo zero": ("amount % 0 == 1", "divides by zero"),
    "overflow": ("9223372036854775807 + amount > 0", "out of range"),
    "huge number": (f"{'9' * 1900} > 1", "out of range"),
    "huge hexadecimal": (f"0x{'f' * 1900} > 1", "no result"),
    "too long": (f"'{'x' * 2000}' == country", "2,003 characters|2,0[0-9][0-9] characters"),
    "huge": ("1 + " * 1_000_000 + "1 > 0", "characters"),
    "deep brackets": ("(" * 900 + "true" + ")" * 900, "nested too deeply"),
    "brackets, unclosed": ("(" * 1999, "cannot be read"),
    "deep lists": ("[" * 500 + "]" * 500 + " == []", "nested too deeply"),
    "a text without an end": ("country == '" + "\\\\" * 900, "cannot be read"),
    "lines without an end": ('country == """' + "\r\n" * 900, "cannot be read"),
    "deep negation": ("!" * 1900 + "true", "nested too deeply"),
    "deep minus": ("- " * 900 + "1 > 0", "nested too deeply"),
    "deep path": ("order" + ".a" * 900, "nested too deeply"),
    "deep index": ("order" + "[0]" * 600, "nested too deeply"),
    "many parts": ("&&".join(["true"] * 300), "too many parts"),
    "long sum": ("+".join(["1"] * 900) + " > 0", "too many parts"),
    "deep macros": ("[1].all(a, " * 60 + "true" + ")" * 60, "nested too deeply"),
    "loops in loops": (nested(7), "takes too long"),
    "loops over the context": ("text.matches('a') && " + nested(6), "takes too long"),
    "doubling a text": ("['" + "x" * 100 + "']" + ".map(x, x + x)" * 24 + "[0] == ''", "more than 10,000"),
    "doubling a list": ("[[1, 2, 3, 4]]" + ".map(x, x + x)" * 20 + "[0] == []", "more than 10,000|takes too long"),
    "a list of itself": ("[1]" + ".map(x, [x, x])" * 20 + " == [1]" + ".map(x, [x, x])" * 20, "takes too long"),
    "a list of itself as text": ("string([1]" + ".map(x, [x, x])" * 24 + ") == ''", "takes too long"),
    "errors in a row": ("&&".join(["1"] * 200), "incompatible types"),
    "errors or errors": ("||".join(["1/0 == 1"] * 190), "divides by zero"),
    "errors of all items": ("text.map(t, 2.5).all(t, {1: t})", "incompatible types"),
    "errors of no item": ("text.map(t, 2.5).exists(t, t.a)", "no result|incompatible types"),
    "number as a list": ("amount.all(t, true)", "incompatible types"),
    "bad pattern": ("country.matches('(a')", "that RE2 does not support"),
    "repetitions": ("country.matches('(a{1000}){1000}')", "that RE2 does not support"),
    "lookbehind": ("country.matches('(?<=a)b')", "that RE2 does not support"),
    "pattern of many states": ("long.exists(t, t.matches('((a{0,30}){0,30})c'))", "takes too long"),
    "pattern that is a number": ("country.matches(1)", "no result|incompatible types"),
    "number that is matched": ("amount.matches('1')", "no result|incompatible types"),
    "duration that backtracks": (
        f"duration('{'a' * 60}!') > duration('1s')",
        r"passes duration\(\) an invalid text",
    ),
    "duration too long": (f"duration('{'1s' * 500}') > duration('1s')", r"passes duration\(\) an invalid text"),
    "duration of a zillion": ("duration('99999999999999999999h') > duration('1s')", "no result"),
    "timestamp of nothing": ("timestamp('') > at", "no result"),
    "timestamp too long": (f"timestamp('{'2026' * 100}') > at", r"passes timestamp\(\) an invalid text"),
    "time zone from a path": ("at.getHours('../../../etc/passwd') == 1", "no result"),
    "number from a text": ("int('x') == 1", "no result"),
    "unhashable key": ("{[1]: 1}.size() == 1", "no result"),
    "same key twice": ("{1: 1, 1: 2}.size() == 2", "no result"),
}


@pytest.mark.parametrize(("expression", "reason"), endurance.some([*HOSTILE.values()]), ids=endurance.some([*HOSTILE]))
def test_a_hostile_rule_ends_in_a_clear_error(expression: str, reason: str) -> None:
    """Within a few seconds, and in no other kind of error."""
    started = time.thread_time()

    with pytest.raises(RuleError, match=reason) as caught:
        RuleSpec(name="Hostile", expression=expression).evaluate(CONTEXT)

    assert time.thread_time() - started < 10
    assert str(caught.value).startswith("automate_governance.RuleSpec 'Hostile': The rule ")


def test_a_pattern_that_backtracks_elsewhere_is_quick_here() -> None:
    """The expressions of RE2 are linear."""
    context = {"text": "a" * 9_000}

    assert not _rules.evaluate("text.matches('(a+)+(a|aa)+b$')", context)


@pytest.mark.parametrize("value", [Decimal("1.5"), object(), {1, 2}, 2**63, b"x", {"deep": [{"deeper": Decimal(1)}]}])
def test_a_value_that_cel_does_not_have_is_named(value: Any) -> None:
    """By its place and type, and not repeated."""
    with pytest.raises(RuleError, match=rf"^The context's 'v' is a {type(value).__name__}, or contains one"):
        _rules.evaluate("v == 1", {"v": value})


def test_a_context_that_is_too_large_is_refused() -> None:
    """What the rule does not ask for does not count."""
    large = {"small": 1, "items": [[0] * 1_000] * 2_000}

    assert _rules.evaluate("small == 1", large)
    with pytest.raises(RuleError, match="takes too long"):
        _rules.evaluate("items.size() == 2000", large)


def test_work_is_bounded_for_large_lists_too() -> None:
    """Each comparison of two large lists costs what they hold."""
    assert _rules.evaluate("items.exists(item, item == 499)", {"items": list(range(500))})

    context = {"items": list(range(3_000))}
    started = time.thread_time()
    with pytest.raises(RuleError, match="takes too long"):
        _rules.evaluate("items.all(item, items == items)", context)
    assert time.thread_time() - started < 2


@pytest.mark.parametrize("expression", ["secret > 1", "secret.x", "1 / size(secret) < secret", "[secret][1] == 1"])
def test_an_error_and_the_log_repeat_no_value(
    expression: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what the rule was asked about; the library would, where a project logs everything."""
    logged = StringIO()  # caplog itself listens at loggers that pass nothing on
    monkeypatch.setattr(logging.root, "handlers", [logging.StreamHandler(logged)])
    caplog.set_level(logging.DEBUG)

    with pytest.raises(RuleError) as caught:
        _rules.evaluate(expression, {"secret": "open sesame"})

    assert "open sesame" not in str(caught.value) + logged.getvalue()
    assert caught.value.__suppress_context__


@pytest.mark.django_db
@pytest.mark.parametrize("expression", ["amount >", "f(1)", "x" * 3_000, "(" * 900 + "true" + ")" * 900, ""])
def test_a_bad_rule_is_not_valid(expression: str) -> None:
    """So that the admin and forms say what is wrong with it."""
    with pytest.raises(ValidationError) as caught:
        RuleSpecFactory.build(expression=expression).full_clean()

    assert list(caught.value.message_dict) == ["expression"]


def test_the_recursion_limit_is_never_lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library sets it; a project may have raised it before."""
    before = sys.getrecursionlimit()
    _rules._environment.cache_clear()
    try:
        sys.setrecursionlimit(5_000)
        _rules._environment()
        assert sys.getrecursionlimit() == 5_000
    finally:
        sys.setrecursionlimit(before)


def test_rules_are_asked_in_many_threads() -> None:
    """Each with a context of its own."""
    from concurrent.futures import ThreadPoolExecutor

    def ask(top: int) -> bool:
        return _rules.evaluate("items.all(item, item < top)", {"items": [*range(top)], "top": top})

    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(ask, range(99))

    assert all(answers)
