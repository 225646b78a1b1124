"""Re-encrypts columns with the first key, row by row, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Field, Model

from agent360_models.exceptions import EncryptionError
from agent360_models.secrets import Secret

__all__ = ["BATCH_SIZE", "Rotation", "encrypted_fields", "encrypted_models", "rotate"]

BATCH_SIZE = 500  # rows per transaction of rotate()


@dataclass(frozen=True)
class Rotation:
    """The result of a key rotation over one model.

    ``secret`` is the number of rows with a secret, and ``rewritten`` the number that were encrypted with another key.
    ``unreadable`` contains the primary keys of rows that were skipped, because no key fits or the text is damaged.
    """

    model: type[Model]
    secret: int
    rewritten: int
    unreadable: Sequence[Any]


def encrypted_fields(model: type[Model]) -> list[Field[Any, Any]]:
    """Return the encrypted columns of the model's own table: fields with ``holds_secrets = True``."""
    return [field for field in model._meta.local_concrete_fields if getattr(field, "holds_secrets", False)]


def encrypted_models() -> list[type[Model]]:
    """Return the installed models with encrypted columns, including those of other apps."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if not model._meta.proxy and encrypted_fields(model)]


def rotate(model: type[Model], *, using: str, batch_size: int = BATCH_SIZE) -> Rotation:
    """Re-encrypt the secrets of a table with the first key of the setting.

    Batches follow the primary key. Each batch is a transaction that locks its rows; concurrent writers wait, and then
    write to the rotated row. A row that already uses the first key is not written, so an interrupted run can simply be
    started again.
    """
    names = [field.attname for field in encrypted_fields(model)]
    rows = model._base_manager.using(using).order_by("pk").values_list("pk", *names)
    counted, rewritten, unreadable = 0, 0, []
    last: Any = None
    while True:
        with transaction.atomic(using=using):
            rest = rows if last is None else rows.filter(pk__gt=last)
            batch = list(rest.select_for_update(no_key=True)[:batch_size])
            for pk, *values in batch:
                try:
                    is_old = [secret.renew() for value in values for secret in _secrets_in(value)]
                except EncryptionError:
                    unreadable.append(pk)
                    continue
                counted += bool(is_old)
                if any(is_old):
                    changes = dict(zip(names, values, strict=True))
                    rewritten += model._base_manager.using(using).filter(pk=pk).update(**changes)
        if len(batch) < batch_size:
            return Rotation(model, counted + len(unreadable), rewritten, unreadable)
        last = batch[-1][0]


def _secrets_in(value: Any) -> Iterator[Secret]:
    """Yield the secrets in a value of an encrypted column."""
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _secrets_in(item)
