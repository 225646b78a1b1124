"""Extensions: models of an org's own columns, on a table that another model describes.

A model is an extension if its primary key is a ``OneToOneField`` to the other model and both share one ``db_table``.
The row belongs to the other model, so an extension is neither inserted nor deleted: ``save()`` is an UPDATE.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.apps import apps
from django.db.models import Field, Model, OneToOneField
from django.db.models.signals import pre_delete

from agent360_models.exceptions import ExtensionError
from agent360_models.names import split

__all__ = ["apply", "extensions_of", "is_extension", "own_fields", "parent_of"]


def parent_of(model: type[Model]) -> type[Model] | None:
    """Return the model that an extension extends; ``None`` for any other model."""
    pk: Any = model._meta.pk
    parent: Any = pk.related_model if isinstance(pk, OneToOneField) else None
    if parent is None or isinstance(parent, str) or model._meta.proxy:
        return None
    is_one_table = split(parent._meta.db_table) == split(model._meta.db_table)
    return parent if is_one_table and parent is not model else None


def is_extension(model: type[Model]) -> bool:
    """Tell whether a model is an extension."""
    return parent_of(model) is not None


def extensions_of(model: type[Model]) -> list[type[Model]]:
    """Return the extensions of a model, in the order of the installed apps."""
    relations = model._meta.get_fields(include_hidden=True)
    found: list[Any] = [relation.related_model for relation in relations if relation.one_to_one]
    return [other for other in found if not isinstance(other, str) and parent_of(other) is model]


def own_fields(extension: type[Model]) -> list[Field[Any, Any]]:
    """Return the fields of an extension whose columns its parent lacks."""
    return [field for field in extension._meta.local_concrete_fields if not field.primary_key]


def apply() -> None:
    """Make extensions refuse inserts and deletes; called when the apps are ready."""
    for model in apps.get_models():
        if is_extension(model):
            model._do_insert = _refuse_insert  # type: ignore[attr-defined]  # noqa: SLF001
            model._prepare_related_fields_for_save = _prepare  # type: ignore[attr-defined]  # noqa: SLF001
            pre_delete.connect(_refuse_delete, sender=model, dispatch_uid="agent360_models.extensions")


def _refuse_insert(self: Model, *_args: Any, **_options: Any) -> NoReturn:
    _refuse(type(self), "no row with the key {key!r} exists to update", key=self.pk)


def _prepare(self: Model, operation_name: str, fields: Any = None) -> None:
    if operation_name == "bulk_create":
        _refuse(type(self), "its rows cannot be inserted")
    Model._prepare_related_fields_for_save(self, operation_name, fields)  # type: ignore[attr-defined]  # noqa: SLF001


def _refuse_delete(sender: type[Model], **_kwargs: Any) -> None:
    _refuse(sender, "its rows cannot be deleted")


def _refuse(model: type[Model], why: str, **values: Any) -> NoReturn:
    parent: Any = parent_of(model)
    raise ExtensionError(
        f"{model._meta.label} extends the table of {parent._meta.label}: {why.format(**values)}."
        f" Create and delete {parent._meta.label} instead; save() of the extension updates its own columns."
    )
