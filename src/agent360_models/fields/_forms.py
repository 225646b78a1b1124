"""Form fields that report bad JSON where Django's would crash, hide secrets, and keep unchanged moments exact."""

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
    """Reports invalid JSON, and JSON that PostgreSQL cannot store, as a form error.

    Django's field raises exceptions on deep nesting, huge integers, ``NaN`` and NUL characters.
    """

    default_validators = [validate_json]

    @override
    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (RecursionError, ValueError):
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": "..."}) from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return the value to redisplay: the document if it is valid, else the text as typed."""
        try:
            document = super().bound_data(data, initial)
            if isinstance(data, str):
                validate_json(document)
        except (RecursionError, ValueError, ValidationError):
            return InvalidJSONInput(data)
        return document


class SecretFormField(JSONFormField):
    """Shows nothing; typed text replaces the stored value, and an empty field keeps it."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"placeholder": "A stored value is not shown. Leave this empty to keep it."}

    def prepare_value(self, value: Any) -> Any:
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return data not in self.empty_values

    def _clean_bound_field(self, bound: Any) -> Any:
        if bound.data in self.empty_values and isinstance(bound.initial, Secret):
            return bound.initial
        return _unmasked(super()._clean_bound_field(bound), None)  # type: ignore[misc]  # django-stubs do not know it


class PartlySecretFormField(JSONFormField):
    """Shows asterisks for secrets; unchanged asterisks keep the stored secret, unless the address changes."""

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
    """Return a document with the asterisks replaced by the stored secrets."""
    if value == MASK:
        if stored is not None:
            return stored
        raise ValidationError("Asterisks keep a stored secret, but none is stored in this place.", code="invalid")
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
    """Return for each item the stored item that equals it apart from secrets; ``None`` if that is ambiguous.

    Matching by position would give an item the secret of another item after a removal or a move.
    """
    shows = [shown(item) for item in stored]
    if shows == items:
        return stored
    return [stored[shows.index(item)] if shows.count(item) == 1 else None for item in items]


class _Moment(forms.Field):
    """Keeps an unchanged moment exact, although the form shows neither its microseconds nor the offset.

    Django drops the microseconds, and refuses a local time that is ambiguous or does not exist.
    """

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self._shows(initial, data) and super().has_changed(initial, data)

    def _clean_bound_field(self, bound: Any) -> Any:
        stored = bound.form.initial.get(bound.name)  # bound.initial lacks the microseconds
        if not self.disabled and self._shows(stored, bound.data):
            return stored
        return super()._clean_bound_field(bound)  # type: ignore[misc]  # django-stubs do not know it

    def _shows(self, stored: Any, data: Any) -> bool:
        """Tell whether the submitted text is what the form shows for the stored moment."""
        if not isinstance(stored, dt.datetime):
            return False
        with timezone.override(_AS_TYPED):
            try:
                typed = super().clean(data)
            except ValidationError:
                return False
        shown = to_current_timezone(stored).replace(microsecond=0, tzinfo=None)
        return isinstance(typed, dt.datetime) and typed.tzinfo in (None, _AS_TYPED) and shown == _naive(typed)


# A zone in which every local time exists exactly once, and which no text can name.
_AS_TYPED = dt.timezone(dt.timedelta(0), "as typed")


def _naive(value: dt.datetime) -> dt.datetime:
    return value.replace(tzinfo=None)


@cache
def moment_form_field(form_class: type[forms.Field]) -> type[forms.Field]:
    return type(f"Moment{form_class.__name__}", (_Moment, form_class), {})
