"""Indexes whose names are the database's."""

from django.db import models

__all__ = ["Index"]


class Index(models.Index):
    """An index with a name as long as PostgreSQL takes it.

    Django stops at 30 characters for the sake of other databases; tables that are there already have longer ones.
    """

    max_name_length = 63
