"""Trials of endurance: a tenth of them in every run, all in ``tox -e endurance``.

Kills, restarts, races, and inputs that a generator thinks up: the more of them, the surer. What is tested is the same.
"""

import os

import pytest

IS_ASKED = bool(os.environ.get("AGENT360_ENDURANCE"))

only = pytest.mark.endurance  # on a parameter or a test: leaves it to ``tox -e endurance``


def trials(daily: int, endurance: int) -> int:
    """Return how many trials there are to be: in every run, and in ``tox -e endurance``."""
    return endurance if IS_ASKED else daily
