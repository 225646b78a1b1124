"""Documents of other platforms, as ours."""

import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from agent360_models.automate.interop.models import InteropMapping

DOCUMENT = {
    "contact": {"full_name": "Ada", "age": " 36 ", "active": "Yes", "score": "1.5e1", "none": None},
    "lines": [{"sku": "a", "count": "2"}, {"sku": "b"}, "odd"],
    "__proto__": {"x": 1},
    "ratio": 2.0,
    "yes": True,
}


def applied(transform: Any, document: Any = DOCUMENT) -> dict[str, Any]:
    mapping = InteropMapping(source_platform="zapier", target="crm.contact", transform=transform)
    mapping.clean_fields()
    return mapping.apply(document)


GOOD: dict[str, tuple[dict[str, Any], Any]] = {
    "a new name": ({"name": "contact.full_name"}, {"name": "Ada"}),
    "a place deeper": ({"a.b.c": "ratio", "a.b.d": "yes"}, {"a": {"b": {"c": 2.0, "d": True}}}),
    "a constant": ({"source": {"value": {"of": ["zapier"]}}}, {"source": {"of": ["zapier"]}}),
    "all of it": ({"raw": {"from": ""}}, {"raw": DOCUMENT}),
    "one of a list": ({"first": "lines.0.sku"}, {"first": "a"}),
    "missing": ({"x": "nothing.here", "y": "lines.9", "z": "ratio.real"}, {}),
    "missing, with a default": ({"x": {"from": "nothing", "default": []}}, {"x": []}),
    "null": ({"x": "contact.none"}, {"x": None}),
    "null, with a default": ({"x": {"from": "contact.none", "default": 1, "cast": "string"}}, {"x": 1}),
    "integer": ({"x": {"from": "contact.age", "cast": "integer"}}, {"x": 36}),
    "integer of a float": ({"x": {"from": "ratio", "cast": "integer"}}, {"x": 2}),
    "number": ({"x": {"from": "contact.score", "cast": "number"}}, {"x": 15.0}),
    "string": ({"x": {"from": "ratio", "cast": "string"}}, {"x": "2.0"}),
    "string of true": ({"x": {"from": "yes", "cast": "string"}}, {"x": "true"}),
    "boolean": ({"x": {"from": "contact.active", "cast": "boolean"}}, {"x": True}),
    "names that mean nothing here": (
        {"__class__": "__proto__.x", "constructor": {"value": 1}, "x": "__class__.__name__"},
        {"__class__": 1, "constructor": 1},
    ),
    "each of a list": (
        {"items": {"from": "lines", "each": {"id": "sku", "n": {"from": "count", "cast": "integer", "default": 1}}}},
        {"items": [{"id": "a", "n": 2}, {"id": "b", "n": 1}, {"n": 1}]},
    ),
    "each of nothing": ({"items": {"from": "none", "each": {"id": "sku"}, "default": []}}, {"items": []}),
}


@pytest.mark.parametrize(("transform", "expected"), GOOD.values(), ids=list(GOOD))
def test_rules_say_what_becomes_what(transform: dict[str, Any], expected: Any) -> None:
    """And whatever is done to the result, the document stays as it was."""
    assert applied(transform) == expected


def test_the_document_is_not_shared() -> None:
    """Nor the constants of the rules."""
    transform = {"lines": "lines", "list": {"value": []}}
    mapping = InteropMapping(transform=transform)

    made = mapping.apply(DOCUMENT)
    made["lines"].append("ours")
    made["list"].append("ours")

    assert mapping.apply(DOCUMENT) == {"lines": DOCUMENT["lines"], "list": []}


BAD: dict[str, tuple[Any, str]] = {
    "a list": (["a"], "A transform has to be an object"),
    "text": ("x", "A transform has to be an object"),
    "null": (None, "This field cannot be null."),
    "a rule that is a number": ({"a": 7}, "The rule of 'a' has to be a path"),
    "a rule with two sources": ({"a": {"from": "x", "value": 1}}, "The rule of 'a' has to be a path"),
    "a rule with none": ({"a": {"default": 1}}, "The rule of 'a' has to be a path"),
    "an empty path": ({"a": {"from": "x..y"}}, "'x..y' is not a path"),
    "a path that is a list": ({"a": {"from": ["x"]}}, "of type list is not a path"),
    "a target that is not a path": ({"a.": "x"}, "'a.' is not a path"),
    "an empty target": ({"": "x"}, "'' is not a path"),
    "a target within another": ({"a": "x", "a.b": "y"}, "'a' cannot be a value, since it contains 'a.b'"),
    "an unknown cast": ({"a": {"from": "x", "cast": "eval"}}, "there is no cast 'eval'. There are: string, integer"),
    "a cast by an object": ({"a": {"from": "x", "cast": {}}}, "there is no cast of type dict"),
    "a key too many": ({"a": {"from": "x", "expression": "1+1"}}, "has a key 'expression'"),
    "a constant with a cast": ({"a": {"value": "1", "cast": "integer"}}, "has a key 'cast'"),
    "cast and each": ({"a": {"from": "x", "each": {}, "cast": "string"}}, "has both cast and each"),
    "each that is none": ({"a": {"from": "x", "each": "y"}}, "a.each has to be an object"),
    "a fault within each": ({"a": {"from": "x", "each": {"b": 7}}}, "The rule of 'a.each.b' has to be a path"),
    "too many rules": ({f"a{number}": "x" for number in range(501)}, "There are 501 rules"),
    "NaN": ({"a": {"value": float("nan")}}, "nan is not a number in JSON"),
}


