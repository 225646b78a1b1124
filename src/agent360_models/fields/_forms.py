"""Form fields: bad JSON is a form error where Django's own would crash, no secret is shown, moments are kept."""

import datetime as dt
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from django.forms.utils import to_current_timezone
from django.utils import timezone

from agent360_models.secrets import MASK, Secret
from agent360_models.secrets.addresses import TYPE_AGAIN, addresses, keeps_secrets
from agent360_models.secrets.cipher import is_sealed
from agent360_models.secrets.masking import shown
from agent360_models.typed import override
from agent360_models.validators import validate_json


class JSONFormField(forms.JSONField):
    """Reports text that is not JSON, and JSON that PostgreSQL cannot store, as an error of the form.

    Django's own field raises on deep nesting, integers of thousands of digits, ``NaN`` and NUL characters.
    """

    default_validators = [validate_json]

    @override
    def to_python(self, value: Any) -> Any:
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


class SecretFormField(JSONFormField):
    """Shows nothing; what is typed replaces what is stored, and nothing typed keeps it."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"placeholder": "Not shown once it is stored. Leave this empty to keep what is there."}

    def prepare_value(self, value: Any) -> Any:
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return data not in self.empty_values

    def _clean_bound_field(self, bound: Any) -> Any:
        if bound.data in self.empty_values and isinstance(bound.initial, Secret):
            return bound.initial
        return _unmasked(super()._clean_bound_field(bound), None)  # type: ignore[misc]  # django-stubs do not know it


class PartlySecretFormField(JSONFormField):
    """Shows asterisks for secrets; where they are left, what is stored is kept, unless it would go elsewhere."""

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(shown(value) if isinstance(value, dict | list) else value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        bound = super().bound_data(data, initial)
        return bound if isinstance(bound, InvalidJSONInput) else InvalidJSONInput(data)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(shown(initial), data)

    def _clean_bound_field(self, bound: Any) -> Any:
        value = super()._clean_bound_field(bound)  # type: ignore[misc]  # django-stubs do not know it
        document = _unmasked(value, bound.initial)
        if addresses(document) != addresses(bound.initial) and keeps_secrets(document):
            raise ValidationError(TYPE_AGAIN, code="address_changed")
        return document


def _unmasked(value: Any, stored: Any) -> Any:
    """Return a document with the stored secrets in place of their asterisks."""
    if value == MASK:
        if stored is not None:
            return stored
        raise ValidationError("Asterisks keep a secret in its place, and there is none here yet.", code="invalid")
    if is_sealed(value):
        raise ValidationError("This is an encrypted text. Type the secret itself.", code="invalid")
    if isinstance(value, dict):
        old = stored if isinstance(stored, dict) else {}
        return {key: _unmasked(item, old.get(key)) for key, item in value.items()}
    if isinstance(value, list):
        before = stored if isinstance(stored, list) else []
        return [_unmasked(item, old) for item, old in zip(value, _partners(value, before), strict=True)]
    return value


def _partners(items: list[Any], stored: list[Any]) -> list[Any]:
    """Return for each item of a list the stored one that it is but for its secrets; ``None`` where that is not sure.

    By its place an entry would get the secret of another one, once somebody takes an entry out or moves it.
    """
    shows = [shown(item) for item in stored]
    if shows == items:
        return stored
    return [stored[shows.index(item)] if shows.count(item) == 1 else None for item in items]


class _Moment(forms.Field):
    """Keeps a moment that nobody changed, although a form shows neither its microseconds nor which of two hours.

    Django drops the microseconds, and refuses a local time that comes twice or not at all.
    """

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self._shows(initial, data) and super().has_changed(initial, data)

    def _clean_bound_field(self, bound: Any) -> Any:
        stored = bound.form.initial.get(bound.name)  # bound.initial is without microseconds
        if not self.disabled and self._shows(stored, bound.data):
            return stored
        return super()._clean_bound_field(bound)  # type: ignore[misc]  # django-stubs do not know it

    def _shows(self, stored: Any, data: Any) -> bool:
        """Tell whether what was sent is what the form shows for a stored moment."""
        if not isinstance(stored, dt.datetime):
            return False
        with timezone.override(_AS_TYPED):
            try:
                typed = super().clean(data)
            except ValidationError:
                return False
        shown = to_current_timezone(stored).replace(microsecond=0, tzinfo=None)
        return isinstance(typed, dt.datetime) and typed.tzinfo in (None, _AS_TYPED) and shown == _naive(typed)


# A zone in which every local time is a moment, and which no text names.
_AS_TYPED = dt.timezone(dt.timedelta(0), "as typed")


def _naive(value: dt.datetime) -> dt.datetime:
    return value.replace(tzinfo=None)


@cache
def moment_form_field(form_class: type[forms.Field]) -> type[forms.Field]:
    return type(f"Moment{form_class.__name__}", (_Moment, form_class), {})
