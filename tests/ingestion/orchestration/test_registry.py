"""Which function fetches what a schedule names."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from agent360_models.ingestion.orchestration import registry
from agent360_models.ingestion.orchestration.models import SyncHistory
from agent360_models.sync.runs import Run
from tests.apps.toy.models import Toy


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(registry, "_registered", {})
        yield


def a_sync(this: Run, *, since: datetime | None, mode: str) -> None:
    """Fetch nothing."""


def another_sync(this: Run, *, since: datetime | None, mode: str) -> None:
    """Fetch nothing either."""


def test_the_module_syncs_of_an_installed_app_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """Without a line anywhere else."""
    app = tmp_path / "depot_syncs"
    app.mkdir()
    (app / "__init__.py").touch()
    (app / "syncs.py").write_text(
        "from agent360_models.ingestion.orchestration.models import SyncHistory\n"
        "from agent360_models.ingestion.orchestration.registry import sync\n"
        "@sync('depot', 'parts', model=SyncHistory)\n"
        "def parts(this, *, since, mode): ...\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert registry.find("depot", "parts") is None

    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "depot_syncs"]

    found = registry.find("depot", "parts")
    assert found is not None
    assert (found.path, found.model) == ("depot_syncs.syncs.parts", SyncHistory)


def test_one_function_for_one_name() -> None:
    """The same one again, as after a reload, is no other."""
    register = registry.sync("hubspot", "contacts", model=SyncHistory)
    assert register(a_sync) is a_sync
    register(a_sync)

    with pytest.raises(ImproperlyConfigured, match=r"a_sync and .*another_sync are both registered for hubspot conta"):
        register(another_sync)


def test_runs_are_recorded_of_our_models_only() -> None:
    """Said when it is registered, not at three in the morning."""
    with pytest.raises(ImproperlyConfigured, match=r"a_sync fills toy.Toy, but runs"):
        registry.sync("hubspot", "toys", model=Toy)(a_sync)
