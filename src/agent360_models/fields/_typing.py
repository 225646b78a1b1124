"""Django's classes as the type checker sees them: with type parameters, which they do not take at run time."""

from typing import TYPE_CHECKING

__all__ = [
    "BooleanField",
    "CharField",
    "DateTimeField",
    "DecimalField",
    "Field",
    "FloatField",
    "JSONField",
    "Lookup",
    "PositiveIntegerField",
]

if TYPE_CHECKING:
    from django.db.models import (
        BooleanField,
        CharField,
        DateTimeField,
        DecimalField,
        Field,
        FloatField,
        JSONField,
        PositiveIntegerField,
    )
    from django.db.models.lookups import Lookup
else:
    from django.db import models
    from django.db.models import lookups

    def _subscriptable(django_class: type) -> type:
        """Return a subclass that takes type parameters and forgets them."""

        class Subscriptable(django_class):
            def __class_getitem__(cls, types: object) -> type:
                return cls

        return Subscriptable

    BooleanField = _subscriptable(models.BooleanField)
    CharField = _subscriptable(models.CharField)
    DateTimeField = _subscriptable(models.DateTimeField)
    DecimalField = _subscriptable(models.DecimalField)
    Field = _subscriptable(models.Field)
    FloatField = _subscriptable(models.FloatField)
    JSONField = _subscriptable(models.JSONField)
    Lookup = _subscriptable(lookups.Lookup)
    PositiveIntegerField = _subscriptable(models.PositiveIntegerField)