@pytest.mark.parametrize(("transform", "message"), BAD.values(), ids=list(BAD))
def test_whatever_is_no_transform_is_refused_in_words(transform: Any, message: str) -> None:
    """As an error of the field."""
    mapping = InteropMapping(source_platform="zapier", target="crm.contact", transform=transform)

    with pytest.raises(ValidationError) as error:
        mapping.full_clean(validate_unique=False, validate_constraints=False)

    assert list(error.value.message_dict) == ["transform"]
    assert message in " ".join(error.value.message_dict["transform"])


def test_no_transform_takes_long_to_check() -> None:
    """Although each path may contain every other one, in each of many lists."""
    rules = {f"field_{number}": "x" for number in range(495)}
    many = {f"list_{number}": {"from": "x", "each": rules} for number in range(100)}
    mapping = InteropMapping(source_platform="zapier", target="crm.contact", transform=many)
    started = time.thread_time()

    mapping.clean_fields()

    assert time.thread_time() - started < 1.5


UNCASTABLE: list[tuple[Any, str]] = [
    ("3x", "integer"),
    ("٣", "integer"),
    ("9" * 19, "integer"),
    (2.5, "integer"),
    (True, "integer"),
    ("nan", "number"),
    ("1_000", "number"),
    ("inf", "number"),
    (True, "number"),
    ([], "number"),
    ("maybe", "boolean"),
    (2, "boolean"),
    ({}, "boolean"),
    ([1], "string"),
    ({}, "string"),
]


@pytest.mark.parametrize(("value", "cast"), UNCASTABLE, ids=str)
def test_what_cannot_be_cast_is_told_by_its_rule(value: Any, cast: str) -> None:
    """The value itself is somebody's, and not repeated."""
    with pytest.raises(ValidationError) as error:
        applied({"person.x": {"from": "x", "cast": cast}}, {"x": value})

    (message,) = error.value.messages
    assert message.startswith("person.x: ")
    assert str(value) not in message


def test_everything_that_cannot_be_cast_is_told_at_once() -> None:
    """In lists by number."""
    rules = {"n": {"from": "n", "cast": "integer"}}

    with pytest.raises(ValidationError) as error:
        applied({"a": rules["n"], "b": {"from": "list", "each": rules}, "c": {"from": "n", "each": rules}},
                {"n": "x", "list": [{"n": 1}, {"n": "y"}]})  # fmt: skip

    assert error.value.messages == [
        "a: it is not an integer",
        "b.1.n: it is not an integer",
        "c: there is no list to map",
    ]


def test_a_document_that_is_no_good_json_is_refused() -> None:
    """Before anything is looked up in it."""
    abyss: Any = 1
    for _ in range(100_000):
        abyss = [abyss]

    for document in ({"a": abyss}, {"a": float("nan")}, {"a": "\0"}, {"a": object()}):
        with pytest.raises(ValidationError):
            InteropMapping(transform={"a": "a"}).apply(document)


def test_a_mapping_that_was_never_validated_is_an_error() -> None:
    """When it is applied."""
    abyss: Any = {}
    for _ in range(100_000):
        abyss = {"a": {"from": "a", "each": abyss}}
    with pytest.raises(ValidationError, match="nested too deeply"):
        InteropMapping(transform=abyss).apply({})
    with pytest.raises(ValidationError, match="has to be an object"):
        InteropMapping(transform=["a"]).apply({})


@pytest.mark.parametrize(
    ("transform", "document"),
    [
        ({"a": {"from": "", "each": {f"k{n}": "x" for n in range(500)}}}, [{}] * 1_000),
        ({"a": {"from": "", "each": {"k": {"from": "x", "default": [0] * 5_000}}}}, [{}] * 1_000),
        ({"a": {"from": "", "each": {"k": ".".join("a" * 100_000)}}}, [{}] * 1_000),
        ({f"k{n}": "" for n in range(500)}, [0] * 1_000),
        ({"a": {"from": "", "each": {f"k{n}": {"from": "", "cast": "integer"} for n in range(100)}}}, ["x"] * 100),
    ],
    ids=["rules", "defaults", "paths", "one value often", "problems"],
)
def test_what_lists_multiply_is_limited(transform: dict[str, Any], document: Any) -> None:
    """Else little would become much, and hold a worker for minutes."""
    with pytest.raises(ValidationError) as error:
        applied(transform, document)

    assert len(error.value.messages) <= 51
