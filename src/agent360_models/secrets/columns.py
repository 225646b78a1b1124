"""Columns that are nobody's business: which hold secrets, and which hold something of a person.

A model names them beside its fields, ours and a project's own alike::

    class Customer(models.Model):
        secret_fields = ("api_key",)  # and hashes of secrets, and what is encrypted
        personal_fields = ("email", "phone", "notes")  # names, addresses, what somebody wrote

Encrypted fields are secret wherever they are. Of a model that says nothing of secrets, as those of others do,
columns of text are secret where their names say so, such as ``password`` and ``api_key``.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BinaryField, CharField, JSONField, Model, TextField
from django.db.models.constants import LOOKUP_SEP

from agent360_models.secrets.masking import is_secret_key

__all__ = ["fields_on", "is_secret", "leads_to_secret", "personal_fields", "secret_fields"]

# Models of others that say nothing, and whose columns have harmless names.
_OF_OTHERS = {"sessions.Session": ("session_key", "session_data"), "authtoken.Token": ("key",)}


def secret_fields(model: type[Model]) -> frozenset[str]:
    """Return the names of the fields that hold secrets, hashes of secrets, or what is encrypted.

    A foreign key holds one where the key of the other row is one.

    Raises ``FieldDoesNotExist`` where the model names a field that it lacks.
    """
    for name in _named(model, "secret_fields") or ():
        model._meta.get_field(name)
    return frozenset(field.name for field in model._meta.fields if is_secret(model, field))


def personal_fields(model: type[Model]) -> frozenset[str]:
    """Return the names of the fields that tell of a person: a name, an address, a message.

    Raises ``FieldDoesNotExist`` where the model names a field that it lacks.
    """
    return frozenset(model._meta.get_field(name).name for name in _named(model, "personal_fields") or ())


def is_secret(model: type[Model], field: Any) -> bool:
    """Tell whether a field, as in ``model._meta.get_fields()``, holds a secret: its own, or as the key of another."""
    target = getattr(field, "target_field", None) if field.many_to_one or field.one_to_one else None
    if target is not None and target is not field and is_secret(target.model, target):
        return True
    return field in model._meta.fields and _is_secret(model, field)


def leads_to_secret(model: type[Model], path: str) -> bool:
    """Tell whether a path such as ``customer__api_key__startswith`` meets a secret, of this model or another."""
    return any(is_secret(*met) for met in fields_on(model, path))


def fields_on(model: type[Model], path: str) -> Iterator[tuple[type[Model], Any]]:
    """Yield the fields and relations on a path, each behind the model that it is met at.

    The path ends at a lookup, or at something else that is not a field.
    """
    for name in path.split(LOOKUP_SEP):
        try:
            found = model._meta.pk_fields if name == "pk" else [model._meta.get_field(name)]
        except FieldDoesNotExist:
            return
        yield from ((model, field) for field in found)
        related: Any = found[-1].related_model
        if not found[-1].is_relation or related is None or isinstance(related, str):
            return
        model = related


def _named(model: type[Model], attribute: str) -> frozenset[str] | None:
    """Return what a model and its bases name together, or ``None`` where they say nothing."""
    said = [
        vars(base)[attribute] for base in model.__mro__ if isinstance(vars(base).get(attribute), tuple | list | set)
    ]
    return frozenset(name for names in said for name in names) if said else None


def _is_secret(model: type[Model], field: Any) -> bool:
    if getattr(field, "holds_secrets", False):
        return True
    if field.model is not model and _is_secret(field.model, field):  # as its parent says
        return True
    named = _named(model, "secret_fields")
    if named is not None:
        return field.name in named
    if field.name in _OF_OTHERS.get(model._meta.label, ()):
        return True
    return isinstance(field, BinaryField | CharField | JSONField | TextField) and _sounds_secret(field.name)


_sounds_secret = lru_cache(is_secret_key)
