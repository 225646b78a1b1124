"""Form fields that say of bad input that it is bad, where Django's own fail."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

from agent360_models.validators import validate_json


class JSONFormField(forms.JSONField):
    """Refuses, as an error of the field, each text that is no JSON, and JSON that PostgreSQL cannot store.

    Of these Django's own field lets an abyss of brackets, an integer of thousands of digits, ``NaN`` or a NUL
    character end in an exception.
    """

    default_validators = [validate_json]

    def to_python(self, value: Any) -> Any:
        """Return the document."""
        try:
            return super().to_python(value)
        except (RecursionError, ValueError):
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": "..."}) from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what the form shows again: the text as it was typed, unless it is a good document."""
        try:
            document = super().bound_data(data, initial)
            if isinstance(data, str):
                validate_json(document)
        except (RecursionError, ValueError, ValidationError):
            return InvalidJSONInput(data)
        return document
