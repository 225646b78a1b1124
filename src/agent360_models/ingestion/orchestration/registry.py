"""Registry of the functions that fetch records for schedules.

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
    """A function that fetches the source's changes since a time within a run, or everything if ``since`` is ``None``.

    ``mode`` is the schedule's mode, one of ``SyncSchedule.Mode``.
    """

    def __call__(self, this: Run, /, *, since: datetime | None, mode: str) -> object:
        """Fetch records, and write them with ``this.upsert()``."""


_Function = TypeVar("_Function", bound=SyncFunction)


@dataclass(frozen=True)
class Registered:
    """A registered function, and the model whose table it fills."""

    function: SyncFunction
    model: type[Model]

    @property
    def path(self) -> str:
        """The function's dotted path."""
        return f"{self.function.__module__}.{getattr(self.function, '__qualname__', self.function)}"


_registered: dict[tuple[str, str], Registered] = {}


def sync(crm_source: str, model_name: str, *, model: type[Model]) -> Callable[[_Function], _Function]:
    """Register the function that fetches records for schedules with this ``crm_source`` and ``model_name``.

    Define the function in the module ``syncs`` of an installed app, where the library discovers it.

    Args:
        crm_source: the system, such as ``"hubspot"``.
        model_name: the kind of records, such as ``"contacts"``.
        model: the model whose table the function fills, from an app of a family. A table has one run at a time.

    Raises ``ImproperlyConfigured`` for a model of another app, or if another function has the same names.

    """

    def register(function: _Function) -> _Function:
        new, name = Registered(function, model), (crm_source, model_name)
        if not families.has(model._meta.app_label):
            raise ImproperlyConfigured(
                f"{new.path} fills {model._meta.label}, but runs can only be recorded for models of a family."
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
    """Return the function registered under these names; imports the module ``syncs`` of each installed app."""
    autodiscover_modules("syncs")
    return _registered.get((crm_source, model_name))


def missing(crm_source: str, model_name: str) -> str:
    """Return an error text: no function is registered under these names, and how to register one."""
    return (
        f"No sync is registered for {crm_source} {model_name}: write @sync({crm_source!r}, {model_name!r}, model=...)"
        " over the function that fetches it, in the module `syncs` of an installed app."
    )
