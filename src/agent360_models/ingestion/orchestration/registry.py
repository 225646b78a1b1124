"""The functions that fetch what schedules name.

::

    # syncs.py, in any installed app
    from agent360_models.ingestion.hubspot.models import Contact
    from agent360_models.ingestion.orchestration.registry import sync


    @sync("hubspot", "contacts", model=Contact)
    def contacts(this, *, since, mode):
        for rows, complete_up_to in pages_of_contacts(since=since):
            this.upsert(rows, watermark=complete_up_to)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.module_loading import autodiscover_modules

from agent360_models import families
from agent360_models.sync.runs import Run

__all__ = ["Registered", "SyncFunction", "find", "missing", "sync"]


class SyncFunction(Protocol):
    """A function that fetches, within a run, what changed at the source since a time; everything where that is None.

    ``mode`` is the schedule's, one of ``SyncSchedule.Mode``.
    """

    def __call__(self, this: Run, /, *, since: datetime | None, mode: str) -> object:
        """Fetch, and write with ``this.upsert()``."""


_Function = TypeVar("_Function", bound=SyncFunction)


@dataclass(frozen=True)
class Registered:
    """A function that fetches, and the model whose table it fills."""

    function: SyncFunction
    model: type[Model]

    @property
    def path(self) -> str:
        """The function's dotted path."""
        return f"{self.function.__module__}.{getattr(self.function, '__qualname__', self.function)}"


_registered: dict[tuple[str, str], Registered] = {}


def sync(crm_source: str, model_name: str, *, model: type[Model]) -> Callable[[_Function], _Function]:
    """Register the function that fetches what schedules name by ``crm_source`` and ``model_name``.

    It belongs in the module ``syncs`` of an installed app, where it is found by itself.

    Args:
        crm_source: the system, such as ``"hubspot"``.
        model_name: what is fetched from there, such as ``"contacts"``.
        model: whose table is filled; of an app of a family. One table has one run at a time.

    Raises ``ImproperlyConfigured`` for a model of another app, and where another function has the same names.

    """

    def register(function: _Function) -> _Function:
        new, name = Registered(function, model), (crm_source, model_name)
        if not families.has(model._meta.app_label):
            raise ImproperlyConfigured(
                f"{new.path} fills {model._meta.label}, but runs are only recorded of models of a family."
            )
        known = _registered.setdefault(name, new)
        if known.path != new.path:
            raise ImproperlyConfigured(
                f"{known.path} and {new.path} are both registered for {crm_source} {model_name}: keep one of them."
            )
        _registered[name] = new
        return function

    return register


def find(crm_source: str, model_name: str) -> Registered | None:
    """Return what is registered under these names; looks into the module ``syncs`` of each installed app."""
    autodiscover_modules("syncs")
    return _registered.get((crm_source, model_name))


def missing(crm_source: str, model_name: str) -> str:
    """Say that nothing is registered under these names, and what to write where."""
    return (
        f"No sync is registered for {crm_source} {model_name}: write @sync({crm_source!r}, {model_name!r}, model=...)"
        " over the function that fetches it, in the module `syncs` of an installed app."
    )
