"""Errors of fields that a form lacks, reported as errors of the whole form: Django allows nothing else."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.text import capfirst


class FormErrors(models.Model):
    """A model whose ``clean()`` names fields that a form may lack."""

    class Meta:
        abstract = True

    def full_clean(self, exclude: Any = None, *args: Any, **kwargs: Any) -> None:
        """Validate the row; report errors of excluded fields as errors of the whole row."""
        try:
            super().full_clean(exclude, *args, **kwargs)
        except ValidationError as error:
            raise about_the_whole(self, error, exclude or ()) from None


def about_the_whole(row: models.Model, error: ValidationError, hidden: Collection[str]) -> ValidationError:
    """Turn the errors of hidden fields into errors of the whole row that name the field."""
    errors = error.update_error_dict({})
    for name in errors.keys() & set(hidden):
        label = capfirst(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a form has no reverse relations
        told = [
            ValidationError("%(field)s: %(message)s", each.code, {"field": label, "message": message})
            for each in errors.pop(name)
            for message in each.messages
        ]
        errors.setdefault(NON_FIELD_ERRORS, []).extend(told)
    return ValidationError(errors)
