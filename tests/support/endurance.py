"""Endurance trials: a tenth of them in every run, all of them in ``tox -e endurance``.

They are kills, restarts, races, and generated inputs: more trials give more certainty, but test the same behaviour.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

_Case = TypeVar("_Case")

IS_ASKED = bool(os.environ.get("AGENT360_ENDURANCE"))

only = pytest.mark.endurance  # on a parameter or a test: leaves it to ``tox -e endurance``


def trials(daily: int, endurance: int) -> int:
    """Return how many trials there are to be: in every run, and in ``tox -e endurance``."""
    return endurance if IS_ASKED else daily


def some(cases: Sequence[_Case]) -> Sequence[_Case]:
    """Return the cases to be tried: a sixth of them in every run, and in ``tox -e endurance`` all."""
    return cases[:: trials(6, 1)]
