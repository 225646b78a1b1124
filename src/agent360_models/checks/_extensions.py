"""Check of extensions: models with further columns of another model's table."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db.models import DO_NOTHING, Model

from agent360_models.checks._settings import TAG
from agent360_models.extensions import own_fields, parent_of


@register(TAG)
def check_extensions(**_kwargs: Any) -> list[CheckMessage]:
    """E014: an extension interferes with the table or the rows of the model that it extends."""
    return [
        Error(
            f"{model._meta.label} extends the table of {parent._meta.label}, but {fact}.",
            hint=hint,
            obj=model,
            id="agent360_models.E014",
        )
        for model in apps.get_models()
        if (parent := parent_of(model)) is not None
        for fact, hint in _faults(model, parent)
    ]


def _faults(model: type[Model], parent: type[Model]) -> Iterator[tuple[str, str]]:
    pk: Any = model._meta.pk
    if pk.remote_field.on_delete is not DO_NOTHING:
        yield "a delete would cascade to it", f"Declare {pk.name} with on_delete=models.DO_NOTHING."
    if pk.column != parent._meta.pk.column:
        yield f"its key is {pk.column!r}", f"Declare {pk.name} with db_column={parent._meta.pk.column!r}."
    if model._meta.managed:
        yield "migrations would create the table", "Declare managed = False in its Meta."
    if parent_of(parent) is not None:
        yield "that model is an extension too", "Let its key reference the model that has the table."
    theirs = {field.column for field in parent._meta.local_concrete_fields}
    for field in own_fields(model):
        if field.column in theirs:
            yield f"both have the column {field.column!r}", f"Remove the field {field.name}."
