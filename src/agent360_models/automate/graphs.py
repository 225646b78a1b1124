"""The graph of a workflow as JSON: its validation, and the order in which its nodes run.

The README of ``automate_core`` documents the format. This module has no models and runs nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.core.exceptions import ImproperlyConfigured, ValidationError

from agent360_models.automate._faults import json_kind, unknown_keys
from agent360_models.automate.documents import MISSING, lookup
from agent360_models.fields.document import faults, short_repr

__all__ = ["Node", "NodeType", "NodeTypes", "Plan", "compile_graph", "node_types", "register", "validate"]

_MAX_NODES = 500
_MAX_EDGES = 2_000
_MAX_FAULTS = 50  # in one message
# Ids, types and input names: short enough for a column, and without confusing characters.
_NAME = re.compile(r"\w[\w.:/-]{0,99}")
_NODE_KEYS = ("id", "type", "inputs", "config", "ui")
_EDGE_KEYS = ("source", "target", "ui")
_SOURCES = ("value", "node", "event")


@dataclass(frozen=True)
class NodeType:
    """A type of node: its inputs and outputs.

    ``required`` lists the inputs that the node must have. ``outputs`` lists the keys of its output, where known; inputs
    of other nodes may then use only these.
    """

    required: tuple[str, ...] = ()
    outputs: tuple[str, ...] | None = None


NodeTypes = Mapping[str, NodeType]  # node types by name

# The types that the project has registered. While it is empty, a node may be of any type.
node_types: dict[str, NodeType] = {}


def register(name: str, *, required: Iterable[str] = (), outputs: Iterable[str] | None = None) -> None:
    """Register a type of node. After the first registration, graphs with unregistered types are refused.

    Call it in ``ready()`` of an ``AppConfig``. Raises ``ImproperlyConfigured`` for a second, different type with the
    same name.
    """
    new = NodeType(tuple(required), None if outputs is None else tuple(outputs))
    if node_types.setdefault(name, new) != new:
        raise ImproperlyConfigured(f"Two different types of node are registered as {name!r}. Keep one of them.")


@dataclass(frozen=True)
class Node:
    """One node of a plan; ``after`` lists the ids of the nodes with an edge to this node."""

    id: str
    type: str
    inputs: Mapping[str, Any]
    config: Mapping[str, Any]
    after: tuple[str, ...]

    def resolve(self, payload: Any, outputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of the inputs, from the trigger's payload and from the outputs by node id.

        Missing values are ``None``.
        """
        return {name: _value(source, payload, outputs) for name, source in self.inputs.items()}


