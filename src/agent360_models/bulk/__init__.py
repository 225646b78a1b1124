"""Bulk reads and writes.

``upsert`` copies rows into a temporary table and writes only those that are new or differ; ``copy_to`` has the
server write CSV; ``iterate_by_key`` reads batch after batch.

Every model uses a queryset of this package, but few processes write in bulk, so the other modules are imported lazily.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from agent360_models.bulk._querysets import BulkManager, BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.bulk._export import Sink, copy_to
    from agent360_models.bulk._job import OnError, OnReject
    from agent360_models.bulk._keyset import iterate_by_key
    from agent360_models.bulk._results import Rejection, UpsertResult
    from agent360_models.bulk._upsert import BATCH_SIZE, UpsertOptions, aupsert, upsert

__all__ = [
    "BATCH_SIZE",
    "BulkManager",
    "BulkQuerySet",
    "OnError",
    "OnReject",
    "Rejection",
    "Sink",
    "UpsertOptions",
    "UpsertResult",
    "aupsert",
    "copy_to",
    "iterate_by_key",
    "upsert",
]


_MODULES = ("_upsert", "_results", "_keyset", "_export")


def __getattr__(name: str) -> Any:
    """Import a public name from the module that defines it."""
    if name in __all__:
        for module in _MODULES:
            found = vars(import_module(f"{__name__}.{module}"))
            if name in found:
                return found[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
