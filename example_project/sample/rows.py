"""Consistent rows from the library's factories, with existing rows as parents."""

import random
import uuid
from datetime import timedelta
from typing import Any

from django.db.models import Model, UUIDField
from django.utils import timezone
from factory.declarations import Iterator, LazyFunction
from factory.random import reseed_random

from agent360_models.testing.factories import FamilyFactory, SubFactory

NOW = timezone.now().replace(minute=0, second=0, microsecond=0)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

reseed_random(360)
_ids = random.Random(360)  # noqa: S311  # keeps no secret


def some(factory: type[FamilyFactory[Any]], number: int, **values: Any) -> list[Any]:
    """Create rows. A parent that is not given is an existing row, in turn; a new one only if there is none.

    Each row gets one value of a list, in turn.
    """
    model: type[Model] = factory._meta.get_model_class()
    for name, declaration in factory._meta.base_declarations.items():
        field = next((field for field in model._meta.fields if field.name == name), None)
        if isinstance(declaration, SubFactory) and field is not None and name not in values:
            related: Any = field.related_model
            parents = list(related._default_manager.order_by("pk")[:number])
            values |= {name: parents} if parents else {}
    if isinstance(model._meta.pk, UUIDField):
        values.setdefault("pk", LazyFunction(lambda: uuid.UUID(int=_ids.getrandbits(128), version=4)))
    turns = {name: Iterator(value) if isinstance(value, list) else value for name, value in values.items()}
    return factory.create_batch(number, **turns)


def moments(number: int, step: timedelta = DAY) -> list[Any]:
    """Return times up to now, the oldest first."""
    return [NOW - step * back for back in range(number, 0, -1)]
