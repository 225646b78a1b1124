"""What is wrong with a graph, and the order in which its nodes run."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError

from agent360_models.automate import graphs
from agent360_models.automate.core.models import Workflow
from agent360_models.automate.graphs import NodeType


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    graphs.node_types.clear()


def node(id_: Any, **rest: Any) -> dict[str, Any]:
    return {"id": id_, "type": "noop", **rest}


def graph(ids: str, *edges: str, **rest: Any) -> dict[str, Any]:
    """Return a graph of nodes with one letter each, and edges such as ``ab``."""
    return {
        "nodes": [node(id_) for id_ in ids],
        "edges": [{"source": edge[0], "target": edge[1]} for edge in edges],
        **rest,
    }


def taking(source: Any, *edges: str) -> dict[str, Any]:
    """Return a graph whose node b has one input."""
    made = graph("ab", *edges)
    made["nodes"][1]["inputs"] = {"text": source}
    return made


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def itself() -> dict[str, Any]:
    value = graph("a")
    value["ui"] = value
    return value


def laughs() -> Any:
    """Return a small object that would be gigabytes of JSON."""
    value: Any = "ha"
    for _ in range(12):
        value = [value] * 10
    return value


def messages(document: Any, types: dict[str, NodeType] | None = None) -> list[str]:
    with pytest.raises(ValidationError) as error:
        graphs.validate(document, types)
    return error.value.messages


def compiled(document: Any) -> graphs.Plan:
    return Workflow(graph=document).compile()


A_NAME = "(1 to 100 letters, digits and . : / _ -, the first a letter or a digit)"
AN_INPUT = """has to be {"value": ...}, {"node": id, "path": ...} or {"event": path}."""
HOSTILE = {
    "null": (None, ["A graph is an object with the keys nodes and edges, not null."]),
    "a list": ([], ["A graph is an object with the keys nodes and edges, not a list."]),
    "text": ("nodes", ["A graph is an object with the keys nodes and edges, not text."]),
    "a number": (7, ["A graph is an object with the keys nodes and edges, not a number."]),
    "nothing in it": ({}, ["nodes is missing."]),
    "no node": (graph(""), ["There is no node."]),
    "lists that are none": (
        {"nodes": {"a": 1}, "edges": None},
        ["nodes has to be a list, not an object.", "edges has to be a list, not null."],
    ),
    "a key too many": (graph("a", links=[]), ["The graph has a key 'links', which is none of: nodes, edges, ui."]),
    "nodes that are none": (
        {"nodes": [None, "a", [1], True]},
        [
            "Node 0 has to be an object, not null.",
            "Node 1 has to be an object, not text.",
            "Node 2 has to be an object, not a list.",
            "Node 3 has to be an object, not true or false.",
        ],
    ),
    "an empty node": ({"nodes": [{}]}, ["Node 0: id is missing.", "Node 0: type is missing."]),
    "an id that is a number": ({"nodes": [node(1)]}, [f"Node 0: id has to be a name {A_NAME}, not 1."]),
    "an id that is a list": ({"nodes": [node(["a"])]}, [f"Node 0: id has to be a name {A_NAME}, not of type list."]),
    "an empty id": ({"nodes": [node("")]}, [f"Node 0: id has to be a name {A_NAME}, not ''."]),
    "an id with a line end": ({"nodes": [node("a\n")]}, [f"Node 0: id has to be a name {A_NAME}, not 'a\\n'."]),
    "an id that is too long": (
        {"nodes": [node("a" * 101)]},
        [f"Node 0: id has to be a name {A_NAME}, not '{'a' * 56}...."],
    ),
    "an id that turns the line round": (
        {"nodes": [node("a\u202eb")]},
        [f"Node 0: id has to be a name {A_NAME}, not 'a\\u202eb'."],
    ),
    "an id in markup": (
        {"nodes": [node("<b>")]},
        [f"Node 0: id has to be a name {A_NAME}, not '<b>'."],
    ),
    "a place to fill in as id": (
        {"nodes": [node("{{ id }}")]},
        [f"Node 0: id has to be a name {A_NAME}, not '{{{{ id }}}}'."],
    ),
    "one id twice": (graph("aba"), ["Node 2: the id 'a' is taken by another node."]),
    "parts of wrong kinds": (
        {"nodes": [node("a", config=[], inputs="x", ui=1)]},
        [
            "Node 0: inputs has to be an object, not text.",
            "Node 0: config has to be an object, not a list.",
            "Node 0: ui has to be an object, not a number.",
        ],
    ),
    "a key of a node too many": (
        {"nodes": [node("a", __proto__={"admin": True})]},
        ["Node 0 has a key '__proto__', which is none of: id, type, inputs, config, ui."],
    ),
    "edges that are none": (
        {"nodes": [node("a")], "edges": [["a", "a"], {}]},
        ["Edge 0 has to be an object, not a list.", "Edge 1: source is missing.", "Edge 1: target is missing."],
    ),
    "edges to nowhere": (
        graph("a", "ax", "ya"),
        [
            "Edge 0: there is no node 'x', which its target names.",
            "Edge 1: there is no node 'y', which its source names.",
        ],
    ),
    "an edge by number": (
        {"nodes": [node("a")], "edges": [{"source": 0, "target": ["a"]}]},
        [
            f"Edge 0: source has to be a name {A_NAME}, not 0.",
            f"Edge 0: target has to be a name {A_NAME}, not of type list.",
        ],
    ),
    "an edge to itself": (graph("ab", "aa", "ab"), ["Edge 0 leads from 'a' to itself."]),
    "an edge twice": (graph("ab", "ab", "ab"), ["Edge 1: there is another one from 'a' to 'b'."]),
    "a cycle": (graph("abcd", "ab", "bc", "cb", "cd"), ["There is a cycle: 'b' -> 'c' -> 'b'."]),
    "two cycles": (
        graph("abcd", "ab", "ba", "cd", "dc"),
        ["There is a cycle: 'a' -> 'b' -> 'a'.", "There is a cycle: 'c' -> 'd' -> 'c'."],
    ),
    "an input that is a value": (taking("Hello"), [f"Node 'b': the input 'text' {AN_INPUT}"]),
    "an input with two sources": (taking({"value": 1, "event": "a"}), [f"Node 'b': the input 'text' {AN_INPUT}"]),
    "an input with no source": (taking({"path": "a"}), [f"Node 'b': the input 'text' {AN_INPUT}"]),
    "an output of nobody": (
        taking({"node": "x"}, "ab"),
        ["Node 'b': the input 'text' takes the output of 'x', and there is no such node."],
    ),
    "an output of a neighbour": (
        taking({"node": "a"}),
        ["Node 'b': the input 'text' takes the output of 'a', from which no edges lead to this node."],
    ),
    "an output of its own": (
        taking({"node": "b"}, "ab"),
        ["Node 'b': the input 'text' takes the output of 'b', from which no edges lead to this node."],
    ),
    "an output of what comes after": (
        taking({"node": "a"}, "ba"),
        ["Node 'b': the input 'text' takes the output of 'a', from which no edges lead to this node."],
    ),
    "a path that is a list": (
        taking({"node": "a", "path": ["x"]}, "ab"),
        ["Node 'b': the input 'text': path has to be a dotted path as text, not a list."],
    ),
    "an event that is null": (
        taking({"event": None}),
        ["Node 'b': the input 'text': event has to be a dotted path as text, not null."],
    ),
    "a node by an object": (
        taking({"node": {"id": "a"}}, "ab"),
        [f"Node 'b': the input 'text': node has to be a name {A_NAME}, not of type dict."],
    ),
    "too many nodes": (
        {"nodes": [node(f"n{number}") for number in range(501)]},
        ["There are 501 nodes; at most 500 may be in a graph."],
    ),
    "too many edges": (
        {"nodes": [node("a")], "edges": [{}] * 2001},
        ["There are 2,001 edges; at most 2,000 may be in a graph."],
    ),
    "an abyss": (graph("a", ui=nested(100_000)), ["It is nested too deeply: at most 32 levels are allowed."]),
    "itself": (itself(), ["It is nested too deeply: at most 32 levels are allowed."]),
    "a bomb": (laughs(), ["It is too big: at most 50,000 values and 1,000,000 characters are allowed."]),
    "a long text": (
        graph("a", ui={"x": "x" * 1_000_001}),
        ["It is too big: at most 50,000 values and 1,000,000 characters are allowed."],
    ),
    "NaN": (
        {"nodes": [node("a", config={"rate": float("nan")})]},
        ["nan is not a number in JSON, at ['nodes'][0]['config']['rate']."],
    ),
    "infinity": (graph("a", ui={"x": [-float("inf")]}), ["-inf is not a number in JSON, at ['ui']['x'][0]."]),
    "a huge integer": (graph("a", ui={"x": 10**5000}), ["An integer has more than 256 bits, at ['ui']['x']."]),
    "NUL": (
        graph("a", ui={"x": "a\0b"}),
        ["A text has a character that PostgreSQL does not store, at ['ui']['x']."],
    ),
    "half a character": (
        graph("a", ui={"\ud800": 1}),
        ["A key has a character that PostgreSQL does not store, at ['ui']."],
    ),
    "a key that is a number": (graph("a", ui={7: 1}), ["The key 7 is not text, at ['ui']."]),
    "a date": (graph("a", ui={"x": datetime(2026, 1, 1, tzinfo=UTC)}), ["A datetime is not JSON, at ['ui']['x']."]),
    "a set": (graph("a", ui={"x": {1}}), ["A set is not JSON, at ['ui']['x']."]),
}


@pytest.mark.parametrize(("document", "expected"), HOSTILE.values(), ids=list(HOSTILE))
def test_whatever_is_no_graph_is_refused_in_words(document: Any, expected: list[str]) -> None:
    """By the field of a workflow, too; nothing else is raised."""
    assert messages(document) == expected

    workflow = Workflow(version=1, graph=document)
    with pytest.raises(ValidationError) as error:
        workflow.full_clean(exclude=["automation"])
    assert list(error.value.message_dict) == ["graph"]
    with pytest.raises(ValidationError):
        workflow.compile()


def test_every_problem_is_named_at_once() -> None:
    """Up to fifty, so that nobody drowns in them."""
    few = graph("aa", "ax", "aa")
    many: Any = {"nodes": [{}] * 400}

    assert len(messages(few)) == 3
    assert len(messages(many)) == 51
    assert messages(many)[-1] == "And 750 more."


def test_names_are_nothing_but_names() -> None:
    """What means something to a language means nothing here, and letters are those of any script."""
    ids = ["__proto__", "constructor", "__class__", "toString", "żółw", "节点", "a.b/c:d-e", "0"]
    chain = [{"source": a, "target": b} for a, b in pairwise(ids)]
    inputs = {"__proto__": {"node": "constructor", "path": "__class__.__init__"}}

    plan = compiled({"nodes": [node(id_) for id_ in ids[:-1]] + [node("0", inputs=inputs)], "edges": chain})

    assert [each.id for each in plan.nodes] == ids
    assert plan.nodes[-1].resolve({}, {"constructor": {}}) == {"__proto__": None}


def test_types_count_where_some_are_registered() -> None:
    """Each says what it needs, and perhaps what it gives."""
    two = graph("ab", "ab")
    two["nodes"][0]["type"] = "http.get"
    two["nodes"][1] |= {"type": "email.send", "inputs": {"body": {"node": "a", "path": "text.0"}}}
    graphs.validate(two)

    graphs.register("http.get", required=["url"], outputs=["status", "body"])
    assert messages(two) == [
        "Node 'a': the input 'url' is missing, which the type 'http.get' needs.",
        "Node 'b': there is no type 'email.send'. There are: http.get.",
        "Node 'b': the input 'body' takes 'text.0' of 'a', whose type has the outputs: status, body.",
    ]

    graphs.register("email.send", required=["body"])
    graphs.register("email.send", required=["body"])
    two["nodes"][0]["inputs"] = {"url": {"value": "https://example.com"}}
    assert messages(two) == [
        "Node 'b': the input 'body' takes 'text.0' of 'a', whose type has the outputs: status, body."
    ]

    two["nodes"][1]["inputs"]["body"]["path"] = "body.text"
    graphs.validate(two)
    graphs.validate(two, {"http.get": NodeType(), "email.send": NodeType(outputs=())})
    with pytest.raises(ImproperlyConfigured, match=r"Two different types of node are registered as 'http\.get'"):
        graphs.register("http.get")


def test_a_subclass_has_types_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the project has registered."""
    graphs.register("http.get")
    monkeypatch.setattr(Workflow, "node_types", {"noop": NodeType()})

    Workflow(graph=graph("a")).validate()
    with pytest.raises(ValidationError, match=r"there is no type 'http\.get'"):
        Workflow(graph={"nodes": [{"id": "a", "type": "http.get"}]}).validate()


def test_levels_need_the_ones_before_and_nothing_of_their_own() -> None:
    """In the order of the document, whatever the order of the edges."""
    diamond = graph("dcbae", "ad", "ab", "ac", "be", "ce", "de")

    plan = compiled(diamond)

    assert [[each.id for each in level] for level in plan.levels] == [["a"], ["d", "c", "b"], ["e"]]
    assert plan.nodes[-1].after == ("d", "c", "b")
    turned = {**diamond, "edges": diamond["edges"][::-1]}
    assert [each.id for each in compiled(turned).nodes] == [each.id for each in plan.nodes]


def test_a_plan_stays_what_it_is() -> None:
    """Whatever is done to the graph afterwards."""
    one = {"nodes": [node("a", config={"to": ["x"]})]}
    plan = compiled(one)
    before = json.dumps(plan.nodes[0].config)

    one["nodes"][0]["config"]["to"].append("y")

    assert json.dumps(plan.nodes[0].config) == before
    with pytest.raises(AttributeError):
        plan.levels = ()  # type: ignore[misc]


def test_the_longest_graph_that_there_may_be() -> None:
    """A chain of 500 nodes, each of which takes the output of the first."""
    ids = [f"n{number}" for number in range(500)]
    chain = [{"source": a, "target": b} for a, b in pairwise(ids)]
    nodes = [node(id_, inputs={"x": {"node": "n0"}} if id_ != "n0" else {}) for id_ in ids]

    assert len(compiled({"nodes": nodes, "edges": chain}).levels) == 500


def test_inputs_are_looked_up_by_paths() -> None:
    """In the trigger's payload and in outputs; what is missing is None."""
    inputs = {
        "constant": {"value": {"a": 1}},
        "name": {"event": "customer.name"},
        "all": {"event": ""},
        "second": {"node": "a", "path": "items.1.id"},
        "whole": {"node": "a"},
        "beyond": {"node": "a", "path": "items.7"},
        "negative": {"node": "a", "path": "items.-1"},
        "through_text": {"event": "customer.name.0"},
    }
    two = graph("ab", "ab")
    two["nodes"][1]["inputs"] = inputs
    last = compiled(two).nodes[-1]
    output = {"items": [{"id": 7}, {"id": 8}]}

    assert last.resolve({"customer": {"name": "Ada"}}, {"a": output}) == {
        "constant": {"a": 1},
        "name": "Ada",
        "all": {"customer": {"name": "Ada"}},
        "second": 8,
        "whole": output,
        "beyond": None,
        "negative": None,
        "through_text": None,
    }
