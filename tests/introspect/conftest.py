"""Databases of a test's own: none of the project's is touched, and none is made."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_databases(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield
