"""Index classes that allow names of up to 63 characters, like PostgreSQL."""

from django.contrib.postgres import indexes
from django.db import models

__all__ = ["BrinIndex", "GinIndex", "GistIndex", "HashIndex", "Index", "SpGistIndex"]


class _LongName:
    max_name_length = 63  # PostgreSQL's limit; Django's is 30, for other databases


class Index(_LongName, models.Index):
    """An index with a name of up to 63 characters."""


class BrinIndex(_LongName, indexes.BrinIndex):
    """A BRIN index with a name of up to 63 characters."""


class GinIndex(_LongName, indexes.GinIndex):
    """A GIN index with a name of up to 63 characters."""


class GistIndex(_LongName, indexes.GistIndex):
    """A GiST index with a name of up to 63 characters."""


class HashIndex(_LongName, indexes.HashIndex):
    """A hash index with a name of up to 63 characters."""


class SpGistIndex(_LongName, indexes.SpGistIndex):
    """An SP-GiST index with a name of up to 63 characters."""
