"""Indexes with the long names that tables of the database may have."""

from django.contrib.postgres import indexes
from django.db import models

__all__ = ["BrinIndex", "GinIndex", "GistIndex", "HashIndex", "Index", "SpGistIndex"]


class _LongName:
    max_name_length = 63  # as many as PostgreSQL takes; Django stops at 30 for the sake of other databases


class Index(_LongName, models.Index):
    """An index with a name as long as PostgreSQL takes it."""


class BrinIndex(_LongName, indexes.BrinIndex):
    """A BRIN index with a name as long as PostgreSQL takes it."""


class GinIndex(_LongName, indexes.GinIndex):
    """A GIN index with a name as long as PostgreSQL takes it."""


class GistIndex(_LongName, indexes.GistIndex):
    """A GiST index with a name as long as PostgreSQL takes it."""


class HashIndex(_LongName, indexes.HashIndex):
    """A hash index with a name as long as PostgreSQL takes it."""


class SpGistIndex(_LongName, indexes.SpGistIndex):
    """An SP-GiST index with a name as long as PostgreSQL takes it."""
