"""Large writes and large reads.

``upsert`` copies rows into a temporary table and writes only those that are new or differ; ``copy_to`` has the
server write CSV; ``iterate_by_key`` reads batch after batch.
"""

from agent360_models.bulk._export import Sink, copy_to
from agent360_models.bulk._keyset import iterate_by_key
from agent360_models.bulk._querysets import BulkManager, BulkQuerySet
from agent360_models.bulk._results import Rejection, UpsertResult
from agent360_models.bulk._upsert import BATCH_SIZE, OnError, OnReject, UpsertOptions, aupsert, upsert

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
