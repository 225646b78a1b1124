"""Indexes with the long names that tables of the database may have."""

from django.contrib.postgres import indexes
from django.db import models

__all__ = ["BrinIndex", "GinIndex", "GistIndex", "HashIndex", "Index", "SpGistIndex"]

_MOST = 63  # characters, as many as PostgreSQL takes; Django stops at 30 for the sake of other databases


class Index(models.Index):
    """An index with a name as long as PostgreSQL takes it."""

    max_name_length = _MOST


class BrinIndex(indexes.BrinIndex):
    """A BRIN index with a name as long as PostgreSQL takes it."""

    max_name_length = _MOST


class GinIndex(indexes.GinIndex):
    """A GIN index with a name as long as PostgreSQL takes it."""

    max_name_length = _MOST


class GistIndex(indexes.GistIndex):
    """A GiST index with a name as long as PostgreSQL takes it."""

    max_name_length = _MOST


class HashIndex(indexes.HashIndex):
    """A hash index with a name as long as PostgreSQL takes it."""

    max_name_length = _MOST


class SpGistIndex(indexes.SpGistIndex):
    """An SP-GiST index with a name as long as PostgreSQL takes it."""

    max_name_length = _MOST
