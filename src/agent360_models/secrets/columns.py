"""Sensitive columns: secrets, and personal data.

Every model, of the library or a project, names them next to its fields::

    class Customer(models.Model):
        secret_fields = ("api_key",)  # also hashes of secrets and encrypted columns
        personal_fields = ("email", "phone", "notes")  # names, addresses, free text

Encrypted fields are always secret. In a model without ``secret_fields``, such as a third-party model, text columns are
secret if their names suggest it, such as ``password`` and ``api_key``.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BinaryField, CharField, JSONField, Model, TextField
from django.db.models.constants import LOOKUP_SEP

from agent360_models.secrets.masking import is_secret_key

__all__ = ["fields_on", "is_secret", "leads_to_secret", "personal_fields", "secret_fields"]

# Third-party models without secret_fields whose secret columns have harmless names.
_OF_OTHERS = {"sessions.Session": ("session_key", "session_data"), "authtoken.Token": ("key",)}


def secret_fields(model: type[Model]) -> frozenset[str]:
    """Return the names of the fields with secrets, hashes of secrets, or encrypted values.

    A foreign key is secret if the key of the other row is.

    Raises ``FieldDoesNotExist`` if the model names a missing field.
    """
    for name in _named(model, "secret_fields") or ():
        model._meta.get_field(name)
    return frozenset(field.name for field in model._meta.fields if _points_at_secret(field) or _is_secret(model, field))


def personal_fields(model: type[Model]) -> frozenset[str]:
    """Return the names of the fields with personal data: a name, an address, a message.

    Raises ``FieldDoesNotExist`` if the model names a missing field.
    """
    return frozenset(model._meta.get_field(name).name for name in _named(model, "personal_fields") or ())


def is_secret(model: type[Model], field: Any) -> bool:
    """Tell whether a field of ``model._meta.get_fields()`` is secret, or is a foreign key to a secret field."""
    return _points_at_secret(field) or (field in model._meta.fields and _is_secret(model, field))


def leads_to_secret(model: type[Model], path: str) -> bool:
    """Tell whether a path such as ``customer__api_key__startswith`` includes a secret field of any model."""
    return any(is_secret(*met) for met in fields_on(model, path))


def fields_on(model: type[Model], path: str) -> Iterator[tuple[type[Model], Any]]:
    """Yield the fields and relations on a path, each as a pair with its model.

    The path ends at the first name that is not a field, such as a lookup.
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
    """Return the names from the attribute of a model and its bases, or ``None`` if none of them has it."""
    said = [
        vars(base)[attribute] for base in model.__mro__ if isinstance(vars(base).get(attribute), tuple | list | set)
    ]
    return frozenset(name for names in said for name in names) if said else None


def _points_at_secret(field: Any) -> bool:
    path = getattr(field, "path_infos", None) if field.many_to_one or field.one_to_one else None
    targets = path[-1].target_fields if path else ()  # several, where the key of the other row has several columns
    return any(is_secret(target.model, target) for target in targets if target is not field)


def _is_secret(model: type[Model], field: Any) -> bool:
    if getattr(field, "holds_secrets", False):
        return True
    if field.model is not model and _is_secret(field.model, field):  # decided by its parent
        return True
    named = _named(model, "secret_fields")
    if named is not None:
        return field.name in named
    if field.name in _OF_OTHERS.get(model._meta.label, ()):
        return True
    return isinstance(field, BinaryField | CharField | JSONField | TextField) and _sounds_secret(field.name)


_sounds_secret = lru_cache(is_secret_key)
