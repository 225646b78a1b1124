"""The layout of an app's picture."""

from itertools import combinations, pairwise
from random import Random

import pytest

from agent360_models.dictionary._layers import lay_out


@pytest.mark.parametrize("seed", range(20))
def test_boxes_stand_apart_and_arrows_go_to_the_left(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    names = [f"table{number}" for number in range(random.randint(2, 25))]
    arrows = [(source, target) for source, target in combinations(names, 2) if random.random() < 0.15]
    arrows += [(names[1], names[0])] * (not arrows)
    heights = {name: random.choice([40.0, 60.0]) for name in names if any(name in arrow for arrow in arrows)}

    layout = lay_out(heights, arrows, gap=10)

    for one, other in combinations(heights, 2):
        (layer, y), (other_layer, other_y) = layout.boxes[one], layout.boxes[other]
        assert layer != other_layer or abs(y - other_y) >= (heights[one] + heights[other]) / 2 + 10 - 1e-6
    for (source, target), places in layout.arrows.items():
        assert [places[0], places[-1]] == [layout.boxes[source], layout.boxes[target]]
        assert all(left == right - 1 for (right, _), (left, _) in pairwise(places))
    assert {*layout.arrows} == {*arrows}


def test_a_circle_has_one_arrow_back() -> None:
    layout = lay_out({"a": 40.0, "b": 40.0, "c": 40.0}, [("a", "b"), ("b", "c"), ("c", "a")], gap=10)

    assert [layout.boxes[name][0] for name in "abc"] == [2, 1, 0]
    assert [layer for layer, _ in layout.arrows["c", "a"]] == [0, 1, 2]


def test_many_that_point_at_one_share_layers() -> None:
    heights = {"hub": 40.0, **{f"leaf{number}": 40.0 for number in range(40)}}

    layout = lay_out(heights, [(f"leaf{number}", "hub") for number in range(40)], gap=10)

    assert layout.layers == 4
    assert layout.height < 40 * 50