@dataclass(frozen=True)
class Plan:
    """The order in which the nodes of a graph run: each level depends only on earlier levels."""

    levels: tuple[tuple[Node, ...], ...]

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, each after the nodes that it needs."""
        return tuple(node for level in self.levels for node in level)


def compile_graph(graph: Mapping[str, Any]) -> Plan:
    """Return the plan of a valid graph. It is cached, and later changes to the graph do not affect it."""
    place = {node["id"]: number for number, node in enumerate(graph["nodes"])}
    after: dict[str, list[str]] = {id_: [] for id_ in place}
    for edge in graph.get("edges", []):
        after[edge["target"]].append(edge["source"])
    nodes = {
        node["id"]: Node(
            node["id"],
            node["type"],
            deepcopy(node.get("inputs", {})),
            deepcopy(node.get("config", {})),
            tuple(sorted(after[node["id"]], key=place.__getitem__)),
        )
        for node in graph["nodes"]
    }
    sorter = TopologicalSorter(after)
    sorter.prepare()
    levels = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=place.__getitem__)
        levels.append(tuple(nodes[id_] for id_ in ready))
        sorter.done(*ready)
    return Plan(tuple(levels))


def validate(graph: Any, types: NodeTypes | None = None) -> None:
    """Raise one ``ValidationError`` that lists every fault of a graph.

    ``types`` is the set of known node types; without any, a node may be of any type.
    """
    found = faults(graph) or _faults(graph, node_types if types is None else types)
    if len(found) > _MAX_FAULTS:
        found = [*found[:_MAX_FAULTS], f"And {len(found) - _MAX_FAULTS:,} more."]
    if found:
        raise ValidationError(found)


def _faults(graph: Any, types: NodeTypes) -> list[str]:
    """Return the faults of a graph that is valid JSON; without proper lists, only the faults of its shape."""
    if found := list(_faults_of_shape(graph)):
        return found
    nodes, edges = graph["nodes"], graph.get("edges", [])
    by_id: dict[str, dict[str, Any]] = {}
    for number, node in enumerate(nodes):
        found += _faults_of_node(node, f"Node {number}", types)
        if isinstance(node, dict) and _is_name(node.get("id")):
            if node["id"] in by_id:
                found.append(f"Node {number}: the id {short_repr(node['id'])} is taken by another node.")
            by_id.setdefault(node["id"], node)
    before: dict[str, list[str]] = {id_: [] for id_ in by_id}
    for number, edge in enumerate(edges):
        if wrong := list(_faults_of_edge(edge, f"Edge {number}", before)):
            found += wrong
        else:
            before[edge["target"]].append(edge["source"])
    cycles = [f"There is a cycle: {' -> '.join(map(short_repr, cycle))}." for cycle in _cycles(before)]
    return found + (cycles or list(_faults_of_references(by_id, before, types)))


def _faults_of_shape(graph: Any) -> Iterator[str]:
    if not isinstance(graph, dict):
        yield f"A graph is an object with the keys nodes and edges, not {json_kind(graph)}."
        return
    yield from unknown_keys(graph, ("nodes", "edges", "ui"), "The graph")
    for name, items, most in (("nodes", graph.get("nodes"), _MAX_NODES), ("edges", graph.get("edges", []), _MAX_EDGES)):
        if not isinstance(items, list):
            yield f"{name} has to be a list, not {json_kind(items)}." if name in graph else f"{name} is missing."
        elif len(items) > most:
            yield f"There are {len(items):,} {name}; at most {most:,} may be in a graph."
        elif name == "nodes" and not items:
            yield "There is no node."


def _faults_of_node(node: Any, name: str, types: NodeTypes) -> Iterator[str]:
    if not isinstance(node, dict):
        yield f"{name} has to be an object, not {json_kind(node)}."
        return
    yield from unknown_keys(node, _NODE_KEYS, name)
    for key in ("id", "type"):
        if not _is_name(node.get(key)):
            yield f"{name}: {key} {_is_no_name(node, key)}"
    for key in ("inputs", "config", "ui"):
        if not isinstance(node.get(key, {}), dict):
            yield f"{name}: {key} has to be an object, not {json_kind(node[key])}."
    if _is_name(node.get("id")):
        name = f"Node {short_repr(node['id'])}"
    inputs = _inputs(node)
    type_ = types.get(node["type"]) if _is_name(node.get("type")) else None
    if types and type_ is None and _is_name(node.get("type")):
        yield f"{name}: there is no type {short_repr(node['type'])}. There are: {', '.join(sorted(types))}."
    for missing in (each for each in (type_.required if type_ else ()) if each not in inputs):
        yield f"{name}: the input {short_repr(missing)} is missing, which the type {short_repr(node['type'])} needs."
    for key, source in inputs.items():
        yield from _faults_of_input(key, source, f"{name}: the input {short_repr(key)}")


def _faults_of_input(key: str, source: Any, name: str) -> Iterator[str]:
    if not _is_name(key):
        yield f"{name} has no good name: {_A_NAME}."
    if not isinstance(source, dict) or sum(each in source for each in _SOURCES) != 1:
        yield f'{name} has to be {{"value": ...}}, {{"node": id, "path": ...}} or {{"event": path}}.'
        return
    yield from unknown_keys(source, ("node", "path") if "node" in source else _SOURCES, name)
    if "node" in source and not _is_name(source["node"]):
        yield f"{name}: node {_is_no_name(source, 'node')}"
    for path in ("path", "event"):
        if not isinstance(source.get(path, ""), str):
            yield f"{name}: {path} has to be a dotted path as text, not {json_kind(source[path])}."


def _faults_of_edge(edge: Any, name: str, before: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the faults of an edge; ``before`` has the valid edges that precede it, by target."""
    if not isinstance(edge, dict):
        yield f"{name} has to be an object, not {json_kind(edge)}."
        return
    yield from unknown_keys(edge, _EDGE_KEYS, name)
    for end in ("source", "target"):
        if not _is_name(edge.get(end)):
            yield f"{name}: {end} {_is_no_name(edge, end)}"
        elif edge[end] not in before:
            yield f"{name}: there is no node {short_repr(edge[end])}, which its {end} names."
    source, target = edge.get("source"), edge.get("target")
    if _is_name(source) and source == target:
        yield f"{name} leads from {short_repr(source)} to itself."
    if _is_name(target) and source in before.get(str(target), ()):
        yield f"{name}: there is another one from {short_repr(source)} to {short_repr(target)}."


