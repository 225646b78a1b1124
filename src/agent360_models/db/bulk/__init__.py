"""Large writes and large reads: ``upsert``, ``copy_to`` and ``iterate_by_key``.

``upsert`` copies rows into a temporary table and writes only those that are new or differ.
"""

from agent360_models.db.bulk.export import copy_to
from agent360_models.db.bulk.keyset import iterate_by_key
from agent360_models.db.bulk.results import Rejection, UpsertResult
from agent360_models.db.bulk.upsert import aupsert, upsert

__all__ = ["Rejection", "UpsertResult", "aupsert", "copy_to", "iterate_by_key", "upsert"]
