"""A dictionary of odd models."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.test.utils import isolate_apps

from agent360_models import extensions
from agent360_models.dictionary import read
from agent360_models.dictionary.structure import Dictionary
from tests.apps.shop.odd import declare


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Declare the odd models, which are the only ones that are installed."""
    with isolate_apps("tests.apps.shop") as registry:
        monkeypatch.setattr(read, "apps", registry)
        monkeypatch.setattr(extensions, "apps", registry)
        yield declare()


@pytest.fixture
def dictionary(odd: SimpleNamespace) -> Dictionary:
    """Read them."""
    return read.read(["shop"])
