"""Django's classes with type parameters for the type checker, which they lack at run time."""

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

    for _name in __all__:
        _class = lookups.Lookup if _name == "Lookup" else getattr(models, _name)
        # Accepts type parameters, and ignores them.
        globals()[_name] = type(_name, (_class,), {"__class_getitem__": classmethod(lambda cls, _types: cls)})
