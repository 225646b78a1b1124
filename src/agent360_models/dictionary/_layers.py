"""A layered graph layout: positions of the boxes of an app's diagram, and the paths of the arrows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Layout", "lay_out"]

_SWEEPS = 6
_HIGH = 14  # maximum boxes per layer; further boxes without incoming arrows move to later layers
_BEND = 14.0  # the space for an arrow between two boxes


@dataclass(frozen=True, slots=True)
class _Bend:
    """A point in a layer that a long arrow passes through, between two boxes."""

    source: str
    target: str
    layer: int


_Place = str | _Bend


@dataclass(frozen=True, slots=True)
class Layout:
    """The layer and middle height of each box, and the points of each arrow from source to target."""

    boxes: Mapping[str, tuple[int, float]]
    arrows: Mapping[tuple[str, str], Sequence[tuple[int, float]]]
    layers: int
    height: float


def lay_out(heights: Mapping[str, float], arrows: Iterable[tuple[str, str]], gap: float) -> Layout:
    """Return the layout of boxes with these heights; arrows go from right to left, except those that close a cycle.

    Every box must have at least one arrow.
    """
    forward = _without_circles(heights, arrows)
    targets: dict[str, list[str]] = {box: [] for box in heights}
    sources: dict[str, list[str]] = {box: [] for box in heights}
    for source, target in forward.values():
        if target not in targets[source]:
            targets[source].append(target)
            sources[target].append(source)
    layer_of = _layers(targets, sources)
    layers: list[list[_Place]] = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    for box, layer in layer_of.items():
        layers[layer].append(box)
    ways: dict[tuple[str, str], list[_Place]] = {}
    beside: dict[_Place, tuple[list[_Place], list[_Place]]] = {}  # neighbours to the left and to the right
    for source, of in targets.items():
        for target in of:
            bends = [_Bend(source, target, layer) for layer in range(layer_of[source] - 1, layer_of[target], -1)]
            for bend in bends:
                layers[bend.layer].append(bend)
            ways[source, target] = [source, *bends, target]
            for right, left in pairwise(ways[source, target]):
                beside.setdefault(right, ([], []))[0].append(left)
                beside.setdefault(left, ([], []))[1].append(right)
    _order(layers, beside)
    middles = _middles(layers, beside, heights, gap)
    places = {place: (layer, middles[place]) for layer, of in enumerate(layers) for place in of}
    return Layout(
        boxes={box: places[box] for box in heights},
        arrows={
            arrow: [places[place] for place in (ways[way] if way == arrow else reversed(ways[way]))]
            for arrow, way in forward.items()
        },
        layers=len(layers),
        height=max((middles[place] + _height(place, heights) / 2 for place in middles), default=0.0),
    )


def _without_circles(boxes: Iterable[str], arrows: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the direction of each arrow; an arrow that would close a cycle is reversed."""
    wanted = [*dict.fromkeys(arrows)]
    reached: dict[str, set[str]] = {box: {box} for box in boxes}  # all boxes reachable from a box
    laid = {}
    for source, target in wanted:
        way = (target, source) if source in reached[target] else (source, target)
        laid[source, target] = way
        for box, leads in reached.items():
            if way[0] in leads:
                reached[box] = leads | reached[way[1]]
    return laid


def _layers(targets: Mapping[str, Sequence[str]], sources: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the layer of each box: the first one to the right of all its targets."""
    layer_of: dict[str, int] = {}
    waiting = [*targets]
    while waiting:
        box = waiting.pop(0)
        if all(target in layer_of for target in targets[box]):
            layer_of[box] = max((layer_of[target] + 1 for target in targets[box]), default=0)
        else:
            waiting.append(box)
    for box in targets:
        if not targets[box]:
            layer_of[box] = min(layer_of[source] for source in sources[box]) - 1
    layer = 0
    while layer in layer_of.values():
        loose = [box for box, of in layer_of.items() if of == layer and not sources[box]]
        while [*layer_of.values()].count(layer) > _HIGH and loose:
            layer_of[loose.pop()] = layer + 1
        layer += 1
    return {box: layer_of[box] for box in targets}


def _order(layers: Sequence[list[_Place]], beside: Mapping[_Place, tuple[list[_Place], list[_Place]]]) -> None:
    """Sort each layer by the positions of its neighbours, back and forth, so that few arrows cross."""
    for sweep in range(_SWEEPS):
        side = sweep % 2
        for layer in layers if not side else reversed(layers):
            rank = {place: number / len(of) for of in layers for number, place in enumerate(of)}
            layer.sort(key=lambda place: _mean([rank[other] for other in beside[place][side]], rank[place]))


def _middles(
    layers: Sequence[Sequence[_Place]],
    beside: Mapping[_Place, tuple[list[_Place], list[_Place]]],
    heights: Mapping[str, float],
    gap: float,
) -> dict[_Place, float]:
    """Return the height of each place: near its connected places, without overlaps in its layer."""
    middles: dict[_Place, float] = {}
    for layer in layers:
        _stand(layer, dict.fromkeys(layer, 0.0), heights, gap, middles)
    for sweep in range(_SWEEPS):
        side = sweep % 2
        for layer in layers if not side else reversed(layers):
            wanted = {
                place: _mean([middles[other] for other in beside[place][side]], middles[place]) for place in layer
            }
            _stand(layer, wanted, heights, gap, middles)
    top = min((middles[place] - _height(place, heights) / 2 for place in middles), default=0.0)
    return {place: middle - top for place, middle in middles.items()}


def _stand(
    layer: Sequence[_Place],
    wanted: Mapping[_Place, float],
    heights: Mapping[str, float],
    gap: float,
    middles: dict[_Place, float],
) -> None:
    """Stack the places of a layer, as close as possible to their wanted heights on average."""
    bottom = float("-inf")
    for place in layer:
        half = _height(place, heights) / 2
        middles[place] = max(wanted[place], bottom + gap + half)
        bottom = middles[place] + half
    shift = _mean([wanted[place] - middles[place] for place in layer], 0.0)
    for place in layer:
        middles[place] += shift


def _height(place: _Place, heights: Mapping[str, float]) -> float:
    return _BEND if isinstance(place, _Bend) else heights[place]


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise
