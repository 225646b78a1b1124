"""Graphs with places to fill in."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from agent360_models.automate.interop.factories import TemplateWorkflowFactory
from agent360_models.automate.interop.models import TemplateWorkflow


def template(config: Any = None, variables: Any = None, **node: Any) -> TemplateWorkflow:
    graph = {"nodes": [{"id": "a", "type": "noop", "config": config or {}, **node}], "edges": []}
    return TemplateWorkflow(name="t", graph=graph, variables=variables or {})


def filled(config: Any, /, **values: Any) -> Any:
    made = template(config, {name: {} for name in values}).instantiate(values)
    return made["nodes"][0]["config"]


def test_what_stands_alone_keeps_its_type() -> None:
    """Within a text it becomes text; keys are left alone."""
    config = {"alone": "{{ x }}", "within": "a {{x}}, {{ x }}", "list": [["{{ x }}"]], "{{ x }}": 1}

    assert filled(config, x=7) == {"alone": 7, "within": "a 7, 7", "list": [[7]], "{{ x }}": 1}
    assert filled({"a": "{{ x }}"}, x={"deep": [None, True]}) == {"a": {"deep": [None, True]}}
    assert filled({"a": "is {{ x }}"}, x=True) == {"a": "is true"}


def test_lists_and_objects_have_no_place_in_a_text() -> None:
    """It says which variable."""
    with pytest.raises(ValidationError, match="The variable x is used within a text"):
        filled({"a": "a {{ x }}"}, x=[1])


@pytest.mark.parametrize(
    "value",
    [
        "{{ other }}",
        "{{ x }}",
        '"}, {"id": "b", "type": "evil"}',
        "\\u0022",
        {"node": "a"},
        {"id": "b", "type": "evil"},
        "{% raw %}",
        "\\1 \\g<0>",
        "${x} %(x)s {x}",
    ],
    ids=str,
)
def test_what_is_filled_in_stays_what_it_is(value: Any) -> None:
    """It is no place, no structure and no pattern."""
    config = {"x": "{{ x }}", "other": "{{ other }}"}

    assert filled(config, x=value, other="secret") == {"x": value, "other": "secret"}
    if isinstance(value, str):
        assert filled({"x": "<{{ x }}>"}, x=value) == {"x": f"<{value}>"}


def test_structure_has_no_places() -> None:
    """Ids and types are names, and references are paths."""
    for node in ({"id": "{{ x }}"}, {"type": "{{ x }}"}, {"inputs": {"y": "{{ x }}"}}, {"inputs": "{{ x }}"}):
        with pytest.raises(ValidationError, match="has to be"):
            template(variables={"x": {}}, **node).instantiate({"x": {"node": "a"}})

    inputs = {"event": {"event": "{{ x }}"}, "value": {"value": "{{ x }}"}}
    made = template(variables={"x": {}}, inputs=inputs).instantiate({"x": {"event": "y"}})
    assert made["nodes"][0]["inputs"] == {"event": {"event": "{{ x }}"}, "value": {"value": {"event": "y"}}}


def test_every_missing_and_every_unknown_variable_is_named() -> None:
    """Those with a default may be left out, also where it is null."""
    one = template({"a": "{{ c }}"}, {"b": {}, "a": {"description": "The first."}, "c": {"default": None}})

    with pytest.raises(ValidationError) as error:
        one.instantiate({"d": 1, 7: 1})  # type: ignore[dict-item]

    assert error.value.messages == ["The variables a, b are missing.", "Unknown variables: 'd', 7."]
    assert one.instantiate({"a": 1, "b": 2})["nodes"][0]["config"] == {"a": None}


@pytest.mark.parametrize("value", [float("nan"), "\0", {1: 2}, object(), [[[[[]]]]] * 60_000], ids=lambda v: str(v)[:9])
def test_values_are_good_json(value: Any) -> None:
    """Or the graph would not be."""
    with pytest.raises(ValidationError):
        filled({"a": "{{ x }}"}, x=value)


def test_what_would_be_gigabytes_is_refused_before() -> None:
    """A long value at many places."""
    with pytest.raises(ValidationError, match="The filled-in graph is too large"):
        filled({"a": ["x {{ x }}"] * 10_000}, x="x" * 900_000)


BAD: dict[str, tuple[Any, Any, str, str]] = {
    "variables in a list": ({}, ["x"], "variables", "Variables must be an object"),
    "a variable by name alone": ({}, {"x": "The shop"}, "variables", "The variable 'x' has to be an object"),
    "a key too many": ({}, {"x": {"type": "int"}}, "variables", "has a key 'type'"),
    "a name that is none": ({}, {"x y": {}}, "variables", "'x y' is not a valid variable name"),
    "a name with a dot": ({}, {"x.y": {}}, "variables", "'x.y' is not a valid variable name"),
    "an empty name": ({}, {"": {}}, "variables", "'' is not a valid variable name"),
    "a place that is not declared": ({"a": "{{ y }} {{ x }}"}, {"x": {}}, "graph", "not declared: y."),
    "NaN as a default": ({}, {"x": {"default": float("nan")}}, "variables", "nan is not a number"),
}


@pytest.mark.parametrize(("config", "variables", "field", "message"), BAD.values(), ids=list(BAD))
def test_whatever_is_no_template_is_refused_in_words(config: Any, variables: Any, field: str, message: str) -> None:
    """By its field."""
    with pytest.raises(ValidationError) as error:
        template(config, variables).full_clean(exclude=["collection"])

    assert list(error.value.message_dict) == [field]
    assert message in " ".join(error.value.message_dict[field])


@pytest.mark.django_db
def test_a_template_makes_as_many_graphs_as_are_asked_for() -> None:
    """The template stays as it is; its collection lists it."""
    one = TemplateWorkflowFactory.create()

    graphs = [one.instantiate({"shop": shop}) for shop in ("Ours", "Yours")]

    subjects = [graph["nodes"][0]["inputs"]["subject"]["value"] for graph in graphs]
    assert subjects == ["Ours says thanks", "Yours says thanks"]
    assert graphs[0]["nodes"][0]["config"] == {"retries": 3}
    assert "{{ shop }}" in str(one.graph)
    assert one.collection.workflows.get() == one
