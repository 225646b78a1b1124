"""Indexes with the long names that tables of the database may have."""

from django.db import models

__all__ = ["Index"]


class Index(models.Index):
    """An index with a name as long as PostgreSQL takes it.

    Django stops at 30 characters for the sake of other databases; existing tables have longer ones.
    """

    max_name_length = 63