def _faults_of_references(
    nodes: Mapping[str, dict[str, Any]], before: Mapping[str, list[str]], types: NodeTypes
) -> Iterator[str]:
    """Yield faults of inputs that use the output of a node that has not run by then, or an output it does not have."""
    upstream: dict[str, set[str]] = {}
    for id_ in TopologicalSorter(before).static_order():
        upstream[id_] = {*before[id_]}.union(*(upstream[each] for each in before[id_]))
    for id_, node in nodes.items():
        for key, source in _inputs(node).items():
            wanted = source.get("node") if isinstance(source, dict) else None
            if not _is_name(wanted):
                continue
            name = f"Node {short_repr(id_)}: the input {short_repr(key)}"
            if wanted not in nodes:
                yield f"{name} takes the output of {short_repr(wanted)}, and there is no such node."
            elif wanted not in upstream[id_]:
                yield f"{name} takes the output of {short_repr(wanted)}, from which no edges lead to this node."
            else:
                yield from _faults_of_output(nodes[wanted], source.get("path"), name, types)


def _faults_of_output(node: Mapping[str, Any], path: Any, name: str, types: NodeTypes) -> Iterator[str]:
    type_ = types.get(node["type"]) if _is_name(node.get("type")) else None
    if type_ is None or type_.outputs is None or not isinstance(path, str) or not path:
        return
    if path.partition(".")[0] not in type_.outputs:
        there = ", ".join(type_.outputs) or "none"
        yield f"{name} takes {short_repr(path)} of {short_repr(node['id'])}, whose type has the outputs: {there}."


def _cycles(before: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Yield cycles as paths, up to ten; each is broken to find the next."""
    left = {id_: list(sources) for id_, sources in before.items()}
    for _ in range(10):
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            cycle = error.args[1]
            yield cycle
            left[cycle[1]].remove(cycle[0])
        else:
            return


def _value(source: Mapping[str, Any], payload: Any, outputs: Mapping[str, Any]) -> Any:
    if "value" in source:
        return deepcopy(source["value"])
    if "node" in source:
        found = lookup(outputs.get(source["node"]), source.get("path", ""))
    else:
        found = lookup(payload, source["event"])
    return None if found is MISSING else found


def _inputs(node: Mapping[str, Any]) -> dict[str, Any]:
    found = node.get("inputs")
    return found if isinstance(found, dict) else {}


_A_NAME = "1 to 100 letters, digits and . : / _ -, the first a letter or a digit"


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _is_no_name(item: Mapping[str, Any], key: str) -> str:
    if key not in item:
        return "is missing."
    return f"has to be a name ({_A_NAME}), not {short_repr(item[key])}."
