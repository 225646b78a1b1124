"""The outbox as the original has it, and with the indexes that a page tells to create."""

from collections.abc import Iterator

import pytest

from tests.hibachi.helpers import create_indexes_of_queues, drop_indexes_of_queues


@pytest.fixture(params=["original", "indexed"])
def indexes(request: pytest.FixtureRequest) -> Iterator[str]:
    """Have what a test asserts hold both ways."""
    kind: str = request.param
    if kind == "indexed":
        create_indexes_of_queues()
    yield kind
    if kind == "indexed":
        drop_indexes_of_queues()
