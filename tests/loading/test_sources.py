"""Sources are found by what installed apps say of themselves."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.test.utils import modify_settings

from agent360_models.loading.sources import find_source, find_sources

AGENT360 = [f"agent360_models.agent360.{name}" for name in ("core", "accounts", "campaigns", "support", "forecasting")]


@pytest.fixture
def own_source(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give a project's app a source."""
    source = SimpleNamespace(load=lambda paths, **_options: iter(paths))
    monkeypatch.setattr("tests.apps.toy.models.SOURCE", source, raising=False)
    config = apps.get_app_config("toy")
    monkeypatch.setattr(config, "load_sources", {"toys": "tests.apps.toy.models.SOURCE"}, raising=False)
    return source


def test_the_sources_of_this_library() -> None:
    """Installed or not."""
    with modify_settings(INSTALLED_APPS={"remove": ["agent360_models.ingestion.hubspot"]}):
        assert {"callrail", "gsheet", "hubspot", "salesforce"} <= {*find_sources()}


def test_an_app_of_a_project_has_a_source_too(own_source: Any) -> None:
    """By the attribute that ours use."""
    assert find_source("toys") is own_source


def test_any_app_that_salesforce_fills_is_enough() -> None:
    """One of them alone is loaded too."""
    with modify_settings(INSTALLED_APPS={"remove": AGENT360}):
        app = find_sources()["salesforce"]

        assert apps.is_installed(app.name)
        assert callable(find_source("salesforce").load)
